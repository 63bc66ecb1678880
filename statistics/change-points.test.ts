import { expect, test } from 'vitest';
import { changePoints } from './change-points.ts';
import { Random } from './random.ts';

/** Levels of so many values each, with noise of 5%. */
function series(seed: number, ...levels: readonly (readonly [value: number, times: number])[]): number[] {
  const random = new Random(seed);
  const noise = (): number =>
    Array.from({ length: 12 }, () => random.unit()).reduce((sum, unit) => sum + unit, -6);
  return levels.flatMap(([value, times]) =>
    Array.from({ length: times }, () => value * (1 + 0.05 * noise())),
  );
}
const found = (values: readonly number[], seed = 1): number[] => changePoints(values, new Random(seed));

test('a step is found where it is, whatever the unit and in spite of outliers', () => {
  const values = series(1, [100, 20], [120, 10]);
  const [at = 0, ...others] = found(values);
  expect(others).toEqual([]);
  expect(Math.abs(at - 20)).toBeLessThanOrEqual(1);
  expect(found(values.map((value) => value * 1e6))).toEqual([at]);
  expect(found(values.with(4, 9_000))).toEqual([at]);
});

test('several steps are found, and one near the end', () => {
  expect(found(series(2, [100, 20], [150, 20], [100, 20]))).toEqual([20, 40]);
  expect(found(series(3, [100, 40], [150, 6]))).toEqual([40]);
});

test('noise alone hardly ever steps', () => {
  const alarms = Array.from({ length: 200 }, (_, seed) => found(series(seed + 10, [100, 30]), seed)).flat();
  expect(alarms.length).toBeLessThanOrEqual(3);
});

test('what is always the same, and what is too short, has no step', () => {
  expect(found(Array.from({ length: 40 }, () => 7))).toEqual([]);
  expect(found([1, 1, 1, 1, 9, 9, 9, 9])).toEqual([]);
  expect(found([])).toEqual([]);
});
