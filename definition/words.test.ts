import { expect, test } from 'vitest';
import { wordsSchema } from '../results/words.ts';
import sessions from '../sessions/definition.ts';
import { SESSION_WORDS } from '../sessions/words.ts';
import type { Definition } from './definition.ts';
import { type Words, wordsOf } from './words.ts';

const open = (): object => ({});
const definition = (more: Partial<Definition> = {}): Definition => ({
  name: 'notes',
  subjects: {
    plain: { open, role: 'model' },
    file: { open },
    table: { open },
    bare: { role: 'floor', base: 'table', workloads: {} },
  },
  operations: {},
  content: () => null,
  ...more,
});

test('a definition without words has names for titles, and compares its last store with its first', () => {
  const workloads = { add: { group: 'write' as const, prepare: () => ({ calls: [] }) } };
  const datasets = { short: { fill: () => undefined } };
  const words = wordsOf(definition({ workloads, datasets }));
  expect(words).toEqual({
    name: 'notes',
    record: ['record', 'records'],
    candidate: 'table',
    baseline: 'file',
    referenceProfile: 'short',
    floors: { table: ['bare'] },
    roles: { plain: 'model', file: 'store', table: 'store', bare: 'floor' },
    titles: { plain: 'plain', file: 'file', table: 'table', bare: 'bare', add: 'add', short: 'short' },
  });
  expect(wordsSchema.parse(words)).toEqual(words);
});

test('a single store is compared with the model', () => {
  const subjects = { plain: { open, role: 'model' as const }, file: { open } };
  expect(wordsOf(definition({ subjects }))).toMatchObject({ candidate: 'file', baseline: 'plain' });
});

test('a store that is named as the one is never the other as well', () => {
  const pairOf = (words: Words): string[] => {
    const { candidate, baseline } = wordsOf(definition({ words }));
    return [candidate, baseline];
  };
  expect(pairOf({ candidate: 'file' })).toEqual(['file', 'table']);
  expect(pairOf({ baseline: 'table' })).toEqual(['file', 'table']);
});

test('words that are given replace those that are not', () => {
  const words = wordsOf(
    definition({ words: { record: ['note', 'notes'], titles: { table: 'SQLite table' } } }),
  );
  expect(words.record).toEqual(['note', 'notes']);
  expect(words.titles).toMatchObject({ file: 'file', table: 'SQLite table' });
});

test('results of the session stores carry the words that older ones are told in', () => {
  expect(wordsOf(sessions)).toEqual(SESSION_WORDS);
  expect(wordsSchema.parse(SESSION_WORDS)).toEqual(SESSION_WORDS);
});
