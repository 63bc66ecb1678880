import { expect, test } from 'vitest';
import type { WorkloadGroup } from '../definition/bench.ts';
import { planTrials } from './plan.ts';
import { trialsOfShard } from './shared-plan.ts';

const GROUPS: Readonly<Record<string, WorkloadGroup>> = {
  ...{ readAll: 'read', getOne: 'read', list: 'read', create: 'write', update: 'write', open: 'start' },
};
const groupOf = (operation: string): WorkloadGroup => GROUPS[operation] ?? 'read';
const field = (profile: string, size: number, trials: number) => ({
  dataset: { profile, size, seed: 1 },
  stores: ['a', 'b', 'floor'],
  trials,
});
const PLAN = planTrials({
  fields: [field('small', 100, 3), field('small', 1_000, 2), field('large', 100, 3)],
  operations: Object.keys(GROUPS),
  groupOf,
  isToTry: (store, operation) => store !== 'floor' || operation === 'readAll',
  seed: 5,
});
const sharesOf = (of: number) =>
  Array.from({ length: of }, (_, index) => trialsOfShard(PLAN, groupOf, { number: index + 1, of }));

test('all shards together have each trial of the whole plan once, in its order and at its position', () => {
  for (const total of [1, 2, 3, 6]) {
    const shares = sharesOf(total);
    const together = shares
      .flatMap(({ trials }) => trials)
      .toSorted((left, right) => left.order - right.order);
    expect(together).toEqual(PLAN);
    for (const { trials } of shares) {
      expect(trials.length).toBeGreaterThan(0);
      expect(trials.map(({ order }) => order)).toEqual(
        trials.map(({ order }) => order).toSorted((l, r) => l - r),
      );
    }
    for (const { trials, share } of shares) {
      expect(share).toBeCloseTo(0.1 + (0.9 * trials.length) / PLAN.length);
    }
  }
});

test('a shard has all stores, sizes and trials of the groups of operations that it has', () => {
  for (const { trials } of sharesOf(4)) {
    const pieces = new Set(
      trials.map(({ dataset, operations: [first = ''] }) => `${dataset.profile} ${groupOf(first)}`),
    );
    const whole = PLAN.filter(({ dataset, operations: [first = ''] }) =>
      pieces.has(`${dataset.profile} ${groupOf(first)}`),
    );
    expect(trials).toEqual(whole);
  }
});

test('the stores of each kind of data are weighed by one shard', () => {
  for (const total of [1, 2, 5]) {
    const weighed = sharesOf(total).flatMap((share) => [...share.weighed]);
    expect(weighed.toSorted()).toEqual(['large', 'small']);
  }
});

test('more shards than there are groups of operations are refused', () => {
  expect(() => trialsOfShard(PLAN, groupOf, { number: 1, of: 7 })).toThrow(
    /7 shards cannot share 6 groups of operations/,
  );
});
