import { expect, test } from 'vitest';
import type { WorkloadGroup } from '../definition/bench.ts';
import { planTrials } from './plan.ts';

const GROUPS: Readonly<Record<string, WorkloadGroup>> = {
  ...{ readAll: 'read', getOne: 'read', list: 'read', find: 'read' },
  ...{ create: 'write', update: 'write', remove: 'write' },
  ...{ open: 'start', fill: 'start' },
};

const datasetOf = (size: number) => ({ profile: 'small', size, seed: 1 });
const DATASETS = [datasetOf(10), datasetOf(20)];
const fieldsOf = (stores: string[], trials: number) =>
  DATASETS.map((dataset) => ({ dataset, stores, trials }));
const CHOICE = {
  fields: fieldsOf(['a', 'b', 'c'], 3),
  operations: Object.keys(GROUPS),
  groupOf: (operation: string): WorkloadGroup => GROUPS[operation] ?? 'read',
  isToTry: (store: string, operation: string): boolean => store !== 'floor' || operation === 'readAll',
  seed: 1,
};

test('every block holds each store, dataset and group once', () => {
  const planned = planTrials(CHOICE);
  expect(planned.length).toBe(3 * 2 * 3 * 3);
  for (let block = 0; block < 3; block++) {
    const trials = planned.slice(block * 18, (block + 1) * 18);
    const keys = trials.map(({ store, dataset, operations }) => `${store} ${dataset.size} ${operations}`);
    expect(new Set(keys).size).toBe(18);
  }
});

test('the stores of a comparison run next to each other with the same operations in the same order', () => {
  const planned = planTrials(CHOICE);
  for (let at = 0; at < planned.length; at += 3) {
    const trials = planned.slice(at, at + 3);
    expect(trials.map(({ store }) => store).sort()).toEqual(['a', 'b', 'c']);
    expect(new Set(trials.map(({ operations }) => operations.join())).size).toBe(1);
    expect(new Set(trials.map(({ dataset }) => dataset)).size).toBe(1);
    expect(trials.map(({ comparison }) => comparison)).toEqual([at / 3, at / 3, at / 3]);
  }
});

test('a field with fewer trials is in the first blocks only', () => {
  const [few, many] = [fieldsOf(['a'], 1), fieldsOf(['b'], 3)];
  const planned = planTrials({ ...CHOICE, fields: [...few, ...many], operations: ['getOne'] });
  expect(planned.map(({ block, store }) => `${block} ${store}`).sort()).toEqual([
    ...['0 a', '0 a', '0 b', '0 b', '1 b', '1 b', '2 b', '2 b'],
  ]);
});

test('a floor is tried on what it is a floor of, beside the stores and in their order', () => {
  const planned = planTrials({ ...CHOICE, fields: fieldsOf(['a', 'floor'], 1) });
  const floors = planned.filter(({ store }) => store === 'floor');
  expect(floors.map(({ operations }) => operations)).toEqual([['readAll'], ['readAll']]);
  expect(planned.length).toBe(2 * 3 + 2);
});

test('a seed gives one order, and the order of stores changes within it', () => {
  expect(planTrials(CHOICE)).toEqual(planTrials(CHOICE));
  expect(planTrials({ ...CHOICE, seed: 2 })).not.toEqual(planTrials(CHOICE));
  const firsts = planTrials(CHOICE).filter((_, at) => at % 3 === 0);
  expect(new Set(firsts.map(({ store }) => store)).size).toBeGreaterThan(1);
});

test('positions count up, and a group without operations has no trial', () => {
  const planned = planTrials({ ...CHOICE, operations: ['getOne'] });
  expect(planned.map(({ order }) => order)).toEqual(planned.map((_, at) => at));
  expect(planned.length).toBe(3 * 2 * 3);
});
