// The one median of the project. What needs more than one number is statistics (reports/statistics).

/** The median of at least one value; of an even count the mean of the two middle ones. */
export function medianOf(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const low = sorted[(sorted.length - 1) >> 1];
  const high = sorted[sorted.length >> 1];
  if (low === undefined || high === undefined) throw new RangeError('no median of no values');
  return (low + high) / 2;
}
