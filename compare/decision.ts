// What pairs of blocks say of two sides.
//
// Method: of each pair the logarithm of head over base; its median over all pairs; bounds from a hierarchical bootstrap
// (processes, then the pairs within each), widened by Student's t for few processes. A process may be slower in one
// module than in the other for as long as it lives, so pairs of one process alone would call that a difference.
// A verdict needs more than a bound: a difference up to the floor is none, however sure it is.
// Looks, floors and bounds were chosen on simulated gates: docs/adr/0037-gate-statistics.md.

import type { ComparedJudgement, ComparisonVerdict } from '../results/comparison.ts';
import { replicates } from '../statistics/bootstrap.ts';
import { type Estimate, linearInterval, SURE_98 } from '../statistics/interval.ts';
import { medianOf } from '../statistics/quantile.ts';
import { Random } from '../statistics/random.ts';

export interface Block {
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly calls: number;
}

export interface Pair {
  readonly base: Block;
  readonly head: Block;
}

export interface ProcessPairs {
  readonly first: 'base' | 'head';
  readonly pass: 1 | 2;
  readonly pairs: readonly Pair[];
}

export interface Rule {
  /** Differences up to these are none: 0.03 is 3%. */
  readonly floors: { readonly p50: number; readonly p95: number };
  /** Numbers of processes at which it is looked whether it is decided. */
  readonly looks: readonly number[];
  /** How often both passes call equal sides regressed, at most: for what is said of the whole gate. */
  readonly alarmRate: number;
}

/** How often one pass calls equal sides regressed, at most, in simulated gates. */
export const PASS_ALARM_RATE = 0.01;

export const DEFAULT_RULE: Rule = {
  floors: { p50: 0.03, p95: 0.05 },
  looks: [6, 10, 14, 20, 28],
  alarmRate: PASS_ALARM_RATE ** 2,
};

export interface Decision {
  readonly p50: ComparedJudgement | null;
  readonly p95: ComparedJudgement | null;
  readonly verdict: ComparisonVerdict;
  /** False: measure on until the next look. */
  readonly isFinal: boolean;
}

type QuantileName = 'p50' | 'p95';

/** The head is fine when it is surely slower by less than this. No calibration raises it: what a machine cannot show is not fine. */
const FINE_BELOW = { p50: 0.05, p95: 0.1 };
/** A p95 of fewer is the longest call, whatever that met. */
const CALLS_FOR_P95 = 20;
const RESAMPLES = 500;
/** Found in both passes in 95 of 100 gates: in each with the square root of that, which is so many standard deviations. */
const POWER_NORMAL = 1.954;

/** Of the processes of one pass. `isOver`: there will be no more. The seed repeats the bounds. O(pairs). */
export function decide(
  processes: readonly ProcessPairs[],
  { rule, seed, isOver = false }: Deciding,
): Decision {
  const isLast = isOver || processes.length >= Math.max(...rule.looks);
  const judged = (name: QuantileName): ComparedJudgement | null => {
    const logs = logRatios(processes, name);
    const isEnough = logs.length >= Math.min(...rule.looks) && 2 * logs.length >= processes.length;
    const judgement = judge(logs, { name, rule, seed, isLast });
    return judgement === null || isEnough ? judgement : { ...judgement, verdict: 'cannot tell' };
  };
  const [p50, p95] = [judged('p50'), judged('p95')];
  const verdicts = [p50, p95].flatMap((judgement) => judgement?.verdict ?? []);
  const verdict = WORST_FIRST.find((each) => verdicts.includes(each)) ?? 'cannot tell';
  return {
    p50,
    p95,
    verdict,
    isFinal: isLast || verdict !== 'cannot tell',
  };
}

export interface Deciding {
  readonly rule: Rule;
  readonly seed: number;
  readonly isOver?: boolean;
}

/** What is open in one quantile is open in all. An improvement of one beside no change of the other is one. */
const WORST_FIRST: readonly ComparisonVerdict[] = ['regressed', 'cannot tell', 'improved', 'fine'];

/**
 * Of two passes by different processes. Regressed is what both found, be it in the p50 or in the p95. The second contradicts the
 * first when it is faster, and says nothing of a p95 that it does not have.
 */
