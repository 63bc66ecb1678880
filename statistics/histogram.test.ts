import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketOf, endOfBucket, histogramOf, merged, quantileOf } from './histogram.ts';

const durations = fc.oneof(
  fc.nat(1_000),
  fc.nat(10 ** 9),
  fc.nat(2 ** 46),
  fc.nat(46).map((power) => 2 ** power),
);

describe('histogram', () => {
  test('knows each value to less than one per cent, and never as smaller than it is', () => {
    fc.assert(
      fc.property(durations, (ns) => {
        const end = endOfBucket(bucketOf(ns));
        expect(end).toBeGreaterThanOrEqual(ns);
        expect(end - ns).toBeLessThanOrEqual(ns / 128);
      }),
    );
  });

  test('has buckets without a gap: the value behind an end is in the next one', () => {
    for (let bucket = 0; bucket < 3_000; bucket++) {
      expect(bucketOf(endOfBucket(bucket))).toBe(bucket);
      expect(bucketOf(endOfBucket(bucket) + 1)).toBe(bucket + 1);
    }
  });

  test('is the same in parts that are merged, whatever the parts', () => {
    fc.assert(
      fc.property(fc.array(fc.array(durations)), (parts) => {
        expect(merged(parts.map(histogramOf))).toEqual(histogramOf(parts.flat()));
      }),
    );
  });

  test('answers the value at a rank, the largest at 1, and nothing when it is empty', () => {
    fc.assert(
      fc.property(
        fc.array(durations, { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const rank = Math.max(1, Math.ceil(share * values.length));
          const exact = values.toSorted((a, b) => a - b)[rank - 1] as number;
          expect(quantileOf(histogramOf(values), share)).toBe(endOfBucket(bucketOf(exact)));
        },
      ),
    );
    expect(quantileOf([], 0.5)).toBeNull();
  });
});
