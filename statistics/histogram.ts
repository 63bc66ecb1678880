// A histogram of durations with buckets that grow with what they hold, so that each value is known to 0.8 % from 1 ns to hours,
// in some hundred numbers. Method: HdrHistogram (Gil Tene), with 128 buckets for each doubling; below 128 ns a bucket is 1 ns.

/** Powers of two share their buckets out among as many steps. */
const STEPS = 128;
const STEP_BITS = Math.log2(STEPS);

/** Buckets rising, with how many values each holds. Merged by adding. */
export type Buckets = readonly (readonly [bucket: number, count: number])[];

/** `ns` is a non-negative integer. */
export function bucketOf(ns: number): number {
  if (ns < STEPS) return ns;
  const power = Math.floor(Math.log2(ns));
  // The logarithm of a large integer may round up to the next power.
  const doubling = 2 ** power > ns ? power - 1 : power;
  const step = Math.floor(ns / 2 ** (doubling - STEP_BITS));
  return (doubling - STEP_BITS) * STEPS + step;
}

/** The largest value of a bucket, in ns. */
export function endOfBucket(bucket: number): number {
  if (bucket < STEPS) return bucket;
  const doubling = Math.floor(bucket / STEPS) - 1;
  return (STEPS + (bucket % STEPS) + 1) * 2 ** doubling - 1;
}

export function histogramOf(valuesNs: Iterable<number>): Buckets {
  const counts = new Map<number, number>();
  for (const ns of valuesNs) add(counts, bucketOf(ns), 1);
  return rising(counts);
}

export function merged(histograms: Iterable<Buckets>): Buckets {
  const counts = new Map<number, number>();
  for (const histogram of histograms) for (const [bucket, count] of histogram) add(counts, bucket, count);
  return rising(counts);
}

/** The smallest value, to a bucket, that `share` (0 to 1) of all values do not exceed; null of an empty histogram. */
export function quantileOf(buckets: Buckets, share: number): number | null {
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [bucket, count] of buckets) {
    seen += count;
    if (seen >= share * total) return endOfBucket(bucket);
  }
  return null;
}

function add(counts: Map<number, number>, bucket: number, count: number): void {
  counts.set(bucket, (counts.get(bucket) ?? 0) + count);
}

const rising = (counts: ReadonlyMap<number, number>): Buckets => [...counts].sort(([a], [b]) => a - b);
