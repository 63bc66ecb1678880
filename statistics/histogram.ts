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
  const values = new HistogramCounter();
  for (const ns of valuesNs) values.add(ns);
  return values.buckets();
}

export function merged(histograms: Iterable<Buckets>): Buckets {
  const all = new HistogramCounter();
  for (const histogram of histograms) all.addBuckets(histogram);
  return all.buckets();
}

/** Grows with each value. */
export class HistogramCounter {
  private readonly counts = new Map<number, number>();
  /** Exactly; null of none. */
  maxNs: number | null = null;
  count = 0;

  add(ns: number): void {
    this.addTimes(bucketOf(ns), 1);
    if (this.maxNs === null || ns > this.maxNs) this.maxNs = ns;
  }

  addAll(other: HistogramCounter): void {
    for (const [bucket, count] of other.counts) this.addTimes(bucket, count);
    if (other.maxNs !== null) this.maxNs = Math.max(this.maxNs ?? 0, other.maxNs);
  }

  addBuckets(buckets: Buckets): void {
    for (const [bucket, count] of buckets) this.addTimes(bucket, count);
  }

  buckets(): Buckets {
    return [...this.counts].sort(([a], [b]) => a - b);
  }

  /** As quantileOf, and never more than the largest value. */
  quantile(share: number): number | null {
    const found = quantileOf(this.buckets(), share);
    return found === null ? null : Math.min(found, this.maxNs ?? found);
  }

  private addTimes(bucket: number, times: number): void {
    this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + times);
    this.count += times;
  }
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
