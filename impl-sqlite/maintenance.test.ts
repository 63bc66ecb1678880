import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Connection } from './connection.ts';
import { eraseFromDatabase } from './erasure.ts';
import { convertVacuum, tidyUp } from './maintenance.ts';
import { openDatabase } from './open-database.ts';
import { Tables } from './operations.ts';
import { instanceWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();

/** Outputs below the size that is compressed. */
const sessions = Array.from({ length: 200 }, (_, at) =>
  sessionWith(`s${at}`, { instances: [instanceWith(1, { output: `${at} `.repeat(800) })] }),
);

const freePages = (): { free: number; all: number } => {
  const raw = place.raw();
  const pages = {
    free: Number(raw.pragma('freelist_count', { simple: true })),
    all: Number(raw.pragma('page_count', { simple: true })),
  };
  raw.close();
  return pages;
};

test('closing gives the pages of deleted sessions back', async () => {
  const store = await place.store();
  await store.replaceWorkspace('00000000000000aa', sessions);
  await store.createSession(place.workspace, sessionWith('kept'));
  await store.close();
  const fullBytes = statSync(place.file).size;
  const again = await place.store();
  await again.replaceWorkspace('00000000000000aa', sessions.slice(0, 100));
  await again.close();
  for (let time = 0; time < 2; time++) await (await place.store()).close();
  const { free, all } = freePages();
  expect(free).toBeLessThan(all / 10);
  expect(statSync(place.file).size).toBeLessThan(fullBytes * 0.7);
  const last = await place.store();
  expect(await last.getAllSessions(place.workspace)).toEqual([sessionWith('kept')]);
  expect((await last.check()).findings).toEqual([]);
});

test('closing after an import leaves no more pages than rewriting the file would', async () => {
  const store = await place.store();
  await store.replaceWorkspace('00000000000000aa', sessions);
  await store.close();
  const { all } = freePages();
  const raw = place.raw();
  raw.exec('VACUUM');
  raw.close();
  expect(freePages().all).toBe(all);
});

test('tidying empties the log and leaves statistics for the planner', async () => {
  const store = await place.store();
  await store.replaceWorkspace('00000000000000aa', sessions);
  expect(statSync(`${place.file}-wal`).size).toBeGreaterThan(0);
  const database = openDatabase(place.file, { durability: 'normal', isReadOnly: false });
  tidyUp(new Connection(database, place.file));
  expect(statSync(`${place.file}-wal`).size).toBe(0);
  expect(database.pragma('freelist_count', { simple: true })).toBe(0);
  database.close();
});

test('tidying ends also when pages cannot be given back', async () => {
  await (await place.store()).close();
  const raw = place.raw();
  raw.pragma('auto_vacuum = NONE');
  raw.exec('VACUUM');
  raw.exec('CREATE TABLE filler (body TEXT)');
  for (let row = 0; row < 100; row++) raw.prepare('INSERT INTO filler VALUES (?)').run('x'.repeat(9_000));
  raw.exec('DROP TABLE filler');
  raw.close();
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a'));
  await store.close();
  expect(freePages().free).toBeGreaterThan(50);
});

test('sizes by table add up to the size of the database', async () => {
  const store = await place.store();
  await store.replaceWorkspace('00000000000000aa', sessions);
  const sizes = store.sizeByTable();
  const sum = sizes.reduce((total, { bytes }) => total + bytes, 0);
  // Pages of the file's own bookkeeping belong to no table.
  expect(store.sizeBytes() - sum).toBeGreaterThanOrEqual(0);
  expect(store.sizeBytes() - sum).toBeLessThan(10 * 8192);
  expect(sizes[0]?.name).toBe('instances');
  for (const { bytes, unusedBytes } of sizes) expect(unusedBytes).toBeLessThanOrEqual(bytes);
  await store.close();
  expect(readdirSync(dirname(place.file))).toEqual(['sessions.db']);
});

test.each([
  ['tidying at close', (connection: Connection) => tidyUp(connection, 1_000)],
  ['changing how it gives back space', convertVacuum],
  [
    'an erasure',
    (connection: Connection) => eraseFromDatabase(connection, new Tables(connection), [], () => {}),
  ],
])('on a full disk %s gives back what it wrote to the log', async (_what, work) => {
  await (await place.store()).createSession(place.workspace, sessionWith('kept'));
  const database = openDatabase(place.file, { durability: 'normal', isReadOnly: false });
  try {
    const connection = new Connection(database, place.file);
    // Stands for what VACUUM has written until there was no room: not committed, and so nothing that anybody reads.
    expect(statSync(`${place.file}-wal`).size).toBeGreaterThan(0);
    const exec = database.exec.bind(database);
    database.exec = (sql) => {
      if (sql === 'VACUUM') throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
      return exec(sql);
    };
    expect(() => work(connection)).toThrow('full');
    expect(statSync(`${place.file}-wal`).size).toBe(0);
  } finally {
    database.close();
  }
});
