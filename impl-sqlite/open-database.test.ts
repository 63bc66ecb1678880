import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { databaseFile, openSqliteStore, sqliteVersion } from './index.ts';
import { MEMORY, openDatabase } from './open-database.ts';
import { sessionWith, variedSessions } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();

const settings = (database: Database.Database): Record<string, unknown> =>
  Object.fromEntries(
    [
      'journal_mode',
      'synchronous',
      'foreign_keys',
      'cache_size',
      'auto_vacuum',
      'temp_store',
      'busy_timeout',
      'recursive_triggers',
      'page_size',
    ].map((name) => [name, database.pragma(name, { simple: true })]),
  );

const EXPECTED = {
  journal_mode: 'wal',
  synchronous: 1,
  foreign_keys: 1,
  cache_size: -8000,
  auto_vacuum: 2,
  temp_store: 2,
  busy_timeout: 0,
  recursive_triggers: 1,
  page_size: 8192,
};

describe('the settings', () => {
  test.each([
    ['normal', 1],
    ['full', 2],
  ] as const)('of every connection with durability %s are the documented ones', (durability, synchronous) => {
    for (const _connection of ['new', 'second']) {
      const database = openDatabase(place.file, { durability, isReadOnly: false });
      expect(settings(database)).toEqual({ ...EXPECTED, synchronous });
      database.close();
    }
    const reader = openDatabase(place.file, { durability, isReadOnly: true });
    expect(settings(reader)).toEqual({ ...EXPECTED, synchronous });
    reader.close();
  });

  test('of a database in memory differ in the journal alone', () => {
    const database = openDatabase(MEMORY, { durability: 'normal', isReadOnly: false });
    expect(settings(database)).toEqual({ ...EXPECTED, journal_mode: 'memory' });
  });

  test('are restored when another program has changed those that stay with the file', async () => {
    await (await place.store()).close();
    const raw = place.raw();
    raw.pragma('journal_mode = DELETE');
    raw.close();
    const database = openDatabase(place.file, { durability: 'normal', isReadOnly: false });
    expect(settings(database)).toEqual(EXPECTED);
    database.close();
  });
});

test('the linked SQLite has the fix for the checkpoint race', () => {
  const [major = 0, minor = 0, patch = 0] = sqliteVersion().split('.').map(Number);
  expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(3_051_003);
});

describe('permissions', () => {
  const modeOf = (path: string): number => statSync(path).mode & 0o777;

  test('let nobody but the owner read the files and the new folders', async () => {
    const home = join(place.folder, 'home');
    const store = await openSqliteStore({ home });
    await store.createSession(place.workspace, sessionWith('a'));
    const file = databaseFile(home);
    for (const suffix of ['', '-wal', '-shm']) expect(modeOf(file + suffix)).toBe(0o600);
    expect([modeOf(dirname(file)), modeOf(home)]).toEqual([0o700, 0o700]);
    await store.close();
  });

  test('of a folder that was there stay as they are', async () => {
    const folder = join(place.folder, 'shared');
    mkdirSync(folder, { mode: 0o755 });
    await place.store({}, join(folder, 'sessions.db'));
    expect(modeOf(folder)).toBe(0o755);
  });
});

