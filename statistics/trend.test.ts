import { expect, test } from 'vitest';
import { Random } from './random.ts';
import { type Point, TREND_POINTS_MIN, trendOf } from './trend.ts';

const SECONDS = 540;
const RUNS = 200;

type Series = (random: Random) => (second: number) => number;

const pointsOf = (series: Series, run: number, growth = 0): Point[] => {
  const valueAt = series(new Random(14, run));
  return Array.from({ length: SECONDS }, (_, at) => ({ at, value: valueAt(at) + growth * at }));
};

/** In how many of a hundred series the whole interval lies above 0. */
const percentFound = (series: Series, growth = 0): number =>
  (Array.from({ length: RUNS }, (_, run) => trendOf(pointsOf(series, run, growth))).filter(
    (slope) => (slope?.low ?? 0) > 0,
  ).length *
    100) /
  RUNS;

/** Near enough to a normal distribution, with deviation 1. */
const noise = (random: Random): number => {
  let sum = -6;
  for (let draw = 0; draw < 12; draw++) sum += random.unit();
  return sum;
};

const white: Series = (random) => () => noise(random);

const wandering =
  (memory: number): Series =>
  (random) => {
    let value = 0;
    return () => {
      value = memory * value + noise(random);
      return value;
    };
  };

/** Rises for 10 seconds to a third of the run, then falls to nothing. */
const sawTooth: Series = (random) => {
  const period = 10 + random.unit() * (SECONDS / 3);
  const begin = random.unit();
  return (second) => 10 * ((second / period + begin) % 1) + noise(random) / 10;
};

const singleStep: Series = (random) => {
  const at = random.unit() * SECONDS;
  return (second) => (second < at ? 0 : 20) + noise(random) / 10;
};

test.each<readonly [string, Series, number]>([
  ['noise', white, 1],
  ['noise that remembers ten seconds', wandering(0.9), 1],
  ['noise that remembers a hundred seconds', wandering(0.99), 2],
  ['a saw-tooth', sawTooth, 1],
  ['a single step', singleStep, 0],
  // 2.5 is what the interval states.
  ['a random walk', wandering(1), 5],
])('%s is not read as growth', (_, series, percentMax) => {
  expect(percentFound(series)).toBeLessThanOrEqual(percentMax);
});

test.each([
  ['noise', white, 5],
  ['a saw-tooth', sawTooth, 40],
])('growth is found in %s', (_, series, whole) => {
  expect(percentFound(series, whole / SECONDS)).toBeGreaterThanOrEqual(95);
});

test('the slope of a plain line is known exactly, and of what does not move it is 0', () => {
  const line = trendOf(pointsOf(() => () => 7, 0, 0.25));
  for (const bound of [line?.value, line?.low, line?.high]) expect(bound).toBeCloseTo(0.25, 9);
  expect(trendOf(pointsOf(() => () => 7, 0))).toEqual({ value: 0, low: 0, high: 0 });
});

test('of too few points there is none', () => {
  const points = pointsOf(white, 0);
  expect(trendOf(points.slice(0, TREND_POINTS_MIN - 1))).toBe(null);
  expect(trendOf(points.slice(0, TREND_POINTS_MIN))).not.toBe(null);
});

/** A checker of checkers: the same questions to the interval that knows nothing of memory. */
test('an interval that takes each second for itself would call a single step growth', () => {
  const naive = (points: readonly Point[]): boolean => {
    const half = points.length / 2;
    const values = points.map(({ value }) => value);
    const early = values.slice(0, half);
    const late = values.slice(half);
    const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length;
    const variance = (all: readonly number[]): number => mean(all.map((value) => (value - mean(all)) ** 2));
    return mean(late) - mean(early) > 1.96 * Math.sqrt((variance(early) + variance(late)) / half);
  };
  const found = Array.from({ length: RUNS }, (_, run) => naive(pointsOf(singleStep, run))).filter(Boolean);
  expect(found.length / RUNS).toBeGreaterThan(0.9);
  expect(percentFound(singleStep)).toBe(0);
});
