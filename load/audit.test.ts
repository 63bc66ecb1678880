import { expect, test } from 'vitest';
import { atOnce } from '../contract/breathe.ts';
import type { LoadDefinition } from '../definition/load.ts';
import { damagedIn } from './audit.ts';
import { type ListStore, type Lists, lists } from './fixtures/lists.ts';

const load = lists.load as LoadDefinition<ListStore>;
const BEFORE: Lists = { 'list 0': ['first', 'second'], 'list 1': ['first'] };

const withItems = (list: string, ...items: string[]): Lists => ({
  ...BEFORE,
  [list]: [...(BEFORE[list] as readonly string[]), ...items],
});
const damaged = (after: unknown, records = 2): number =>
  atOnce(damagedIn(load, { records, before: BEFORE, after, entries: [...load.entries(after)] }));

test('what a load appended is no damage, and neither is a record that it made', () => {
  expect(damaged(BEFORE)).toBe(0);
  expect(damaged(withItems('list 0', 'load-0-2', 'load-1-0'))).toBe(0);
});

test('a record that is gone, doubled or changed is damaged, and so is what is beside the records', () => {
  expect(damaged({ 'list 0': ['first', 'second'] })).toBe(1);
  expect(damaged({ ...BEFORE, 'list 01': [] })).toBe(1);
  expect(damaged(withItems('list 1', 'stray'))).toBe(1);
  expect(damaged({ ...BEFORE, 'list 0': ['second'] })).toBeGreaterThan(0);
  expect(damaged({ ...BEFORE, 'list x': [] })).toBe(1);
});

test('a store that never held all records is damaged, though nothing changed since', () => {
  expect(damaged(BEFORE, 4)).toBe(2);
});

test('many records are compared one after the other, with a step for each', () => {
  const before = Object.fromEntries(Array.from({ length: 500 }, (_, list) => [`list ${list}`, ['first']]));
  const entries = [...load.entries(before)];
  const steps = [...damagedIn(load, { records: 500, before, after: before, entries })];
  expect(steps).toHaveLength(500);
});
