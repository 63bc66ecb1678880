// Opens a database file: creates it with tight permissions, refuses what is not ours before changing a byte, applies
// the pragmas and reads them back, and brings the schema up to date.

import { accessSync, constants, existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreError } from '../contract/errors.ts';
import { makeDirectoryOf } from '../files/directory.ts';
import { withNewFile } from '../files/temporary-file.ts';
import { requireMoreThanOneByte, requireNoStrayLog, requireRegularFiles } from './database-files.ts';
import { DatabaseIdentity } from './database-identity.ts';
import { isDamage, isPassing, translated } from './driver-errors.ts';
import { SCHEMA_VERSION } from './migrations/list.ts';
import { requireLocalDisk } from './network-disk.ts';
import { migrateSchema, schemaVersion } from './schema-migrations.ts';

export type Durability = 'normal' | 'full';

export interface DatabaseOptions {
  readonly durability: Durability;
  readonly isReadOnly: boolean;
  /** Never makes a database: E_NOT_FOUND where there is none, E_CORRUPT where it is empty. */
  readonly isRequired?: boolean;
  /** How long SQLite itself may wait for a lock while it is set up; the store's own waiting starts behind that. */
  readonly waitMs?: number | undefined;
}

/** SQLite before this version can lose commits in a checkpoint race. */
const SQLITE_VERSION_MIN = '3.51.3';

/** Chosen by size and write volume: 4096 wastes a third of a page on chunks, 16384 doubles what each commit writes. */
const PAGE_SIZE_BYTES = 8192;

/**
 * The log is brought into the database when it is so long, by the process whose commit made it so: 16 MB. Some 15 pages go with an
 * appended message; with SQLite's 1000 one write in 60 waited for the disk (20 ms), and pages were copied twice as often.
 */
const CHECKPOINT_PAGES = 2_000;

export const MEMORY = ':memory:';

export interface OpenedDatabase {
  readonly database: Database.Database;
  readonly identity: DatabaseIdentity;
}

/** Opens the file as the driver does; tests put one that fails in its place. */
export type OpenFile = (file: string, options: Database.Options) => Database.Database;

const withDriver: OpenFile = (file, options) => new Database(file, options);

export const openDatabase = (file: string, options: DatabaseOptions): Database.Database =>
  openIdentified(file, options).database;

/** Throws a StoreError: E_IO, E_READ_ONLY, E_NOT_A_DATABASE, E_NEWER_VERSION, E_MIGRATION_CHANGED, E_SQLITE_UNFIT, E_NETWORK_DISK, E_LOCKED, E_REFUSED for a log without its database. */
export function openIdentified(
  file: string,
  options: DatabaseOptions,
  openFile: OpenFile = withDriver,
): OpenedDatabase {
  for (let attempt = 1; attempt <= OPENINGS_MAX; attempt++) {
    try {
      const opened = openedOnce(file, options, openFile);
      if (opened === undefined) continue;
      // Where it stays so, the first write says it.
      if (attempt === OPENINGS_MAX || !isReadOnlyByAccident(opened.database, file, options)) return opened;
      opened.database.close();
    } catch (error) {
      if (attempt === OPENINGS_MAX || !isWorthAnother(error, attempt)) throw error;
    }
  }
  throw new StoreError(
    'E_LOCKED',
    `The database ${file} is being replaced again and again. Nothing was changed. Try again later.`,
    { data: { file } },
  );
}

const OPENINGS_MAX = 5;

/** Damage is believed when it is seen twice. */
const isWorthAnother = (error: unknown, attempt: number): boolean =>
  isPassing(error) || (attempt === 1 && error instanceof StoreError && isDamage(error.cause));

/**
 * SQLite opens a file for reading alone when opening it for writing fails, for whatever reason (no descriptor left, an
 * error of the disk), and says so at the first write. Tells that apart from a file that nobody may write.
 */
function isReadOnlyByAccident(
  database: Database.Database,
  file: string,
  { isReadOnly }: DatabaseOptions,
): boolean {
  if (isReadOnly || file === MEMORY) return false;
  try {
    // Changes nothing; a lock of another process is looked at only after this.
    database.exec('DELETE FROM schema_migrations WHERE 0');
    return false;
  } catch (error) {
    return (error as { code?: unknown }).code === 'SQLITE_READONLY' && mayWrite(file);
  }
}

function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Undefined when a restore put another file under the name meanwhile: writes would go to the replaced one. */
function openedOnce(file: string, options: DatabaseOptions, openFile: OpenFile): OpenedDatabase | undefined {
  let database: Database.Database | undefined;
  try {
    const { isReadOnly, isRequired = false } = options;
    if (file !== MEMORY) {
      requireRegularFiles(file);
      requireNoStrayLog(file);
      requireMoreThanOneByte(file);
    }
    if ((isReadOnly || isRequired) && !existsSync(file)) throw noDatabase(file);
    if (file !== MEMORY && !isReadOnly) prepareFile(file);
    const before = identityOf(file);
    database = openFile(file, {
      readonly: isReadOnly,
      fileMustExist: isRequired,
      timeout: options.waitMs ?? SETUP_TIMEOUT_MS,
    });
    requireFitSqlite(database);
    setUp(database, file, options);
    // From here on the connection's own lock keeps a restore away.
    const identity = identityOf(file);
    if (identity.isSame(before)) return { database, identity };
    database.close();
    return undefined;
  } catch (error) {
    database?.close();
    throw translated(error, file);
  }
}

