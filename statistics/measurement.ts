// What a set of trials says about one operation: quantiles with intervals, and the ratio to another operation.

import { replicates, type Trials } from './bootstrap.ts';
import { type Estimate, interval } from './interval.ts';
import { ascending, quantile } from './quantile.ts';
import { Random } from './random.ts';

/** Enough for the 2.5% points of an interval to move by less than its widening does. */
const REPLICATES = 1_000;

export const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
export type QuantileName = keyof typeof QUANTILES;

/** In the unit of the samples: integer nanoseconds throughout this project. */
export interface Measurement {
  readonly trials: number;
  readonly samples: number;
  readonly min: number;
  readonly max: number;
  readonly p50: Estimate;
  readonly p95: Estimate;
  readonly p99: Estimate;
  /** The quantiles of the bootstrap replicates, from which ratios get their intervals. */
  readonly replicated: Readonly<Record<QuantileName, Float64Array>>;
  /** Raw samples by trial, in time order. */
  readonly raw: Trials;
}

/** Quantiles are those of all samples together; intervals respect trials. The seed repeats the intervals. */
export function measure(raw: Trials, seed: string): Measurement {
  const pooled = ascending(raw.flatMap((trial) => Array.from(trial)));
  const names = Object.keys(QUANTILES) as QuantileName[];
  const replicated = replicates(
    raw,
    names.map((name) => QUANTILES[name]),
    REPLICATES,
    Random.from(seed),
  );
  const of = (name: QuantileName): Float64Array => replicated[names.indexOf(name)] as Float64Array;
  const estimate = (name: QuantileName): Estimate =>
    interval(quantile(pooled, QUANTILES[name]), of(name), [raw.length]);
  return {
    trials: raw.length,
    samples: pooled.length,
    min: quantile(pooled, 0),
    max: quantile(pooled, 1),
    p50: estimate('p50'),
    p95: estimate('p95'),
    p99: estimate('p99'),
    replicated: { p50: of('p50'), p95: of('p95'), p99: of('p99') },
    raw,
  };
}

/** The ratio of a quantile, with its interval. The two are taken as independent, which interleaved trials are. */
export function quantileRatio(
  numerator: Measurement,
  denominator: Measurement,
  name: QuantileName = 'p50',
): Estimate {
  const below = denominator.replicated[name];
  const replicated = numerator.replicated[name].map((value, index) =>
    safeRatio(value, below[index] as number),
  );
  const value = safeRatio(numerator[name].value, denominator[name].value);
  return interval(value, replicated, [numerator.trials, denominator.trials]);
}

/** A clock that reads 0 means "less than one tick": a nanosecond keeps the ratio finite. */
const safeRatio = (numerator: number, denominator: number): number =>
  Math.max(numerator, 1) / Math.max(denominator, 1);
