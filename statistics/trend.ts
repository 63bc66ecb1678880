// The slope of a quantity over time, with an interval that does not take a quantity that wanders for one that grows.
//
// What is recorded of a process each second has a memory: a heap rises until it is collected, a log until its checkpoint, and
// what was once taken from the system is kept. Intervals that allow for a short memory alone (Newey and West, 1987) called 40% of
// simulated random walks and 90% of single steps growth where 2.5% were stated (docs/adr/0038). So the series is taken for
// a random walk about its line, whatever it is: right for one, and wide for what comes back.
// Method: means of 20 blocks; the least squares line through them, whose variance on a random walk is 6/5 of the long-run variance of
// its steps over their number (it weighs them by 6s(1-s), s from 0 to 1; Durlauf and Phillips, "Trends versus random walks in time
// series analysis", Econometrica 56, 1988); that variance from the first 4 cosine transforms of the steps, with Student's t of 4 degrees (Müller, "HAC corrections
// for strongly autocorrelated time series", JBES 32, 2014; Lazarus, Lewis, Stock and Watson, "HAR inference", JBES 36, 2018).

import { type Estimate, SURE_95 } from './interval.ts';

export interface Point {
  readonly at: number;
  readonly value: number;
}

const BLOCKS = 20;
const TRANSFORMS = 4;

/** Below, a block would be a single point. */
export const TREND_POINTS_MIN = 2 * BLOCKS;

/** Of points in time order, about evenly spaced: the slope per unit of `at` with its 95% interval. Null of too few. */
export function trendOf(points: readonly Point[]): Estimate | null {
  if (points.length < TREND_POINTS_MIN) return null;
  const means = Array.from({ length: BLOCKS }, (_, block) => meanOf(blockOf(points, block)));
  const value = slopeThrough(means);
  const half = studentT(TRANSFORMS) * standardError(means);
  return { value, low: value - half, high: value + half };
}

const blockOf = (points: readonly Point[], block: number): readonly Point[] =>
  points.slice(beginOf(points, block), beginOf(points, block + 1));

const beginOf = ({ length }: readonly Point[], block: number): number =>
  Math.round((block * length) / BLOCKS);

const meanOf = (points: readonly Point[]): Point => ({
  at: mean(points.map(({ at }) => at)),
  value: mean(points.map(({ value }) => value)),
});

function slopeThrough(points: readonly Point[]): number {
  const middle = meanOf(points);
  const up = sum(points.map(({ at, value }) => (at - middle.at) * (value - middle.value)));
  return up / sum(points.map(({ at }) => (at - middle.at) ** 2));
}

function standardError(means: readonly Point[]): number {
  const steps = means.slice(1).map(({ value }, at) => value - (means[at] as Point).value);
  const span = (means.at(-1) as Point).at - (means[0] as Point).at;
  return Math.sqrt((6 / 5) * longRunVariance(steps) * steps.length) / span;
}

/** Of a constant all transforms are 0, so that a steady growth does not widen its own interval. */
function longRunVariance(steps: readonly number[]): number {
  const { length } = steps;
  const transforms = Array.from({ length: TRANSFORMS }, (_, at) =>
    sum(steps.map((step, place) => step * Math.cos((Math.PI * (at + 1) * (place + 0.5)) / length))),
  );
  return mean(transforms.map((transform) => (2 / length) * transform ** 2));
}

const studentT = (degrees: number): number => SURE_95.student[degrees - 1] as number;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
