import { expect, test } from 'vitest';
import { calibrationProgress } from './calibration-progress.ts';

const SO_FAR = { elapsedMs: 60_000, budgetMs: 900_000, gates: 3, gatesMax: 12_000 };

test('a gate that is nearly over is no calibration that is', () => {
  expect(calibrationProgress(SO_FAR, { done: 99, total: 100 })).toEqual({
    ...{ stage: 'calibrating', done: 60_000, total: 900_000, unit: 'ms' },
  });
});

test('one that ends by its number of gates is as far as these', () => {
  const few = { ...SO_FAR, gatesMax: 12 };
  expect(calibrationProgress(few, { done: 0, total: 100 })).toMatchObject({ done: 60_000, total: 240_000 });
  expect(calibrationProgress({ ...few, gates: 11 }, { done: 1, total: 1 })).toMatchObject({ total: 60_000 });
});

test('before anything is known it is as far as its time, and never beyond its end', () => {
  const begun = { ...SO_FAR, gates: 0 };
  expect(calibrationProgress(begun, { done: 0, total: 0 })).toMatchObject({ done: 60_000, total: 900_000 });
  const late = { ...SO_FAR, elapsedMs: 950_000 };
  expect(calibrationProgress(late, { done: 0, total: 1 })).toMatchObject({ done: 950_000, total: 950_000 });
});
