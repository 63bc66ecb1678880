import { expect, test } from 'vitest';
import { dealt, requireShares, type Shard, shardSeed, shareOf, WHOLE_RUN } from './shard.ts';

const shards = (of: number): Shard[] => Array.from({ length: of }, (_, index) => ({ number: index + 1, of }));

test('each piece falls to exactly one shard, and no shard has two more than another', () => {
  const pieces = Array.from({ length: 11 }, (_, index) => index);
  for (const total of [1, 2, 3, 11]) {
    const parts = shards(total).map((shard) => dealt(pieces, shard));
    expect(parts.flat().toSorted((left, right) => left - right)).toEqual(pieces);
    const lengths = parts.map(({ length }) => length);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
  }
});

test('the shares of a count add up to it', () => {
  for (const count of [0, 1, 50, 20_000]) {
    for (const total of [1, 3, 7]) {
      const shares = shards(total).map((shard) => shareOf(count, shard));
      expect(shares.reduce((sum, share) => sum + share)).toBe(count);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }
  }
});

test('a whole run has the seed that was given, and each shard one of its own', () => {
  expect(shardSeed(42, WHOLE_RUN)).toBe(42);
  expect(new Set(shards(9).map((shard) => shardSeed(42, shard))).size).toBe(9);
});

test('more shards than pieces are refused, whichever of them asks', () => {
  expect(() => requireShares(3, 'stores', { number: 1, of: 4 })).toThrow(
    /4 shards cannot share 3 stores.*3 at most/,
  );
  requireShares(3, 'stores', { number: 3, of: 3 });
  requireShares(0, 'stores', WHOLE_RUN);
});
