// What gates found on equal sides and on planted slowdowns, counted by benchmark: false alarms, detection, and the floors
// that this machine needs. Beside it, in the same data, what a fixed percentage over a stored run would have found.
// Pure: who runs the gates and where the counts are kept is the caller's affair.

import type { CalibrationRow } from '../results/calibration.ts';
import type { ComparedPair, Comparison } from '../results/comparison.ts';
import { shareBounds } from '../statistics/binomial.ts';
import { ascending, medianOf, quantile } from '../statistics/quantile.ts';
import { DEFAULT_RULE, PASS_ALARM_RATE, type Rule } from './decision.ts';
import type { Benchmark, Plant } from './options.ts';

/**
 * What is planted, in the order of one round: three gates of four nothing, because alarms are to be rare and take many gates to
 * count; then often what is just to be found, and seldom what cannot be missed. Calls differ by 20% among themselves, so a tenth
 * of them should have to take a third longer before the p95 is 10% longer: reasoning, which the ratios that are found correct.
 */
export const PLANTS: readonly (Plant | null)[] = [
  { share: 0.05, calls: 'all' },
  { share: 0.3, calls: 'every tenth' },
  { share: 0.1, calls: 'all' },
  { share: 0.05, calls: 'all' },
  { share: 0.3, calls: 'every tenth' },
  { share: 0.2, calls: 'all' },
  { share: 0.05, calls: 'all' },
  { share: 0.3, calls: 'every tenth' },
  { share: 0.1, calls: 'all' },
  { share: 0.5, calls: 'all' },
  { share: 0.1, calls: 'all' },
  { share: 0.5, calls: 'every tenth' },
].flatMap((plant) => [null, plant as Plant, null, null]);

/** Fewer gates on equal sides than this raise no floor: one odd estimate is no measure of noise. */
const GATES_FOR_FLOOR = 5;
/** Of how far the estimates of equal sides are from none. */
const FLOOR_QUANTILE = 0.995;
const PERCENTS = [10, 20] as const;
const QUANTILES = ['p50', 'p95'] as const;

/** One process of the head, or of the base, as a run that was stored would have it. */
type SingleRun = Readonly<Record<(typeof QUANTILES)[number], number>>;

export class Calibration {
  private readonly rows = new Map<string, CalibrationRow>();
  /** Of the gate before, by benchmark. */
  private readonly stored = new Map<string, SingleRun>();

  /** `before`: of earlier calibrations, to go on from. */
  constructor(before: readonly CalibrationRow[] = []) {
    for (const row of before) this.rows.set(keyOf(row, row.planted), row);
  }

  /** `durationNs`: its part of the time of its gate. */
  add(comparison: Comparison, planted: Plant | null, durationNs = 0): void {
    if (comparison.verdict === 'not compared' || comparison.p50 === null) return;
    // Where calls are too long for a p95, nobody claims to find what every tenth of them does.
    if (planted?.calls === 'every tenth' && comparison.p95 === null) return;
    const key = keyOf(comparison, planted);
    const row = this.rows.get(key) ?? emptyRow(comparison, planted);
    const regressed = row.regressed + Number(comparison.verdict === 'regressed');
    const gates = row.gates + 1;
    const { low: shareLow, high: shareHigh } = shareBounds(regressed, gates);
    this.rows.set(key, {
      ...row,
      ...{ gates, regressed, shareLow, shareHigh },
      seemedRegressed: row.seemedRegressed + Number(comparison.processes.some(({ pass }) => pass === 2)),
      cannotTell: row.cannotTell + Number(comparison.verdict === 'cannot tell'),
      durationNs: row.durationNs + Math.round(durationNs),
      fixed: this.againstStored(row, comparison),
      ratios: {
        p50: [...row.ratios.p50, comparison.p50.ratio],
        p95: [...row.ratios.p95, ...(comparison.p95 === null ? [] : [comparison.p95.ratio])],
      },
    });
  }

