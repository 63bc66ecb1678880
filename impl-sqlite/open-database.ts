// Opens a database file: creates it with tight permissions, refuses what is not ours before changing a byte, applies
// the pragmas and reads them back, and brings the schema up to date.

import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '../contract/errors.ts';
import { DatabaseIdentity } from './database-identity.ts';
import { isPassing, translated } from './driver-errors.ts';
import { SCHEMA_VERSION } from './migrations/list.ts';
import { requireLocalDisk } from './network-disk.ts';
import { requireRegularFiles } from './regular-file.ts';
import { migrateSchema, schemaVersion } from './schema-migrations.ts';
import { requireMoreThanOneByte, requireNoStrayLog } from './stray-log.ts';

export type Durability = 'normal' | 'full';

export interface DatabaseOptions {
  readonly durability: Durability;
  readonly isReadOnly: boolean;
  /** Never makes a database: E_NOT_FOUND where there is none, E_CORRUPT where it is empty. */
  readonly isRequired?: boolean;
}

/** SQLite before this version can lose commits in a checkpoint race. */
const SQLITE_VERSION_MIN = [3, 51, 3] as const;

/** Chosen by size and write volume: 4096 wastes a third of a page on chunks, 16384 doubles what each commit writes. */
const PAGE_SIZE_BYTES = 8192;

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
      if (attempt === OPENINGS_MAX || !isPassing(error)) throw error;
    }
  }
  throw new StoreError(
    'E_LOCKED',
    `The database ${file} is being replaced again and again. Try again later.`,
    {
      data: { file },
    },
  );
}

const OPENINGS_MAX = 5;

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
      timeout: SETUP_TIMEOUT_MS,
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

/**
 * Only setting up waits inside SQLite; the store's own waiting starts with its first operation. It is short unless
 * another process migrates, which may index every session.
 */
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
  if (!options.isReadOnly) setPragma(database, 'journal_mode', 'WAL', file === MEMORY ? 'memory' : 'wal');
  setPragma(database, 'synchronous', options.durability.toUpperCase(), options.durability === 'full' ? 2 : 1);
  setPragma(database, 'foreign_keys', 'ON', 1);
  setPragma(database, 'cache_size', '-8000', -8000);
  setPragma(database, 'temp_store', 'MEMORY', 2);
  setPragma(database, 'recursive_triggers', 'ON', 1);
  if (!options.isReadOnly && version < SCHEMA_VERSION) migrateSchema(database, file);
  setPragma(database, 'busy_timeout', '0', 0);
}

function setPragma(
  database: Database.Database,
  name: string,
  value: string,
  expected: string | number,
): void {
  database.pragma(`${name} = ${value}`);
  const found = database.pragma(name, { simple: true });
  if (found === expected) return;
  throw new StoreError(
    'E_SQLITE_UNFIT',
    `The database setting ${name} stayed ${String(found)} where ${String(expected)} is needed (a network disk?). Nothing was changed.`,
    { data: { name, found: String(found) } },
  );
}

function prepareFolder(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw cannotCreate(file, error);
  }
  requireLocalDisk(file);
}

function prepareFile(file: string): void {
  prepareFolder(file);
  try {
    // SQLite would create it with the process's umask; its -wal and -shm files take the permissions of the database.
    if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    // Another process may have created it meanwhile.
    if (!existsSync(file)) throw cannotCreate(file, error);
  }
}

function cannotCreate(file: string, cause: unknown): StoreError {
  const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  const code = reason === 'EROFS' || reason === 'EACCES' || reason === 'EPERM' ? 'E_READ_ONLY' : 'E_IO';
  return new StoreError(
    reason === 'ENOSPC' ? 'E_NO_SPACE' : code,
    `The database ${file} cannot be created (${reason}). Nothing was changed. Check that its folder exists and may be written.`,
    { data: { file, reason }, cause },
  );
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

function requireFitSqlite(database: Database.Database): void {
  const version = versionOf(database);
  const parts = version.split('.').map(Number);
  const isOld = SQLITE_VERSION_MIN.some(
    (minimum, index) =>
      (parts[index] ?? 0) < minimum &&
      SQLITE_VERSION_MIN.slice(0, index).every((earlier, at) => (parts[at] ?? 0) === earlier),
  );
  const hasFts = database.prepare("SELECT sqlite_compileoption_used('ENABLE_FTS5')").pluck().get() === 1;
  if (!isOld && hasFts) return;
  throw new StoreError(
    'E_SQLITE_UNFIT',
    `SQLite ${version} ${isOld ? 'can lose commits (fixed in 3.51.3)' : 'lacks full-text search'}. Nothing was opened. Reinstall the dependencies.`,
    { data: { version } },
  );
}
