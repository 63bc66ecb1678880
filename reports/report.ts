// A run as it is told: everything that the renderings share, computed once from a result file.
// Not here: how it looks (reports/render).

import type { ReadParts } from '../results/read-run.ts';
import type { Check, Figure, Header, Knee, Load, Planted, Size } from '../results/result.ts';
import type { Results } from '../results/result-file.ts';
import { type Doubt, doubtsAbout, doubtsAboutCalls } from '../statistics/doubts.ts';
import { type JudgedClaim, judgeClaims } from './claims/claims.ts';
import { type Compared, comparedOf } from './compared/compared.ts';
import { comparedText } from './compared/words.ts';
import { type Comparison, type Timings, timingsOf } from './comparisons.ts';
import { settingWords } from './judge/load-runs.ts';
import { VERDICTS, type Verdict } from './judge/outcome.ts';
import { runOf } from './judge/run.ts';
import { type MachineNote, machineNote } from './machine.ts';
import { Measurements } from './measurements.ts';
import type { Names } from './names.ts';
import { partsText } from './parts-text.ts';
import { type JudgedStoreTarget, judgeStoreTargets } from './store-targets/store-targets.ts';
import { count } from './text/figures.ts';

export interface DoubtNote {
  readonly doubt: Doubt;
  /** For people: "add at 1,000 on table". */
  readonly places: readonly string[];
}

/** `verified`: checks were made, all as they should be; `open`: some could not be made, or none was. */
export type Standing = 'verified' | 'failed' | 'open';

export interface Report {
  readonly header: Header;
  readonly finishedAt: string | null;
  readonly isComplete: boolean;
  /** Of a run that was read in parts: which of them, and what is to be known of that. */
  readonly parts?: ReadParts | undefined;
  readonly partNotes: readonly string[];
  readonly standing: Standing;
  /** What came out, in two or three sentences. */
  readonly summary: readonly string[];
  readonly checks: readonly Check[];
  /** What was put there to be found. */
  readonly planted: readonly Planted[];
  readonly claims: readonly JudgedClaim[];
  readonly tallies: Readonly<Record<Verdict, number>>;
  /** Of the store's engineers, apart from the claims; empty when none of it was measured. */
  readonly targets: readonly JudgedStoreTarget[];
  readonly timings: Timings;
  /** Base against head; null of a run that compared no two. */
  readonly compared: Compared | null;
  readonly loads: readonly Load[];
  readonly knees: readonly Knee[];
  readonly sizes: readonly Size[];
  readonly figures: readonly Figure[];
  readonly doubts: readonly DoubtNote[];
  /** Whether figures can be trusted; null for results that do not say. */
  readonly machine: MachineNote | null;
}

export function buildReport(results: Results): Report {
  const { header, footer, isComplete, rows } = results;
  const measurements = new Measurements(results);
  const run = runOf(results, { measurements });
  const { claims: promised = [], targets = [] } = header.definition;
  const checks = rows.filter((row) => row.row === 'check');
  const compared = comparedOf(rows);
  const judged = judgeClaims(promised, run);
  // A run that only compares measures nothing that was promised; a page of "not measured" would hide what it says.
  const isBeside = compared !== null && judged.every(({ verdict }) => verdict === 'unmeasured');
  const claims = isBeside ? [] : judged;
  const tallies = tallied(claims);
  const timings = timingsOf(measurements);
  const loads = rows.filter((row) => row.row === 'load');
  const partNotes = partsText(results);
  return {
    header,
    finishedAt: footer?.finishedAt ?? null,
    isComplete,
    parts: results.parts,
    partNotes,
    standing: checks.length === 0 && compared !== null ? STANDING[compared.verdict] : standingOf(checks),
    summary: [
      ...(isComplete ? [] : [CUT_SHORT]),
      ...partNotes,
      ...(compared === null ? [checksText(checks)] : [comparedText(compared, measurements.names)]),
      ...(compared === null ? claimsText(claims, tallies, measurements.names) : []),
    ],
    checks,
    planted: rows.filter((row) => row.row === 'planted'),
    claims,
    tallies,
    targets: targetsOf(judgeStoreTargets(targets, run), timings),
    timings,
    compared,
    loads,
    knees: rows.filter((row) => row.row === 'knee'),
    sizes: rows.filter((row) => row.row === 'size'),
    figures: rows.filter((row) => row.row === 'figure'),
    doubts: notesOf(timings.comparisons, loads, measurements.names),
    machine: machineNote(results),
  };
}

