import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, endOfBucket, HistogramCounter } from '../statistics/histogram.ts';
import { type Span, steadyOf } from './steady.ts';

function counterOf(values: readonly number[]): HistogramCounter {
  const counter = new HistogramCounter();
  for (const ns of values) counter.add(ns);
  return counter;
}

/** By its definition. */
function oneByOne(own: HistogramCounter, { fromNs, toNs }: Span): HistogramCounter {
  const steady = new HistogramCounter();
  const intervalNs = Math.max(1, (toNs - fromNs) / Math.max(1, own.count));
  for (const [bucket, count] of own.buckets()) {
    const longestNs = Math.min(endOfBucket(bucket), own.maxNs ?? 0);
    for (let less = 0; less === 0 || longestNs - less * intervalNs > 0; less++)
      steady.addBuckets([[bucketOf(Math.round(longestNs - less * intervalNs)), count]]);
  }
  return steady;
}

test('counted by bucket it is what it is one by one', () => {
  const latencies = fc.array(fc.oneof(fc.nat(200), fc.nat(100_000)), { maxLength: 20 });
  fc.assert(
    fc.property(latencies, fc.nat(50_000), (values, intervalNs) => {
      const own = counterOf(values);
      const span = { fromNs: 0, toNs: intervalNs * values.length };
      expect(steadyOf([own], [span]).buckets()).toEqual(oneByOne(own, span).buckets());
    }),
  );
});

test('a stall of an hour among quick calls takes no more steps than there are buckets', () => {
  const quick = Array.from({ length: 1_000 }, () => 10);
  const own = counterOf([...quick, 3_600e9]);
  // One by one: three trillion.
  const steady = steadyOf([own], [{ fromNs: 0, toNs: 1_000 }]);
  expect(steady.count).toBe(3_600e9 + 1_000 * 10);
});