export function confirmed(first: Decision, second: Decision): ComparisonVerdict {
  if (first.verdict !== 'regressed' || second.verdict === 'regressed') return first.verdict;
  const isOpen = second.verdict === 'improved' || (first.p95?.verdict === 'regressed' && second.p95 === null);
  return isOpen ? 'cannot tell' : second.verdict;
}

/** How often a gate of so many comparisons calls any of equal sides regressed, at most. */
export const familyAlarmRate = (rules: readonly Rule[]): number =>
  1 - rules.reduce((product, { alarmRate }) => product * (1 - alarmRate), 1);

/**
 * By process, of head over base. The first process plans the blocks of all, but how many calls fit into one still differs, so near the
 * limit some are too short for a p95: these pairs say nothing of it, and where most processes have no others, neither do the rest.
 */
function logRatios(processes: readonly ProcessPairs[], name: QuantileName): number[][] {
  const callsMin = name === 'p95' ? CALLS_FOR_P95 : 1;
  const key = `${name}Ns` as const;
  return processes
    .map(({ pairs }) => pairs.filter(({ base, head }) => Math.min(base.calls, head.calls) >= callsMin))
    .filter(({ length }) => length > 0)
    .map((pairs) => pairs.map(({ base, head }) => Math.log(Math.max(head[key], 1) / Math.max(base[key], 1))));
}

interface Question {
  readonly name: QuantileName;
  readonly rule: Rule;
  readonly seed: number;
  readonly isLast: boolean;
}

function judge(logs: readonly number[][], { name, rule, seed, isLast }: Question): ComparedJudgement | null {
  if (logs.length === 0) return null;
  const [replicated] = replicates(logs, [0.5], RESAMPLES, new Random(seed, logs.length));
  const estimate = linearInterval(medianOf(logs.flat()), replicated as Float64Array, [logs.length], SURE_98);
  const floor = rule.floors[name];
  const bounds = { low: Math.exp(estimate.low), high: Math.exp(estimate.high) };
  const played = logs.length;
  const allowed = isLast ? played : Math.max(...rule.looks);
  const found = smallestEffect({ ...bounds, floor }, { played, allowed });
  const verdict = verdictOf(estimate, floor, FINE_BELOW[name]);
  // It would have been found, and was not.
  const isFound = isLast && verdict === 'cannot tell' && found <= FINE_BELOW[name];
  return {
    ratio: Math.exp(estimate.value),
    ...bounds,
    floor,
    smallestEffect: found,
    verdict: isFound ? 'fine' : verdict,
  };
}

function verdictOf({ value, low, high }: Estimate, floor: number, fineBelow: number): ComparisonVerdict {
  if (low > 0 && value > Math.log1p(floor)) return 'regressed';
  if (high < 0 && value < -Math.log1p(floor)) return 'improved';
  return high < Math.log1p(fineBelow) ? 'fine' : 'cannot tell';
}

/**
 * The slowdown that both passes would have found in 95 of 100 gates, with the spread that the pairs of `played` processes show, at
 * a look at as many as the time `allowed`. With few processes the bound is itself a guess, of which a part has to be added: near
 * enough to the noncentral t.
 */
export function smallestEffect(
  { low, high, floor }: Pick<ComparedJudgement, 'low' | 'high' | 'floor'>,
  { played, allowed }: { readonly played: number; readonly allowed: number },
): number {
  const width = Math.log(Math.max(high, Number.MIN_VALUE) / Math.max(low, Number.MIN_VALUE));
  // The ends were stretched by Student's t and by the root of k/(k-1): this one belongs to the deviation. One process stretches nothing.
  const deviationNow = width / (2 * (played < 2 ? SURE_98.normal : student(played)));
  const deviation = deviationNow * Math.sqrt(played / allowed);
  const ofBound = Math.sqrt(1 + student(allowed) ** 2 / (2 * (Math.max(allowed, 2) - 1)));
  return Math.expm1(
    Math.max(
      Math.log1p(floor) + POWER_NORMAL * deviation,
      (student(allowed) + POWER_NORMAL * ofBound) * deviation,
    ),
  );
}

/** Of an interval of so many processes; a single one is as unsure as two. */
const student = (processes: number): number =>
  SURE_98.student[Math.min(Math.max(processes, 2) - 1, SURE_98.student.length) - 1] as number;
