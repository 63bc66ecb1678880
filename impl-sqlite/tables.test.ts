import { expect, test } from 'vitest';
import { Connection } from './connection.ts';
import { MEMORY, openDatabase } from './open-database.ts';
import { Tables } from './operations.ts';
import { SQL } from './sql.ts';
import * as tables from './tables.ts';
import { sqlTexts } from './write-sql.ts';

const newDatabase = () => openDatabase(MEMORY, { durability: 'normal', isReadOnly: false });

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

const columnsOf = (table: string): Record<string, string> => {
  const rows = newDatabase().pragma(`table_xinfo(${table})`) as ColumnInfo[];
  return Object.fromEntries(
    rows.map(({ name, type, notnull, pk }) => [name, notnull === 1 || pk === 1 ? type : `${type}?`]),
  );
};

/** The tables that the code knows, by name. */
const KNOWN = Object.entries(tables).map(([name, columns]) => [name.toLowerCase(), columns] as const);

test.each(KNOWN)(
  'the columns of %s in the code are those of the schema, in name, type, nullability and order',
  (table, columns) => {
    expect(columnsOf(table)).toEqual(columns);
    expect(Object.keys(columnsOf(table))).toEqual(Object.keys(columns));
  },
);

test('there are no tables that the code does not know', () => {
  const tables = newDatabase()
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all() as string[];
  const known = [...KNOWN.map(([name]) => name), 'schema_migrations'];
  expect(tables.filter((name) => !/^sqlite_|^sessions_fts/.test(name)).sort()).toEqual(known.sort());
});

test('every table is strict, so that no column takes a value of another type', () => {
  const tables = newDatabase().pragma('table_list') as { name: string; type: string; strict: number }[];
  const lax = tables.filter(
    ({ name, type, strict }) => type === 'table' && strict === 0 && !name.startsWith('sqlite_'),
  );
  expect(lax).toEqual([]);
});

test('the texts of the queries are those that the typed queries give', () => {
  // Run impl-sqlite/write-sql.ts where this fails.
  expect(sqlTexts()).toEqual(SQL);
});

const schemaOf = (database: ReturnType<typeof newDatabase>) => (): void =>
  new Tables(new Connection(database, MEMORY)).requireSchema();

test('every statement of the store can be prepared', () => {
  const database = newDatabase();
  expect(schemaOf(database)).not.toThrow();
  for (const sql of Object.values(SQL)) expect(() => database.prepare(sql)).not.toThrow();
});

test.each(KNOWN.flatMap(([table, columns]) => Object.keys(columns).map((column) => [table, column])))(
  'a renamed column %s.%s is noticed at opening',
  (table, column) => {
    const database = newDatabase();
    database.exec('DROP TRIGGER sessions_deleted');
    database.exec(`ALTER TABLE ${table} RENAME COLUMN ${column} TO renamed`);
    expect(schemaOf(database)).toThrow(/lacks tables or columns/);
  },
);

test.each([...KNOWN.map(([table]) => table), 'sessions_fts'])(
  'a lost table %s is noticed at opening',
  (table) => {
    const database = newDatabase();
    database.pragma('foreign_keys = OFF');
    database.exec(`DROP TABLE ${table}`);
    expect(schemaOf(database)).toThrow(/lacks tables or columns/);
  },
);
