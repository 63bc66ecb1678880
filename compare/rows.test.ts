import { expect, test } from 'vitest';
import type { Dataset } from '../definition/bench.ts';
import type { Comparing, Comparison } from '../results/comparison.ts';
import { DEFAULT_RULE, decide, type ProcessPairs } from './decision.ts';
import { Entry } from './entry.ts';
import { comparingRow, comparisonRow } from './rows.ts';

const SIDE = { source: '', programs: {}, directory: '', title: 'a side' };

const block = (p50Ns: number): ProcessPairs['pairs'][number]['base'] => ({
  p50Ns,
  p95Ns: 2 * p50Ns,
  calls: 20,
});

/** Of equal sides. `differ`: by how much its processes do. */
function rowOf(operation: string, processes: number, differ: number, isOver: boolean): Comparison {
  const benchmark = { operation, store: 'table', records: 300, profile: 'small' };
  const entry = new Entry({ ...benchmark, dataset: {} as Dataset, group: 'read' }, 'base against head');
  for (let at = 0; at < processes; at++) {
    const headNs = Math.round(100_000 * (1 + differ * ((at % 3) - 1)));
    entry.add(
      { first: 'base', pass: 1 },
      Array.from({ length: 12 }, () => ({ base: block(100_000), head: block(headNs) })),
    );
  }
  return comparisonRow(entry, [decide(entry.processes, { rule: DEFAULT_RULE, seed: 1, isOver })], isOver);
}

const comparing = (rows: readonly Comparison[]): Comparing =>
  comparingRow({ base: SIDE, head: SIDE }, rows, { processes: 6, rules: [DEFAULT_RULE], plant: undefined });

test('where the time was over, the smallest effect is that of the processes that were played', () => {
  const [inTime, cut] = [false, true].map((isOver) => rowOf('read', 6, 0.06, isOver));
  expect([inTime?.verdict, cut?.verdict]).toEqual(['cannot tell', 'cannot tell']);
  const [much = 0, little = 0] = [cut?.p50?.smallestEffect, inTime?.p50?.smallestEffect];
  expect(little).toBeLessThan(0.1);
  expect(much).toBeGreaterThan(2 * little);
});

test('what was decided in time would have had no more processes than what was cut', () => {
  const [steady, cut] = [rowOf('steady', 14, 0.01, false), rowOf('read', 6, 0.06, true)];
  expect([steady.verdict, cut.verdict]).toEqual(['fine', 'cannot tell']);
  expect(comparing([steady]).smallestEffect.p50).toBe(steady.p50?.smallestEffect);
  expect(comparing([cut]).smallestEffect.p50).toBe(cut.p50?.smallestEffect);
  const surely = {
    ratio: 1,
    low: 1,
    high: 1,
    floor: 0.03,
    smallestEffect: 0.03,
    verdict: 'cannot tell',
  } as const;
  const both = comparing([steady, { ...cut, p50: surely }]).smallestEffect.p50;
  expect(both).toBeGreaterThan(1.2 * (steady.p50?.smallestEffect ?? 1));
});

test('of a run that was over before the first look nothing is stated', () => {
  expect(comparing([rowOf('read', 5, 0.02, true)]).smallestEffect).toEqual({ p50: null, p95: null });
});
