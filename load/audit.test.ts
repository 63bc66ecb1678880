import { expect, test } from 'vitest';
import type { LoadDefinition } from '../definition/load.ts';
import { auditLoad } from './audit.ts';
import { entryIdOf } from './entry-ids.ts';
import { type ListStore, type Lists, lists } from './fixtures/lists.ts';

const load = lists.load as LoadDefinition<ListStore>;
const BEFORE: Lists = { 'list 0': ['first', 'second'], 'list 1': ['first'] };

const withItems = (list: string, ...items: string[]): Lists => ({
  ...BEFORE,
  [list]: [...(BEFORE[list] as readonly string[]), ...items],
});
const told = (...steps: number[]) => steps.map((step) => ({ record: 0, id: entryIdOf(0, step) }));
const audited = (after: unknown, acknowledgements = told()) =>
  auditLoad(load, { records: 2, before: BEFORE, after, acknowledgements });

test('entries of several workers interleave, and one that was never acknowledged may be there', () => {
  const after = withItems('list 0', 'load-0-1', 'load-1-0', 'load-0-2', 'load-1-7');
  expect(audited(after, told(1, 2))).toEqual({
    acknowledged: 2,
    found: 2,
    lost: 0,
    duplicated: 0,
    disordered: 0,
    damaged: 0,
  });
});

test('an entry in another record than it was written to is lost', () => {
  expect(audited(withItems('list 1', 'load-0-1'), told(1))).toMatchObject({ found: 0, lost: 1 });
});

test('an entry that is there twice, and one before its worker’s earlier one, are counted', () => {
  const after = withItems('list 0', 'load-0-2', 'load-0-1', 'load-0-2');
  expect(audited(after, told(1, 2))).toMatchObject({ lost: 0, duplicated: 1, disordered: 1 });
});

test('a record that is gone, doubled or changed is damaged, and so is what is beside the records', () => {
  const damaged = (after: Lists) => audited(after).damaged;
  expect(damaged(BEFORE)).toBe(0);
  expect(damaged({ 'list 0': ['first', 'second'] })).toBe(1);
  expect(damaged({ ...BEFORE, 'list 01': [] })).toBe(1);
  expect(damaged(withItems('list 0', 'stray'))).toBe(1);
  expect(damaged({ ...BEFORE, 'list 0': ['second'] })).toBeGreaterThan(0);
  expect(damaged({ ...BEFORE, 'list x': [] })).toBe(1);
});

test('a store that never held all records is damaged, though nothing changed since', () => {
  const acknowledgements = told();
  expect(auditLoad(load, { records: 4, before: BEFORE, after: BEFORE, acknowledgements }).damaged).toBe(2);
});