describe('closing', () => {
  test('leaves one file, and a copy of it alone is the whole database', async () => {
    const store = await place.store();
    const sessions = variedSessions(30, 1);
    for (const session of sessions) await store.createSession(place.workspace, session);
    await store.close();
    expect(readdirSync(dirname(place.file))).toEqual(['sessions.db']);
    const elsewhere = join(place.folder, 'elsewhere.db');
    copyFileSync(place.file, elsewhere);
    const copy = await place.store({}, elsewhere);
    expect(await copy.getAllSessions(place.workspace)).toEqual(sessions);
    expect((await copy.check()).findings).toEqual([]);
  });

  test('of one of two stores leaves the other one working', async () => {
    const [one, other] = [await place.store(), await place.store()];
    await one.createSession(place.workspace, sessionWith('a'));
    await one.close();
    expect(await other.createSession(place.workspace, sessionWith('b'))).toMatchObject({ id: 'b' });
    await other.close();
    expect(readdirSync(dirname(place.file))).toEqual(['sessions.db']);
  });

  test('twice, also at the same time, is fine, and later calls say that the store is closed', async () => {
    const store = await place.store();
    await Promise.all([store.close(), store.close()]);
    await store.close();
    const closed = { code: 'E_CLOSED' };
    await expect(store.getAllSessions(place.workspace)).rejects.toMatchObject(closed);
    await expect(store.createSession(place.workspace, sessionWith('a'))).rejects.toMatchObject(closed);
    await expect(store.transaction(place.workspace, async () => 1)).rejects.toMatchObject(closed);
    await expect(store.check()).rejects.toMatchObject(closed);
    await expect(store.backup(join(place.folder, 'b.db'))).rejects.toMatchObject(closed);
  });

  test('waits for the calls before it', async () => {
    const store = await place.store();
    const created = store.createSession(place.workspace, sessionWith('a'));
    await store.close();
    await expect(created).resolves.toMatchObject({ id: 'a' });
  });
});

describe('reading only', () => {
  test('answers as always and refuses every write', async () => {
    const writer = await place.store();
    await writer.createSession(place.workspace, sessionWith('a', { task: 'findable' }));
    const reader = await place.store({ isReadOnly: true });
    expect(await reader.getAllSessions(place.workspace)).toHaveLength(1);
    expect((await reader.searchSessions(place.workspace, { text: 'findable' })).hits).toHaveLength(1);
    expect((await reader.check()).findings).toEqual([]);
    const refused = { code: 'E_READ_ONLY' };
    await expect(reader.createSession(place.workspace, sessionWith('b'))).rejects.toMatchObject(refused);
    await expect(reader.deleteSession(place.workspace, 'a')).rejects.toMatchObject(refused);
    await expect(reader.replaceWorkspace('0'.repeat(16), [])).rejects.toMatchObject(refused);
    const writing = reader.transaction(place.workspace, (inside) =>
      inside.deleteSession(place.workspace, 'a'),
    );
    await expect(writing).rejects.toMatchObject(refused);
    expect(await writer.getAllSessions(place.workspace)).toHaveLength(1);
  });

  test('sees what another connection writes', async () => {
    const writer = await place.store();
    const reader = await place.store({ isReadOnly: true });
    for (const count of [1, 2, 3]) {
      await writer.createSession(place.workspace, sessionWith('a'));
      expect(await reader.getAllSessions(place.workspace)).toHaveLength(count);
    }
  });

  test('makes no database where there is none', async () => {
    await expect(place.store({ isReadOnly: true })).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    expect(existsSync(dirname(place.file))).toBe(false);
  });

  test('leaves the bytes of the file as they are', async () => {
    const writer = await place.store();
    await writer.createSession(place.workspace, sessionWith('a'));
    await writer.close();
    const copy = join(place.folder, 'copy.db');
    copyFileSync(place.file, copy);
    const { mtimeMs, size } = statSync(copy);
    const reader = await place.store({ isReadOnly: true }, copy);
    await reader.getAllSessions(place.workspace);
    await reader.close();
    expect(statSync(copy)).toMatchObject({ mtimeMs, size });
  });

  test('does not bring an older database up to date', async () => {
    await (await place.store()).close();
    const raw = place.raw();
    raw.exec('DELETE FROM schema_migrations WHERE version = 3');
    raw.close();
    await expect(place.store({ isReadOnly: true })).rejects.toMatchObject({
      code: 'E_READ_ONLY',
      data: { version: 2 },
    });
  });
});

