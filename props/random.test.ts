import { expect, test } from 'vitest';
import { Random, Weighted } from './random.ts';

test('a seed gives the same numbers for ever', () => {
  const random = new Random(42);
  expect(random.list(4, () => random.next())).toMatchInlineSnapshot(`
    [
      1849552023,
      4223452576,
      118919111,
      3893884377,
    ]
  `);
  const large = new Random(Number.MAX_SAFE_INTEGER);
  expect(large.next()).toMatchInlineSnapshot(`4251970214`);
});

test('choices stay in range and reach every value', () => {
  const random = new Random(7);
  const seen = new Set(random.list(500, () => random.below(5)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
  expect(random.shuffled([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
});

test('weights decide how often a choice comes up', () => {
  const random = new Random(7);
  const weighted = new Weighted([
    [9, 'often'],
    [1, 'seldom'],
    [0, 'never'],
  ]);
  const picked = Map.groupBy(
    random.list(2_000, () => weighted.pick(random)),
    (choice) => choice,
  );
  expect(picked.get('often')?.length).toBeGreaterThan(1_700);
  expect(picked.get('seldom')?.length).toBeGreaterThan(100);
  expect(picked.has('never')).toBe(false);
});
