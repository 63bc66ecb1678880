// The checker on histories of simulated stores: nothing is found with a sound one, and what each weaker or broken one does is found
// under its name.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountOf } from '../contract/suite/amounts.ts';
import { Random } from '../statistics/random.ts';
import { type AnomalyName, checkHistory } from './index.ts';
import { type StoreKind, simulated } from './suite/simulated.ts';

const RUNS = amountOf('SIMULATED_HISTORIES');

async function foundIn(store: StoreKind, seed: number): Promise<readonly AnomalyName[]> {
  const random = new Random(seed);
  const [processes, lists] = [random.integer(2, 6), random.integer(1, 4)];
  const { counts } = await checkHistory(simulated(random, { store, transactions: 60, processes, lists }));
  return Object.keys(counts) as AnomalyName[];
}

test('a serializable store is always clean', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      expect(await foundIn('serializable', seed)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

const WEAKER: readonly {
  readonly store: StoreKind;
  /** Found in some history, each of them. */
  readonly must: readonly AnomalyName[];
  /** Never found. */
  readonly never: RegExp;
}[] = [
  {
    store: 'snapshot',
    must: ['G2-item'],
    never: /^(?!G2-item)/,
  },
  {
    store: 'read committed',
    must: ['G-single', 'lost-update', 'G2-item'],
    never: /G0|G1c|lost-append|duplicate|incompatible|phantom|aborted|intermediate|dirty|reordered|stale/,
  },
  { store: 'lost append', must: ['lost-append'], never: /duplicate|phantom|aborted|dirty/ },
  {
    store: 'doubled append',
    must: ['duplicate-append'],
    never: /lost-append|incompatible|phantom|aborted|dirty/,
  },
  {
    store: 'stale read',
    must: ['stale-read', 'G-single-realtime'],
    never: /^G[^-]*(-single|-item)?$|lost|duplicate|incompatible|phantom|aborted|dirty|reordered/,
  },
  { store: 'torn order', must: ['incompatible-order'], never: /lost|duplicate|phantom|aborted|dirty/ },
  {
    store: 'dirty abort',
    must: ['aborted-read', 'dirty-update'],
    never: /lost|duplicate|incompatible|phantom/,
  },
  { store: 'lost update', must: ['lost-append', 'lost-update'], never: /phantom|duplicate|aborted|dirty/ },
];

test.each(WEAKER)('a store is caught under the right name: $store', async ({ store, must, never }) => {
  const found = new Set<AnomalyName>();
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      for (const name of await foundIn(store, seed)) {
        expect(name).not.toMatch(never);
        found.add(name);
      }
    }),
    { numRuns: RUNS },
  );
  for (const name of must) expect(found).toContain(name);
});