const identityOf = (file: string): DatabaseIdentity =>
  new DatabaseIdentity(file === MEMORY ? undefined : file);

/** Of callers that cannot wait otherwise. It is short unless another process migrates, which may index every session. */
const SETUP_TIMEOUT_MS = 30_000;

function setUp(database: Database.Database, file: string, options: DatabaseOptions): void {
  const version = schemaVersion(database, file);
  if (options.isRequired === true && version === 0) throw emptyDatabase(file);
  if (options.isReadOnly && version !== SCHEMA_VERSION) throw outdated(file, version);
  // auto_vacuum and page size only take before the first table, and before the journal mode is set.
  if (version === 0) {
    database.pragma(`page_size = ${PAGE_SIZE_BYTES}`);
    database.pragma('auto_vacuum = INCREMENTAL');
  }
  const settings: Setting[] = [
    ...(options.isReadOnly ? [] : [['journal_mode', 'WAL', file === MEMORY ? 'memory' : 'wal'] as const]),
    ['synchronous', options.durability.toUpperCase(), options.durability === 'full' ? 2 : 1],
    ['foreign_keys', 'ON', 1],
    ['cache_size', '-8000', -8000],
    ['temp_store', 'MEMORY', 2],
    ['recursive_triggers', 'ON', 1],
    ['wal_autocheckpoint', String(CHECKPOINT_PAGES), CHECKPOINT_PAGES],
  ];
  for (const setting of settings) set(database, setting);
  if (!options.isReadOnly && version < SCHEMA_VERSION) migrateSchema(database, file);
  set(database, ['busy_timeout', '0', 0]);
}

/** What it is set to, and what it then answers. */
type Setting = readonly [name: string, value: string, expected: string | number];

function set(database: Database.Database, [name, value, expected]: Setting): void {
  database.pragma(`${name} = ${value}`);
  const found = database.pragma(name, { simple: true });
  if (found === expected) return;
  throw new StoreError(
    'E_SQLITE_UNFIT',
    `The database setting ${name} stayed ${String(found)} where ${String(expected)} is needed (a network disk?). Nothing was changed.`,
    { data: { name, found: String(found) } },
  );
}

function prepareFile(file: string): void {
  makeDirectoryOf(file);
  requireLocalDisk(file);
  if (existsSync(file)) return;
  try {
    // SQLite would create it with the process's umask; its -wal and -shm files take the permissions of the database.
    withNewFile(file, () => {});
  } catch (error) {
    // Another process may have created it meanwhile.
    if (!existsSync(file)) throw error;
  }
}

const noDatabase = (file: string): StoreError =>
  new StoreError('E_NOT_FOUND', `There is no database ${file}.`, { data: { file } });

const emptyDatabase = (file: string): StoreError =>
  new StoreError(
    'E_CORRUPT',
    `The database ${file} is empty, though sessions were kept in it. Nothing was changed. Restore a backup or rebuild it from the session files.`,
    { data: { file } },
  );

const outdated = (file: string, version: number): StoreError =>
  new StoreError(
    'E_READ_ONLY',
    `The database ${file} has schema version ${version} and must be brought to ${SCHEMA_VERSION}, but is opened read-only. Open it for writing once.`,
    { data: { file, version } },
  );

/** Of the SQLite that the driver brings. */
export function sqliteVersion(): string {
  const database = new Database(MEMORY);
  try {
    return versionOf(database);
  } finally {
    database.close();
  }
}

const versionOf = (database: Database.Database): string =>
  database.prepare('SELECT sqlite_version()').pluck().get() as string;

/** As SQLITE_VERSION_NUMBER has it: 3051003 for 3.51.3. */
const numberOf = (version: string): number =>
  version.split('.').reduce((number, part) => number * 1_000 + Number(part), 0);

function requireFitSqlite(database: Database.Database): void {
  const version = versionOf(database);
  const isOld = numberOf(version) < numberOf(SQLITE_VERSION_MIN);
  const hasFts = database.prepare("SELECT sqlite_compileoption_used('ENABLE_FTS5')").pluck().get() === 1;
  if (!isOld && hasFts) return;
  throw new StoreError(
    'E_SQLITE_UNFIT',
    `SQLite ${version} ${isOld ? `can lose commits (fixed in ${SQLITE_VERSION_MIN})` : 'lacks full-text search'}. Nothing was opened. Reinstall the dependencies.`,
    { data: { version } },
  );
}
