import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { rowDigest, rowText } from './digest.ts';
import { MEMORY, openDatabase } from './open-database.ts';

const PAGE = readFileSync(join(import.meta.dirname, '..', 'docs', 'schema.md'), 'utf8');
const database: Database.Database = openDatabase(MEMORY, { durability: 'normal', isReadOnly: false });

const namesOf = (type: string): string[] =>
  (database.prepare('SELECT name FROM sqlite_schema WHERE type = ?').pluck().all(type) as string[])
    .filter((name) => !/^sqlite_|^sessions_fts/.test(name))
    .sort();

/** The lines of the page's section of that name. */
const section = (heading: string): string => {
  const [, rest = ''] = PAGE.split(`\n${heading}\n`);
  return rest.split(/\n##/)[0] ?? '';
};

/** Names and types in the first two columns of the section's table; one line may name several columns. */
const columnsOnPage = (table: string): string[] =>
  [...section(`### ${table}`).matchAll(/^\| (`.*`) \| ([A-Z]+\??) \|/gm)].flatMap(
    ([, names = '', type = '']) => [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => `${name} ${type}`),
  );

const columnsOf = (table: string): string[] =>
  (
    database.pragma(`table_xinfo(${table})`) as { name: string; type: string; notnull: number; pk: number }[]
  ).map(({ name, type, notnull, pk }) => `${name} ${type}${notnull === 1 || pk === 1 ? '' : '?'}`);

test.each(namesOf('table'))(
  'the page on the schema has the columns of %s, with their types and in their order',
  (table) => {
    expect(columnsOnPage(table)).toEqual(columnsOf(table));
  },
);

test('the page has every table, index and trigger, and no other', () => {
  const named = (text: string) =>
    [...text.matchAll(/`((?:idx_|\w+_need_|sessions_)\w+)`/g)].map(([, name]) => name);
  const tables = [...PAGE.matchAll(/^### (\w+)$/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'sessions_fts');
  expect(tables.sort()).toEqual(namesOf('table'));
  expect(named(section('## Indexes')).sort()).toEqual(namesOf('index'));
  expect(named(section('## Triggers')).sort()).toEqual(namesOf('trigger'));
});

test('the formula of the digests on the page is the one that is used, and SQLite gives the same text', () => {
  const [, vector = '', digest = ''] = /^(\[1677.*\])\ndigest: (\w+)$/m.exec(PAGE) ?? [];
  const values = JSON.parse(vector) as (string | number | null)[];
  expect(rowText(values)).toBe(vector);
  expect(rowDigest(values).toString('hex')).toBe(digest);
  const sqlite = database.prepare('SELECT json_array(?, ?, ?, ?, ?, ?, ?, ?)').pluck();
  expect(sqlite.get(...values.map((value) => (typeof value === 'number' ? BigInt(value) : value)))).toBe(
    vector,
  );
});
