// What callers at a steady pace would have met, where a worker makes no calls while one takes long, so that a stall is one sample
// among thousands. A call that takes longer than the worker's mean interval counts for those that were due meanwhile as well, each from
// its own due time (as HdrHistogram corrects "coordinated omission"). At most as many are added as calls were made, because the
// latencies of a worker add up to no more than its time.

import { bucketOf, endOfBucket, HistogramCounter } from '../statistics/histogram.ts';

/** From the first call of a worker to the end of its last one. */
export interface Span {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Of the calls of one operation, by worker. */
export function steadyOf(latencies: readonly HistogramCounter[], spans: readonly Span[]): HistogramCounter {
  const steady = new HistogramCounter();
  for (const [worker, own] of latencies.entries()) {
    const { fromNs = 0, toNs = 0 } = spans[worker] ?? {};
    const intervalNs = Math.max(1, (toNs - fromNs) / Math.max(1, own.count));
    for (const [bucket, count] of own.buckets()) {
      const longestNs = Math.min(endOfBucket(bucket), own.maxNs ?? 0);
      steady.addBuckets(falling(longestNs, intervalNs).map(([at, times]) => [at, times * count]));
    }
  }
  return steady;
}

/** This latency, and less by one interval after the other as long as that is above 0: counted by bucket, not one by one. */
function falling(longestNs: number, intervalNs: number): [bucket: number, times: number][] {
  const last = Math.max(0, Math.ceil(longestNs / intervalNs) - 1);
  const found: [number, number][] = [];
  for (let next = 0; next <= last; ) {
    const bucket = bucketOf(Math.round(longestNs - next * intervalNs));
    const beginNs = bucket === 0 ? 0 : endOfBucket(bucket - 1) + 1;
    const until = Math.min(last, Math.floor((longestNs - beginNs + 0.5) / intervalNs));
    const times = Math.max(1, until - next + 1);
    found.push([bucket, times]);
    next += times;
  }
  return found;
}
