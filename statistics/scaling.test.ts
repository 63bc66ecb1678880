import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from './random.ts';
import { fitScaling, type SizedMedians } from './scaling.ts';

const SIZES = [100, 300, 1_000, 3_000, 10_000];

const exact = (exponent: number, trials = 3): SizedMedians[] =>
  SIZES.map((records) => ({
    records,
    mediansNs: Array.from({ length: trials }, () => 50_000 * (records / 100) ** exponent),
  }));

test('a power is found exactly, whatever the order of the sizes', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -0.5, max: 2, noNaN: true }),
      fc.shuffledSubarray(SIZES, { minLength: 2 }),
      (exponent, sizes) => {
        const points = exact(exponent).filter(({ records }) => sizes.includes(records));
        const scaling = fitScaling(points.toReversed(), 'seed');
        expect(scaling?.exponent.value).toBeCloseTo(exponent, 9);
        expect(scaling?.exponent.low).toBeCloseTo(exponent, 9);
        expect(scaling?.exponent.high).toBeCloseTo(exponent, 9);
        expect(scaling?.sizes).toEqual(sizes.toSorted((left, right) => left - right));
      },
    ),
  );
});

test('one size has no exponent', () => {
  expect(fitScaling([], 'seed')).toBeNull();
  expect(fitScaling(exact(1).slice(0, 1), 'seed')).toBeNull();
});

test('a size with many trials does not outweigh the others', () => {
  const points = exact(1, 2).map((point, index) =>
    index === 2
      ? { ...point, mediansNs: Array.from({ length: 50 }, () => point.mediansNs[0]! * 1.3) }
      : point,
  );
  const few = exact(1, 2).map((point, index) =>
    index === 2 ? { ...point, mediansNs: point.mediansNs.map((ns) => ns * 1.3) } : point,
  );
  expect(fitScaling(points, 'a')?.exponent.value).toBeCloseTo(fitScaling(few, 'a')!.exponent.value, 12);
});

test('the interval gets wider with the spread between trials, and wider still with fewer trials', () => {
  const noisy = (trials: number, spread: number): number => {
    const random = Random.from(`${trials} ${spread}`);
    const points = exact(0.5, trials).map(({ records, mediansNs }) => ({
      records,
      mediansNs: mediansNs.map((ns) => ns * Math.exp(spread * (random.below(2_001) / 1_000 - 1))),
    }));
    const { exponent } = fitScaling(points, 'seed')!;
    return exponent.high - exponent.low;
  };
  expect(noisy(5, 0.3)).toBeGreaterThan(noisy(5, 0.03));
  expect(noisy(2, 0.3)).toBeGreaterThan(noisy(10, 0.3));
});

test('times of nothing and logarithms of nothing are no trouble', () => {
  const scaling = fitScaling(
    SIZES.map((records) => ({ records, mediansNs: [0, 0] })),
    'seed',
  );
  expect(scaling?.exponent).toEqual({ value: 0, low: 0, high: 0 });
});

test('a pure logarithm shows 0.15 from 100 to 10,000 sessions', () => {
  const points = SIZES.map((records) => ({ records, mediansNs: [1e6 * Math.log(records)] }));
  expect(fitScaling(points, 'seed')?.exponent.value).toBeCloseTo(0.15, 2);
});