/** Of a run that timed nothing only what it measured, such as under load: a page of "not measured" would hide it. */
const targetsOf = (judged: readonly JudgedStoreTarget[], { comparisons }: Timings): JudgedStoreTarget[] =>
  judged.filter(
    ({ parts }) => comparisons.length > 0 || parts.some(({ verdict }) => verdict !== 'unmeasured'),
  );

const CUT_SHORT = 'The run was cut short: what it did not reach is not in this report.';

const STANDING: Readonly<Record<Compared['verdict'], Standing>> = {
  failed: 'failed',
  regressed: 'failed',
  'not compared': 'open',
  'cannot tell': 'open',
  fine: 'verified',
};

/** How many there are of each verdict. */
export function tallied(judged: readonly { readonly verdict: Verdict }[]): Record<Verdict, number> {
  const tallies = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of judged) tallies[verdict] += 1;
  return tallies;
}

export function standingOf(all: readonly Check[]): Standing {
  const checks = all.filter(({ isMissing }) => isMissing !== true);
  if (checks.some((check) => check.verdict === 'fail')) return 'failed';
  return checks.length === 0 || checks.some((check) => check.verdict === 'unknown') ? 'open' : 'verified';
}

function checksText(checks: readonly Check[]): string {
  if (checks.length === 0) return 'Nothing was checked.';
  const parts = CHECK_WORDS.flatMap(([verdict, word]) => {
    const found = checks.filter((check) => check.verdict === verdict).length;
    return found === 0 ? [] : [`${count(found)} ${word}`];
  });
  return `${count(checks.length)} check${checks.length === 1 ? '' : 's'}: ${parts.join(', ')}.`;
}

const CHECK_WORDS: readonly (readonly [Check['verdict'], string])[] = [
  ['fail', 'failed'],
  ['ok', 'ok'],
  ['expected-fail', 'failed as expected'],
  ['unknown', 'could not be made'],
];

/** Where nothing is promised, there is nothing to say of it. */
function claimsText(
  claims: readonly JudgedClaim[],
  tallies: Readonly<Record<Verdict, number>>,
  { promiser }: Names,
): string[] {
  if (claims.length === 0) return [];
  const judged = tallies.holds + tallies.fails + tallies.undecided;
  const rest = tallies.unmeasured === 0 ? '' : `; ${count(tallies.unmeasured)} more not measured`;
  if (judged === 0) return [`None of ${promiser}’s figures was measured.`];
  return [
    `${count(judged)} figures of ${promiser} were measured: ${count(tallies.holds)} hold, ` +
      `${count(tallies.fails)} do not, ${count(tallies.undecided)} unclear${rest}.`,
  ];
}

function notesOf(comparisons: readonly Comparison[], loads: readonly Load[], names: Names): DoubtNote[] {
  const places = new Map<Doubt, Set<string>>();
  const add = (doubts: readonly Doubt[], place: string): void => {
    for (const doubt of doubts) places.set(doubt, (places.get(doubt) ?? new Set()).add(place));
  };
  for (const { workload, measured } of comparisons) {
    for (const [store, measurement] of measured) {
      const place = `${names.title(workload.operation)} at ${count(workload.records)} on ${names.title(store)}`;
      add(doubtsAbout(measurement), place);
    }
  }
  for (const load of loads) {
    const by = settingWords(load, names).join(', ');
    for (const { operation, count: calls, failed } of load.operations) {
      const place = `${names.title(operation)} by ${by} on ${names.title(load.store)}`;
      add(doubtsAboutCalls(calls - failed), place);
    }
  }
  return [...places].map(([doubt, where]) => ({ doubt, places: [...where] }));
}
