// One number for a few: what needs more than that is statistics, and the affair of reports.

/** The median of at least one value; of an even number the lower middle one, so that it is a value that occurred. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted[(sorted.length - 1) >> 1];
  if (middle === undefined) throw new RangeError('no median of no values');
  return middle;
}
