// What a run of base against head says, in the order in which it matters: worst first, improvements beside regressions. The one
// verdict of the whole is never better than what was seen: what was not compared, or not decided, does not pass. Only what noise
// left open may be forgiven: that a side fails, or answers otherwise, no longer measurement would change.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { Comparing, Comparison } from '../../results/comparison.ts';
import type { BodyRow } from '../../results/result.ts';
import { medianOf } from '../../statistics/quantile.ts';
import type { OnCannotTell } from '../gate/words.ts';

export type ComparedVerdict = 'failed' | 'regressed' | 'not compared' | 'cannot tell' | 'fine';

export interface Compared {
  readonly verdict: ComparedVerdict;
  /** Worst first. */
  readonly comparisons: readonly ComparedRow[];
  readonly notCompared: readonly Comparison[];
  /** The head against itself: whatever differs is noise. */
  readonly itself: readonly ComparedRow[];
  /** Null of a run that was cut short. */
  readonly comparing: Comparing | null;
}

export interface ComparedRow {
  readonly row: Comparison;
  /** Medians over the blocks, of one call; 0 where there are no pairs. */
  readonly baseNs: number;
  readonly headNs: number;
  readonly pairs: number;
}

/** Null of a run that compared nothing. */
export function comparedOf(rows: readonly BodyRow[]): Compared | null {
  const all = rows.filter((row) => row.row === 'comparison');
  const comparing = rows.find((row) => row.row === 'comparing') ?? null;
  if (all.length === 0 && comparing === null) return null;
  const [itself, against] = [all.filter(isOfItself), all.filter((row) => !isOfItself(row))];
  const notCompared = against.filter(({ verdict }) => verdict === 'not compared');
  const comparisons = against
    .filter((row) => !notCompared.includes(row))
    .map(measured)
    .toSorted((left, right) => severity(left) - severity(right) || excess(right) - excess(left));
  const verdict = verdictOf(against, comparing);
  return { verdict, comparisons, notCompared, itself: itself.map(measured), comparing };
}

const isOfItself = ({ kind }: Comparison): boolean => kind === 'head against itself';

function measured(row: Comparison): ComparedRow {
  const pairs = row.processes.flatMap((process) => process.pairs);
  const median = (at: 0 | 3): number => (pairs.length === 0 ? 0 : medianOf(pairs.map((pair) => pair[at])));
  return { row, baseNs: median(0), headNs: median(3), pairs: pairs.length };
}

const SEVERITY: readonly Comparison['verdict'][] = ['failed', 'regressed', 'cannot tell', 'improved', 'fine'];

const severity = ({ row }: ComparedRow): number => SEVERITY.indexOf(row.verdict);

/** How much of a difference there is, in floors; of improvements how much they are one. */
function excess({ row: { p50, p95, verdict } }: ComparedRow): number {
  const shares = [p50, p95].flatMap((judged) =>
    judged === null ? [] : [Math.log(judged.ratio) / Math.log(1 + Math.max(judged.floor, FLOOR_MIN))],
  );
  return verdict === 'improved' ? -Math.min(...shares) : Math.max(...shares);
}

/** A floor of nothing would make every difference endless. */
const FLOOR_MIN = 0.001;

function verdictOf(against: readonly Comparison[], comparing: Comparing | null): ComparedVerdict {
  const has = (verdict: Comparison['verdict']): boolean => against.some((row) => row.verdict === verdict);
  if (has('failed')) return 'failed';
  if (has('regressed')) return 'regressed';
  const isAnyCompared = against.some(({ verdict }) => verdict !== 'not compared');
  if (!isAnyCompared || against.some(isOtherWork)) return 'not compared';
  return comparing === null || has('cannot tell') ? 'cannot tell' : 'fine';
}

/** Both sides have it, and what they do cannot be compared. Without a reason nothing excuses it. */
export const isOtherWork = ({ verdict, reason = 'other work' }: Comparison): boolean =>
  verdict === 'not compared' && reason === 'other work';

/** The p95 alone is open: the median is decided, and is told beside it. */
export const isOpenInP95 = ({ verdict, p50, p95 }: Comparison): boolean =>
  verdict === 'cannot tell' &&
  p95?.verdict === 'cannot tell' &&
  (p50?.verdict === 'fine' || p50?.verdict === 'improved');

export function comparedExitCode(verdict: ComparedVerdict, onCannotTell: OnCannotTell = 'fail'): ExitCode {
  if (verdict === 'failed' || verdict === 'regressed') return EXIT.differences;
  if (verdict === 'not compared') return EXIT.cannotTell;
  return verdict === 'cannot tell' && onCannotTell === 'fail' ? EXIT.cannotTell : EXIT.ok;
}
