import { expect, test } from 'vitest';
import { choiceAt, othersOf } from './choices.ts';

test('choices depend on seed, worker and step, keep the weights and reach every record', () => {
  const source = { seed: 1, worker: 0, weights: [1, 0, 4], records: 10 };
  const choices = Array.from({ length: 5_000 }, (_, step) => choiceAt(source, step));
  expect(choices).toEqual(choices.map((_, step) => choiceAt(source, step)));
  const share = (operation: number): number =>
    choices.filter((choice) => choice.operation === operation).length / choices.length;
  expect(share(0)).toBeGreaterThan(0.16);
  expect(share(0)).toBeLessThan(0.24);
  expect(share(1)).toBe(0);
  const perRecord = Map.groupBy(choices, ({ record }) => record);
  expect(perRecord.size).toBe(10);
  expect(Math.min(...[...perRecord.values()].map(({ length }) => length))).toBeGreaterThan(350);
  const other = choices.map((_, step) => choiceAt({ ...source, worker: 1 }, step));
  expect(other).not.toEqual(choices);
});

test('weights that no sum of fractions hits exactly still choose an operation that has one', () => {
  const weights = [0.1, 0.2, 0.7, 0];
  const chosen = Array.from(
    { length: 5_000 },
    (_, step) => choiceAt({ seed: 3, worker: 1, weights, records: 1 }, step).operation,
  );
  expect(new Set(chosen)).toEqual(new Set([0, 1, 2]));
});

test('records in use change after so many steps, with all workers at once, and begin again at the end', () => {
  const source = { seed: 1, weights: [1], records: 6, hot: { records: 2, steps: 50 } };
  const seen = (worker: number, from: number): number[] => {
    const steps = Array.from({ length: 50 }, (_, at) => choiceAt({ ...source, worker }, from + at).record);
    return [...new Set(steps)].toSorted();
  };
  for (const worker of [0, 1])
    expect([0, 50, 100, 150].map((from) => seen(worker, from))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
      [0, 1],
    ]);
});

test('a transaction touches two records more, where there are as many', () => {
  expect([1, 2, 3, 9].map((records) => othersOf(0, records))).toEqual([[], [1], [1, 2], [1, 2]]);
  expect(othersOf(8, 9)).toEqual([0, 1]);
});
