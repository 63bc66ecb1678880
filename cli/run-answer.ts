// What a run found, for programs (docs/cli-json.md): the same judgements as on the screen. The raw samples are in the
// result file.

import type { Compared, ComparedRow } from '../reports/compared/compared.ts';
import { CLAIM_WORDS, type Report } from '../reports/index.ts';

export function runAnswer(report: Report, resultFiles: readonly string[], pages: readonly string[]): object {
  const { standing, isComplete, checks, claims, tallies, timings, loads, sizes, figures, machine, header } =
    report;
  return {
    results: resultFiles[0] ?? '',
    ...partsAnswer(report.parts, resultFiles),
    pages,
    definition: header.definition.name,
    seed: header.seed,
    isComplete,
    standing,
    machine,
    checks,
    ...(report.planted.length > 0 && { planted: report.planted }),
    promises: {
      tallies: Object.fromEntries(
        Object.entries(CLAIM_WORDS).map(([verdict, word]) => [
          word,
          tallies[verdict as keyof typeof tallies],
        ]),
      ),
      judged: claims
        .filter(({ verdict }) => verdict !== 'unmeasured')
        .map(({ claim, verdict, ratio, sentence }) => ({
          id: claim.id,
          promised: claim.text,
          verdict: CLAIM_WORDS[verdict],
          ratio,
          sentence,
        })),
    },
    timings: timings.comparisons.map(({ workload, measured, ratio }) => ({
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
    ...(report.compared !== null && { compared: comparedAnswer(report.compared) }),
  };
}

/** Without the raw pairs: the result file has them. */
function comparedAnswer({ verdict, comparing, ...groups }: Compared): object {
  const { row: _row, ...told } = comparing ?? { row: null };
  const measured = (rows: readonly ComparedRow[]): object[] =>
    rows.map(({ row: { row: _kind, processes, ...row }, baseNs, headNs, pairs }) => ({
      ...row,
      processes: processes.length,
      pairs,
      baseNs,
      headNs,
    }));
  return {
    verdict,
    ...told,
    comparisons: measured(groups.comparisons),
    notCompared: groups.notCompared.map(({ row: _kind, processes: _none, ...row }) => row),
    itself: measured(groups.itself),
  };
}

/** Of a run that was read in parts: which. */
export const partsAnswer = (parts: Report['parts'], files: readonly string[]): object =>
  parts === undefined ? {} : { parts: { ...parts, files } };
