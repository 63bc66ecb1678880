// What a run found, for programs (docs/cli-json.md): the same judgements as on the screen. The raw samples are in the
// result file.

import type { Report } from '../reports/index.ts';

export function runAnswer(report: Report, resultFile: string, pages: readonly string[]): unknown {
  const { standing, isComplete, checks, claims, tallies, field, loads, sizes, figures, machine, header } =
    report;
  return {
    results: resultFile,
    pages,
    seed: header.seed,
    isComplete,
    standing,
    machine,
    checks,
    promises: {
      tallies,
      judged: claims
        .filter(({ verdict }) => verdict !== 'not measured')
        .map(({ claim, verdict, ratio, sentence }) => ({
          id: claim.id,
          promised: claim.text,
          verdict,
          ratio,
          sentence,
        })),
    },
    timings: field.comparisons.map(({ workload, measured, ratio }) => ({
      ...workload,
      stores: Object.fromEntries(
        [...measured].map(([store, { p50, p95, p99, trials, samples }]) => [
          store,
          { p50Ns: p50, p95Ns: p95, p99Ns: p99, trials, samples },
        ]),
      ),
      fasterThanJson: ratio,
    })),
    loads,
    sizes,
    figures,
  };
}