describe('places that cannot hold a database', () => {
  test('a directory is refused', async () => {
    mkdirSync(place.file, { recursive: true });
    await expect(place.store()).rejects.toMatchObject({ name: 'StoreError', code: 'E_IO' });
    expect(readdirSync(place.file)).toEqual([]);
  });

  test('a file of one byte, which SQLite takes for an empty database, is refused and left', async () => {
    mkdirSync(place.folder, { recursive: true });
    const file = join(place.folder, 'one.db');
    writeFileSync(file, '7');
    for (const options of [{}, { isReadOnly: true }])
      await expect(openSqliteStore({ file }, options)).rejects.toMatchObject({ code: 'E_NOT_A_DATABASE' });
    expect(readFileSync(file, 'utf8')).toBe('7');
  });

  test('a path below a file is refused, and the folder is what cannot be made', async () => {
    const folder = dirname(place.file);
    writeFileSync(folder, 'a file');
    for (const [file, missing] of [
      [place.file, folder],
      [join(folder, 'deeper', 'sessions.db'), join(folder, 'deeper')],
    ] as const)
      await expect(place.store({}, file)).rejects.toMatchObject({
        name: 'StoreError',
        code: 'E_IO',
        message: expect.stringContaining(`The folder ${missing} cannot be made (`),
      });
  });

  test('a symbolic link to nothing is refused', async () => {
    mkdirSync(dirname(place.file));
    symlinkSync(join(place.folder, 'nothing', 'at-all'), place.file);
    await expect(place.store()).rejects.toMatchObject({ name: 'StoreError', code: 'E_IO' });
  });

  test('a name with a NUL is refused', async () => {
    await expect(place.store({}, `${place.file}\0x`)).rejects.toMatchObject({
      name: 'StoreError',
      code: 'E_IO',
    });
  });

  test('a database whose schema lacks what the store needs is refused as damaged, and closed', async () => {
    await (await place.store()).close();
    const raw = place.raw();
    raw.exec('ALTER TABLE chat_messages RENAME COLUMN content TO text');
    raw.close();
    await expect(place.store()).rejects.toMatchObject({ name: 'StoreError', code: 'E_CORRUPT' });
    expect(readdirSync(dirname(place.file))).toEqual(['sessions.db']);
  });
});

describe('a database in memory', () => {
  test('is one of its own, and leaves no file', async () => {
    const [one, other] = [await place.store({}, MEMORY), await place.store({}, MEMORY)];
    await one.createSession(place.workspace, sessionWith('a', { task: 'findable' }));
    expect(await one.getAllSessions(place.workspace)).toHaveLength(1);
    expect(await other.getAllSessions(place.workspace)).toEqual([]);
    expect((await one.searchSessions(place.workspace, { text: 'findable' })).hits).toHaveLength(1);
    expect(await one.check()).toEqual({ sessions: 1, findings: [] });
    expect(existsSync(MEMORY)).toBe(false);
  });

  test('can be backed up to a file', async () => {
    const store = await place.store({}, MEMORY);
    await store.createSession(place.workspace, sessionWith('a'));
    await store.backup(place.file);
    const copy = await place.store();
    expect(await copy.getAllSessions(place.workspace)).toEqual([sessionWith('a')]);
  });
});

test('a database that is required is never made', async () => {
  const open = (): Promise<unknown> => openSqliteStore({ file: place.file }, { isRequired: true });
  await expect(open()).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
  expect(existsSync(place.file)).toBe(false);
  mkdirSync(dirname(place.file), { recursive: true });
  writeFileSync(place.file, '');
  await expect(open()).rejects.toMatchObject({ code: 'E_CORRUPT' });
  expect(statSync(place.file).size).toBe(0);
});

test.each([
  ['a write-ahead log without its database', '-wal', undefined],
  ['a journal without its database', '-journal', undefined],
  ['a write-ahead log beside an empty database', '-wal', ''],
] as const)('%s is refused and left as it is', async (_what, suffix, content) => {
  mkdirSync(dirname(place.file), { recursive: true });
  writeFileSync(place.file + suffix, 'commits that are nowhere else');
  if (content !== undefined) writeFileSync(place.file, content);
  const names = readdirSync(dirname(place.file));
  for (const isReadOnly of [false, true]) {
    await expect(place.store({ isReadOnly })).rejects.toMatchObject({ code: 'E_REFUSED' });
  }
  expect(readdirSync(dirname(place.file))).toEqual(names);
  expect(readFileSync(place.file + suffix, 'utf8')).toBe('commits that are nowhere else');
});
