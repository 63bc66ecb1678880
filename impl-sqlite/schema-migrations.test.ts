import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { SCHEMA_MIGRATIONS, SCHEMA_VERSION, type SchemaMigration } from './migrations/list.ts';
import { APPLICATION_ID, migrateSchema, schemaVersion } from './schema-migrations.ts';
import { messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
const FILE = 'test.db';

const dump = (database: Database.Database): unknown[] =>
  database
    .prepare(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name <> 'sqlite_sequence' ORDER BY name",
    )
    .all();

const migrated = (target: number = SCHEMA_VERSION): Database.Database => {
  const database = new Database(':memory:');
  migrateSchema(database, FILE, target);
  return database;
};

const migration = (version: number, up: string, down = ''): SchemaMigration => ({
  version,
  name: `00${version}_test`,
  up,
  down,
  checksum: `checksum of ${up}`,
});

test('an empty database has version 0, a new one that of the last migration', () => {
  expect(schemaVersion(new Database(':memory:'), FILE)).toBe(0);
  expect(schemaVersion(migrated(), FILE)).toBe(3);
});

test('the migrations have the names and the order of the design document', () => {
  expect(SCHEMA_MIGRATIONS.map(({ version, name }) => [version, name])).toEqual([
    [1, '001_initial_schema'],
    [2, '002_add_indexes'],
    [3, '003_add_fts'],
  ]);
  expect(new Set(SCHEMA_MIGRATIONS.map(({ checksum }) => checksum)).size).toBe(3);
});

test('up, down and up again gives the same schema', () => {
  const database = migrated();
  const before = dump(database);
  expect(migrateSchema(database, FILE, 0)).toEqual(['003_add_fts', '002_add_indexes', '001_initial_schema']);
  expect(schemaVersion(database, FILE)).toBe(0);
  expect(dump(database)).toHaveLength(1);
  expect(migrateSchema(database, FILE)).toEqual(['001_initial_schema', '002_add_indexes', '003_add_fts']);
  expect(dump(database)).toEqual(before);
});

test('step by step gives what going at once gives, in both directions', () => {
  const stepwise = new Database(':memory:');
  const onTheWay = [1, 2, 3].map((version) => {
    migrateSchema(stepwise, FILE, version);
    return dump(stepwise);
  });
  expect(onTheWay[2]).toEqual(dump(migrated()));
  for (const version of [2, 1]) {
    migrateSchema(stepwise, FILE, version);
    expect(dump(stepwise)).toEqual(onTheWay[version - 1]);
    expect(dump(stepwise)).toEqual(dump(migrated(version)));
  }
});

test('migrating to the version that is there does nothing', () => {
  const database = migrated();
  const before = dump(database);
  expect(migrateSchema(database, FILE)).toEqual([]);
  expect(dump(database)).toEqual(before);
});

test('applied migrations are recorded with checksum and time', () => {
  const rows = migrated().prepare('SELECT * FROM schema_migrations').all() as { applied_at: string }[];
  expect(rows).toMatchObject(
    SCHEMA_MIGRATIONS.map(({ version, name, checksum }) => ({ version, name, checksum })),
  );
  for (const { applied_at } of rows) expect(new Date(applied_at).toISOString()).toBe(applied_at);
});

test('a database that lacks later migrations is brought up to date with its sessions', async () => {
  const store = await place.store();
  const kept = await store.createSession(place.workspace, sessionWith('kept', { task: 'findable' }));
  const appended = await store.addChatMessage(
    place.workspace,
    'kept',
    messageWith('m', { content: 'later' }),
  );
  await store.close();
  const raw = place.raw();
  migrateSchema(raw, place.file, 2);
  raw.close();
  const again = await place.store();
  expect(await again.getAllSessions(place.workspace)).toEqual([appended]);
  for (const text of ['findable', 'later']) {
    expect((await again.searchSessions(place.workspace, { text })).hits).toMatchObject([{ id: kept.id }]);
  }
  expect((await again.check()).findings).toEqual([]);
});

test('a migration that fails leaves version and schema as they were', () => {
  const known = [migration(1, 'CREATE TABLE a (x)'), migration(2, 'CREATE TABLE b (x); CREATE TABLE a (y)')];
  const database = new Database(':memory:');
  expect(() => migrateSchema(database, FILE, 2, known)).toThrow(/already exists/);
  expect(dump(database)).toEqual([]);
  migrateSchema(database, FILE, 1, known);
  const before = dump(database);
  expect(() => migrateSchema(database, FILE, 2, known)).toThrow(/already exists/);
  expect(dump(database)).toEqual(before);
  expect(schemaVersion(database, FILE, known)).toBe(1);
});

test('a way back that fails leaves version and schema as they were', () => {
  const known = [migration(1, 'CREATE TABLE a (x)', 'DROP TABLE a; DROP TABLE missing')];
  const database = new Database(':memory:');
  migrateSchema(database, FILE, 1, known);
  const before = dump(database);
  expect(() => migrateSchema(database, FILE, 0, known)).toThrow(/no such table/);
  expect(dump(database)).toEqual(before);
});

test('an edited migration is refused before anything runs', () => {
  const applied = [migration(1, 'CREATE TABLE a (x)')];
  const database = new Database(':memory:');
  migrateSchema(database, FILE, 1, applied);
  const before = dump(database);
  const edited = [migration(1, 'CREATE TABLE a (y)'), migration(2, 'CREATE TABLE b (x)')];
  const changed = expect.objectContaining({ code: 'E_MIGRATION_CHANGED', exitCode: 5 });
  expect(() => schemaVersion(database, FILE, edited)).toThrow(changed);
  expect(() => migrateSchema(database, FILE, 2, edited)).toThrow(changed);
  expect(() => migrateSchema(database, FILE, 0, edited)).toThrow(changed);
  expect(dump(database)).toEqual(before);
});

/** Spoils a closed database of ours, opens it, and answers how the file differs: it must not. */
async function refusalAfter(damage: (raw: Database.Database) => void): Promise<unknown> {
  await (await place.store()).close();
  const raw = place.raw();
  damage(raw);
  raw.close();
  const bytes = readFileSync(place.file);
  const error: unknown = await place.store().catch((thrown: unknown) => thrown);
  expect(readFileSync(place.file).equals(bytes)).toBe(true);
  return error;
}

test('a database whose migrations were edited is refused and left as it is', async () => {
  const edit = (raw: Database.Database) =>
    raw.exec("UPDATE schema_migrations SET checksum = 'x' WHERE version = 2");
  expect(await refusalAfter(edit)).toMatchObject({ code: 'E_MIGRATION_CHANGED' });
});

test('a database of a newer version is refused and left as it is', async () => {
  const add = (raw: Database.Database) =>
    raw.exec("INSERT INTO schema_migrations VALUES (4, '004_new', 'c', 't')");
  expect(await refusalAfter(add)).toMatchObject({ code: 'E_NEWER_VERSION', data: { found: 4, known: 3 } });
});

test('a database without the marks of ours is refused and left as it is', async () => {
  const unmark = (raw: Database.Database) => raw.pragma('application_id = 1');
  expect(await refusalAfter(unmark)).toMatchObject({ code: 'E_NOT_A_DATABASE' });
});

test.each(['delete', 'wal'])(
  'another program’s database in %s mode is refused and left as it is',
  async (mode) => {
    mkdirSync(dirname(place.file));
    const foreign = place.raw();
    foreign.pragma(`journal_mode = ${mode}`);
    foreign.exec('CREATE TABLE sessions (id TEXT); INSERT INTO sessions VALUES (1)');
    foreign.close();
    const bytes = readFileSync(place.file);
    await expect(place.store()).rejects.toMatchObject({ code: 'E_NOT_A_DATABASE', exitCode: 8 });
    expect(readFileSync(place.file).equals(bytes)).toBe(true);
  },
);

test.each([
  ['text', 'this is no database, but a text of more than a hundred bytes. '.repeat(20)],
  ['a short text', '[]'],
  ['a session file', JSON.stringify([sessionWith('a')], null, 2)],
  ['zeros', Buffer.alloc(8192)],
  ['the beginning of a database', Buffer.from('SQLite format 3\0')],
])('%s in the place of the database is refused and left as it is', async (_what, content) => {
  mkdirSync(dirname(place.file));
  writeFileSync(place.file, content);
  await expect(place.store()).rejects.toMatchObject({ code: 'E_NOT_A_DATABASE' });
  expect(readFileSync(place.file).equals(Buffer.from(content))).toBe(true);
});

test('an empty file, as a crash while creating leaves it, becomes a database', async () => {
  mkdirSync(dirname(place.file));
  writeFileSync(place.file, '');
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a'));
  expect((await store.check()).findings).toEqual([]);
  expect(place.raw().pragma('auto_vacuum', { simple: true })).toBe(2);
  expect(place.raw().pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
});
