// What fails once is tried again: an opening that the system refused for a moment, and reads of the check.

import Driver from 'better-sqlite3';
import { beforeEach, expect, test, vi } from 'vitest';
import { type OpenFile, openIdentified } from './open-database.ts';
import { sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const failing = (code: string) => (): never => {
  throw new Driver.SqliteError('planted', code);
};

/** Opens as `firsts` say, one after the other, and then as ever. */
const openingWith =
  (firsts: OpenFile[]): OpenFile =>
  (file, options) =>
    (firsts.shift() ?? ((name, how) => new Driver(name, how)))(file, options);

const WRITABLE = { durability: 'normal', isReadOnly: false } as const;

const place = useTestDatabase();

beforeEach(async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a'));
  await store.close();
});

test('a database that SQLite could open for reading alone, once, takes writes', () => {
  const forReading: OpenFile = (file, options) => new Driver(file, { ...options, readonly: true });
  const { database } = openIdentified(place.file, WRITABLE, openingWith([forReading]));
  expect(database.prepare("UPDATE sessions SET id = 'b'").run().changes).toBe(1);
  database.close();
});

test.each(['SQLITE_CANTOPEN', 'SQLITE_IOERR_READ', 'SQLITE_CORRUPT'])(
  'an opening that fails once with %s is tried again',
  (code) => {
    const { database } = openIdentified(place.file, WRITABLE, openingWith([failing(code)]));
    expect(database.prepare('SELECT count(*) FROM sessions').pluck().get()).toBe(1);
    database.close();
  },
);

test('an opening that goes on failing is an error of reaching the file, with an end', () => {
  const firsts = Array.from({ length: 100 }, () => failing('SQLITE_CANTOPEN'));
  expect(() => openIdentified(place.file, WRITABLE, openingWith(firsts))).toThrow(
    expect.objectContaining({ name: 'StoreError', code: 'E_IO' }),
  );
  expect(firsts.length).toBeGreaterThan(50);
});

test('a store whose schema could not be read once is opened', async () => {
  const { prepare } = Driver.prototype;
  let failures = 0;
  const spy = vi.spyOn(Driver.prototype, 'prepare').mockImplementation(function (this: Driver.Database, sql) {
    if (/^insert into "workspaces"/i.test(sql) && failures++ === 0) return failing('SQLITE_CORRUPT')();
    return prepare.call(this, sql);
  });
  const store = await place.store();
  spy.mockRestore();
  expect(failures).toBe(2);
  expect(await store.getAllSessions(place.workspace)).toHaveLength(1);
});

test('a read that fails is no finding of the check', async () => {
  const store = await place.store();
  const { database } = (store as unknown as { connection: { database: Driver.Database } }).connection;
  const prepare = vi.spyOn(database, 'prepare').mockImplementationOnce(failing('SQLITE_IOERR_READ'));
  await expect(store.check()).rejects.toMatchObject({ name: 'StoreError', code: 'E_IO' });
  prepare.mockRestore();
  expect(await store.check()).toMatchObject({ findings: [] });
});

test('damage that SQLite sees once is a page that could not be read once', async () => {
  const store = await place.store();
  const { database } = (store as unknown as { connection: { database: Driver.Database } }).connection;
  const once = () => vi.spyOn(database, 'prepare').mockImplementationOnce(failing('SQLITE_CORRUPT'));
  once();
  expect(await store.getAllSessions(place.workspace)).toHaveLength(1);
  once();
  await store.createSession(place.workspace, sessionWith('b'));
  expect(await store.getAllSessions(place.workspace)).toHaveLength(2);
});

test('what looks like damage within a transaction, where SQLite does not look twice, is an error of reaching the file', async () => {
  const store = await place.store();
  const { database } = (store as unknown as { connection: { database: Driver.Database } }).connection;
  const deleting = store.transaction(place.workspace, async (inside) => {
    vi.spyOn(database, 'prepare').mockImplementationOnce(failing('SQLITE_CORRUPT'));
    await inside.deleteSession(place.workspace, 'a');
  });
  await expect(deleting).rejects.toMatchObject({ name: 'StoreError', code: 'E_IO' });
  expect(await store.getAllSessions(place.workspace)).toHaveLength(1);
});

test('a check whose end fails for lack of memory says so', async () => {
  const store = await place.store();
  const { database } = (store as unknown as { connection: { database: Driver.Database } }).connection;
  const { prepare } = Driver.prototype;
  const spy = vi.spyOn(database, 'prepare').mockImplementation((sql) => {
    if (sql === 'ROLLBACK') return failing('SQLITE_NOMEM')();
    return prepare.call(database, sql);
  });
  await expect(store.check()).rejects.toMatchObject({ name: 'StoreError', code: 'E_NO_MEMORY' });
  spy.mockRestore();
  expect(await store.check()).toMatchObject({ findings: [] });
});

test('a rollback that fails keeps no lock', async () => {
  const store = await place.store();
  const { database } = (store as unknown as { connection: { database: Driver.Database } }).connection;
  // What a failed rollback leaves: a transaction that nobody ends.
  database.exec('BEGIN IMMEDIATE');
  await store.createSession(place.workspace, sessionWith('b'));
  const other = await place.store();
  await other.createSession(place.workspace, sessionWith('c'));
  expect(await store.getAllSessions(place.workspace)).toHaveLength(3);
});
