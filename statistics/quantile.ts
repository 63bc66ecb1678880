// Quantiles of raw samples: type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (The American
// Statistician 50, 1996), the default of R and NumPy: linear between the order statistics, with the minimum as
// quantile 0 and the maximum as quantile 1.

/** Of samples in ascending order, at least one; `p` from 0 to 1. O(1). */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const { index, fraction } = quantilePosition(sorted.length, p);
  const low = at(sorted, index);
  return fraction === 0 ? low : low + fraction * (at(sorted, index + 1) - low);
}

/** Of values in any order, at least one; of an even count the mean of the two middle ones. */
export const medianOf = (values: ArrayLike<number>): number => quantile(ascending(values), 0.5);

/** The order statistic (from 0) at or below the quantile, and how far towards the next one it lies. */
export function quantilePosition(count: number, p: number): { index: number; fraction: number } {
  if (count < 1 || !(p >= 0 && p <= 1)) throw new RangeError(`no quantile ${p} of ${count} samples`);
  const position = (count - 1) * p;
  const index = Math.floor(position);
  return { index, fraction: position - index };
}

/** A copy in ascending order. */
export const ascending = (samples: ArrayLike<number>): Float64Array => new Float64Array(samples).sort();

const at = (values: ArrayLike<number>, index: number): number => {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no sample ${index}`);
  return value;
};
