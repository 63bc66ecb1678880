// How the time of an operation grows with the number of records: the exponent b of time = a * records^b.
//
// Method: ordinary least squares of the logarithm of the time on the logarithm of the number of records (Goldsmith,
// Aiken and Wilkerson, "Measuring Empirical Computational Complexity", ESEC/FSE 2007). A point is the mean of the
// logarithms of the medians of the trials at one size, so that each size weighs the same, however many trials it has.
// The interval comes from drawing trials with replacement at every size (stratified resampling of cases: Davison and
// Hinkley, "Bootstrap Methods and their Application", 1997, 3.2 and 6.2.4); samples are not drawn again, because the
// medians of trials already differ by what their samples leave open.
// Not here: whether a power fits. Fixed costs flatten the start of a curve, so what is linear at 10,000 records may
// show 0.8 over all sizes; and a pure logarithm shows 0.15 from 100 to 10,000 records.

import { type Estimate, linearInterval } from './interval.ts';
import { Random } from './random.ts';

/** The medians of the trials of one operation at one size, in nanoseconds; at least one. */
export interface SizedMedians {
  readonly records: number;
  readonly mediansNs: readonly number[];
}

export interface Scaling {
  readonly exponent: Estimate;
  /** Ascending. */
  readonly sizes: readonly number[];
  /** At the size that has the fewest. With one, the interval says nothing about the next process. */
  readonly trialsMin: number;
}

const REPLICATES = 1_000;

/** Null for fewer than two sizes. The seed repeats the interval. */
export function fitScaling(points: readonly SizedMedians[], seed: string): Scaling | null {
  const sized = points.toSorted((left, right) => left.records - right.records);
  const sizes = sized.map(({ records }) => records);
  if (new Set(sizes).size < 2) return null;
  const logSizes = sizes.map(Math.log);
  const logTimes = sized.map(({ mediansNs }) => mediansNs.map((ns) => Math.log(Math.max(ns, 1))));
  const random = Random.from(seed);
  const slopeOf = slopeOver(logSizes);
  const replicated = new Float64Array(REPLICATES);
  for (let at = 0; at < REPLICATES; at++)
    replicated[at] = slopeOf(logTimes.map((times) => meanOfDrawn(times, random)));
  const centres = logTimes.map(mean);
  const trials = logTimes.map(({ length }) => length);
  return {
    exponent: linearInterval(slopeOf(centres), replicated, trials),
    sizes,
    trialsMin: Math.min(...trials),
  };
}

/** Of the least squares line through points, as a weight for each y; the xs are not all equal. */
function slopeOver(xs: readonly number[]): (ys: readonly number[]) => number {
  const middle = mean(xs);
  const variance = xs.reduce((sum, x) => sum + (x - middle) ** 2, 0);
  const weights = xs.map((x) => (x - middle) / variance);
  return (ys) => ys.reduce((sum, y, at) => sum + y * (weights[at] as number), 0);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of as many values as there are, drawn with replacement. */
function meanOfDrawn(values: readonly number[], random: Random): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[random.below(values.length)] as number;
  return sum / values.length;
}
