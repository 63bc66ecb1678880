// What a history shows of each figure: the last value beside the runs before it, and where its level stepped. Information, never
// a verdict: runs of different days meet different machines, and only base against head says what a change did.

import type { HistoryLine } from '../../results/history-file.ts';
import { changePoints, LEVEL_MIN } from '../../statistics/change-points.ts';
import type { Estimate } from '../../statistics/interval.ts';
import { medianOf } from '../../statistics/quantile.ts';
import { Random } from '../../statistics/random.ts';

/** One figure at one quantile, over the runs on one kind of machine. */
export interface Trend {
  readonly name: string;
  readonly measure: string;
  readonly quantile: 'p50' | 'p95';
  readonly unit: string;
  readonly isBiggerBetter: boolean;
  readonly machine: string;
  /** By time, the last run last. */
  readonly values: readonly number[];
  readonly last: Estimate;
  /** The last over the median of the runs before it; null where there are none, and where one is not above 0: an overhead can be. */
  readonly ratio: Estimate | null;
  /** How many those are. */
  readonly before: number;
  readonly steps: readonly Step[];
}

/** From one level to another. */
export interface Step {
  /** Medians of the two levels. */
  readonly from: number;
  readonly to: number;
  /** Of the first run on the new level. */
  readonly startedAt: string;
  readonly revision: string;
  readonly versions: string;
}

/** So many runs before the last are what it is held against. */
const BEFORE_MAX = 10;
/** A smaller step matters to nobody. */
const STEP_MIN = 0.03;

/** Those that moved most first. Of several kinds of machine that of the last run of each figure. */
export function trendsOf(lines: readonly HistoryLine[]): Trend[] {
  const byFigure = Map.groupBy(lines, ({ definition, name, measure }) =>
    JSON.stringify([definition, name, measure]),
  );
  return [...byFigure.values()]
    .flatMap((figure) => {
      const inTime = figure.toSorted((one, other) => one.startedAt.localeCompare(other.startedAt));
      const alike = inTime.filter(({ machine }) => machine === inTime.at(-1)?.machine);
      return (['p50', 'p95'] as const).flatMap((quantile) => trendAt(quantile, alike) ?? []);
    })
    .toSorted((one, other) => moveOf(other) - moveOf(one));
}

function trendAt(quantile: 'p50' | 'p95', figure: readonly HistoryLine[]): Trend | null {
  const runs = figure.flatMap((line) => {
    const estimate = line[quantile];
    return estimate === undefined ? [] : [{ line, estimate }];
  });
  const last = runs.at(-1);
  if (last === undefined) return null;
  const { name, measure, unit, isBiggerBetter, machine } = last.line;
  const values = runs.map(({ estimate }) => estimate.value);
  const before = values.slice(0, -1).slice(-BEFORE_MAX);
  return {
    ...{ name, measure, quantile, unit, isBiggerBetter, machine, values, last: last.estimate },
    ratio: before.length === 0 ? null : ratioOf(last.estimate, before),
    before: before.length,
    steps: stepsIn(
      values,
      runs.map(({ line }) => line),
    ),
  };
}

/** The ends of the one over the opposite ends of the other: at least as wide as the interval of the ratio. */
function ratioOf(last: Estimate, values: readonly number[]): Estimate | null {
  if (![last.low, last.value, last.high, ...values].every((value) => value > 0)) return null;
  const before = medianWithInterval(values);
  return {
    value: last.value / before.value,
    low: last.low / before.high,
    high: last.high / before.low,
  };
}

/** Two order statistics are an interval of the median, of 95% or more from six values on (the sign test). */
function medianWithInterval(values: readonly number[]): Estimate {
  const sorted = values.toSorted((one, other) => one - other);
  const out = sorted.length < 9 ? 0 : 1;
  return { value: medianOf(values), low: sorted.at(out) ?? 0, high: sorted.at(-1 - out) ?? 0 };
}

function stepsIn(values: readonly number[], lines: readonly HistoryLine[]): Step[] {
  const at = changePoints(values, Random.from(JSON.stringify([lines[0]?.name, values])));
  const bounds = [0, ...at, values.length];
  const levels = bounds.slice(1).map((end, index) => medianOf(values.slice(bounds[index], end)));
  return at.flatMap((start, index) => {
    const [from, to] = [levels[index] ?? 0, levels[index + 1] ?? 0];
    const line = lines[start];
    if (line === undefined || from <= 0 || to <= 0 || Math.abs(to / from - 1) < STEP_MIN) return [];
    const { startedAt, revision, versions } = line;
    return [{ from, to, startedAt, revision, versions }];
  });
}

/** How far the last run is from those before it, where its interval says that it is. */
export const isMoved = ({ ratio, before }: Trend): boolean =>
  ratio !== null && before >= LEVEL_MIN && (ratio.low > 1 || ratio.high < 1);

const moveOf = (trend: Trend): number =>
  (isMoved(trend) ? 1_000 : 0) + Math.abs(Math.log(trend.ratio?.value ?? 1));

/** Null where it is neither. */
export function isBetter(ratio: number, { isBiggerBetter }: Pick<Trend, 'isBiggerBetter'>): boolean | null {
  return ratio === 1 ? null : ratio > 1 === isBiggerBetter;
}
