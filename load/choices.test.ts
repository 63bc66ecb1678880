import { expect, test } from 'vitest';
import { choiceAt } from './choices.ts';

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
