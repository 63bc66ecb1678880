import { expect, test } from 'vitest';
import { shareBounds } from './binomial.ts';

test.each([
  // R: binom.test(found, of, conf.level = 0.9)$conf.int, whose ends hold with 95% each.
  [0, 72, 0, 0.0407],
  [0, 312, 0, 0.0096],
  [1, 96, 0.0005, 0.0485],
  [25, 26, 0.8299, 0.998],
  [26, 26, 0.8912, 1],
  [0, 0, 0, 1],
])('%d of %d is a share from %d to %d', (found, of, low, high) => {
  const share = shareBounds(found, of);
  expect(share.low).toBeCloseTo(low, 3);
  expect(share.high).toBeCloseTo(high, 3);
});

test('many tries neither overflow nor vanish', () => {
  const { low, high } = shareBounds(5_000, 100_000);
  expect(low).toBeGreaterThan(0.048);
  expect(high).toBeLessThan(0.052);
});
