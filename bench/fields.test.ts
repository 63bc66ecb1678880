import { expect, test } from 'vitest';
import { CORE_STORES, type Field, fieldsOf, fullFields } from './fields.ts';

const named = (fields: readonly Field[]): string[] =>
  fields.map(({ dataset: { profile, sessions }, trials }) => `${profile} ${sessions} x${trials}`);

test('a full run has every size and profile, and fewer trials where they take long', () => {
  const fields = fullFields(3, ['lmdb']);
  expect(named(fields)).toEqual([
    ...['small 100 x3', 'small 300 x1', 'small 1000 x3', 'small 3000 x1', 'small 10000 x1'],
    ...['large 100 x2', 'japanese 1000 x2'],
  ]);
  expect(fields[0]?.stores).toEqual([...CORE_STORES, 'lmdb']);
  expect(fields[1]?.stores).toEqual(['json', 'sqlite']);
});

test('a choice is taken as it is, each part once, but for texts that are too large', () => {
  const fields = fieldsOf({
    stores: ['json', 'json'],
    profiles: ['small', 'large', 'small'],
    sizes: [100, 3_000, 100],
    trials: 6,
  });
  expect(named(fields)).toEqual(['small 100 x6', 'small 3000 x6', 'large 100 x6']);
  expect(fields.every(({ stores }) => stores.join() === 'json')).toBe(true);
});