  /** By benchmark, equal sides first. */
  result(): CalibrationRow[] {
    return [...this.rows.values()].toSorted(
      (left, right) =>
        compareTexts(nameOf(left), nameOf(right)) || order(left.planted) - order(right.planted),
    );
  }

  private againstStored(row: CalibrationRow, comparison: Comparison): CalibrationRow['fixed'] {
    const name = nameOf(comparison);
    const stored = this.stored.get(name);
    const [process] = comparison.processes;
    if (process === undefined) return row.fixed;
    this.stored.set(name, singleRun(process.pairs, 'base'));
    if (stored === undefined) return row.fixed;
    const now = singleRun(process.pairs, 'head');
    return row.fixed.map((each) => ({
      ...each,
      gates: each.gates + 1,
      regressed:
        each.regressed + Number(now[each.quantile] > stored[each.quantile] * (1 + each.percent / 100)),
    }));
  }
}

/**
 * The rule of a benchmark on the calibrated machine; undefined: as everywhere. Floors are raised, never lowered. Where the counts
 * refute the rate of alarms, of one pass or of both, the upper bound of what was confirmed is stated in its place: passes that fail
 * for the same reason are not independent.
 */
export function calibratedRule(
  rows: readonly CalibrationRow[],
  benchmark: Benchmark,
  rule: Rule = DEFAULT_RULE,
): Rule | undefined {
  const own = rows.find((row) => row.planted === null && nameOf(row) === nameOf(benchmark));
  if (own === undefined || own.gates < GATES_FOR_FLOOR) return undefined;
  const floors = {
    p50: Math.max(rule.floors.p50, inThousandths(spreadOf(own.ratios.p50))),
    p95: Math.max(rule.floors.p95, inThousandths(spreadOf(own.ratios.p95))),
  };
  const passes = shareBounds(own.seemedRegressed, own.gates);
  const both = shareBounds(own.regressed, own.gates);
  const isRefuted = passes.low > PASS_ALARM_RATE || both.low > rule.alarmRate;
  const alarmRate = isRefuted ? both.high : rule.alarmRate;
  return { ...rule, floors, alarmRate };
}

/** Up to the next one: a floor is told in all its digits, and figures beside it. */
const inThousandths = (share: number): number => Math.ceil(1_000 * share) / 1_000;

/** How far ratios of equal sides are from 1, as a share. */
export const spreadOf = (ratios: readonly number[]): number =>
  ratios.length === 0
    ? 0
    : Math.expm1(quantile(ascending(ratios.map((ratio) => Math.abs(Math.log(ratio)))), FLOOR_QUANTILE));

const emptyRow = (
  { operation, store, records, profile }: Benchmark,
  planted: Plant | null,
): CalibrationRow => ({
  row: 'calibration',
  ...{ operation, store, records, profile, planted },
  ...{ gates: 0, regressed: 0, seemedRegressed: 0, cannotTell: 0, durationNs: 0, shareLow: 0, shareHigh: 1 },
  fixed: QUANTILES.flatMap((name) =>
    PERCENTS.map((percent) => ({ quantile: name, percent, gates: 0, regressed: 0 })),
  ),
  ratios: { p50: [], p95: [] },
});

const OF_SIDE = { base: [0, 1], head: [3, 4] } as const;

function singleRun(pairs: readonly ComparedPair[], side: 'base' | 'head'): SingleRun {
  const [p50, p95] = OF_SIDE[side].map((at) => medianOf(pairs.map((pair) => pair[at] as number)));
  return { p50: p50 as number, p95: p95 as number };
}

const nameOf = ({ operation, store, records, profile }: Benchmark): string =>
  JSON.stringify([store, profile, records, operation]);

const keyOf = (benchmark: Benchmark, planted: Plant | null): string =>
  nameOf(benchmark) + JSON.stringify(planted === null ? null : [planted.share, planted.calls]);

const order = (planted: Plant | null): number =>
  planted === null ? 0 : planted.share + (planted.calls === 'all' ? 0 : 1);

const compareTexts = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
