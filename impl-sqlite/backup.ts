// Backups: a consistent copy of a database in use, verified before it counts, and the way back from one. Nothing is
// overwritten: a backup never replaces a file, and a restore keeps the database that it replaces.

import { chmodSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { atOnce, stepByStep } from '../contract/breathe.ts';
import { type ErrorCode, StoreError } from '../contract/errors.ts';
import { makeDirectoryOf, syncDirectory } from '../files/directory.ts';
import { publishNew, publishOver } from '../files/publish.ts';
import { copyRegularFile } from '../files/regular-file.ts';
import { systemCode } from '../files/system-error.ts';
import { removeQuietly, syncFile, unfinishedOf, withNewFile } from '../files/temporary-file.ts';
import { type CheckReport, checking } from './check.ts';
import { Connection } from './connection.ts';
import { FILE_SUFFIXES, logsOf, requireNoStrayLog, requireRegularFiles } from './database-files.ts';
import { type DatabaseState, isSameState, stateOfFiles } from './database-state.ts';
import { isBusy, isDamage, translated } from './driver-errors.ts';
import { SCHEMA_VERSION } from './migrations/list.ts';
import { migrateSchema, schemaVersion } from './schema-migrations.ts';
import { WorkspaceTable } from './workspace-table.ts';

/**
 * Copies the database, as it is at one moment, to a file that does not exist yet; other processes go on writing.
 * The copy is checked whole and synced before it gets its name. E_REFUSED, E_CORRUPT, E_NO_SPACE, E_IO.
 */
export async function backupDatabase(source: Connection, target: string): Promise<CheckReport> {
  if (existsSync(target)) throw nameTaken(target);
  const temporary = unfinishedOf(target);
  try {
    makeDirectoryOf(target);
    // Made here with its permissions: SQLite would go by the process's umask.
    withNewFile(temporary, () => {});
    await copyAsItIs(source, temporary);
    const report = await stepByStep(checkingCopy(temporary, source.file));
    publish(temporary, target);
    return report;
  } catch (error) {
    removeDatabase(temporary);
    throw ofCopying(error, source.file, target);
  }
}

/**
 * The database as it is now. SQLite begins a copy anew when another connection commits between two of its steps, and beside
 * writers that never stop it never ended; while one state of the database is held for reading it does not.
 */
async function copyAsItIs(source: Connection, file: string): Promise<void> {
  source.startReading();
  try {
    // The state is that of the first read.
    source.database.pragma('schema_version');
    await source.database.backup(file);
  } finally {
    source.told(() => source.endTransaction('rollback'));
  }
}

/** What the copied bytes are is the fault of the file that they come from; all else, of the place that they go to. */
function ofCopying(error: unknown, origin: string, target: string): unknown {
  const ofOrigin = translated(error, origin);
  const isOfBytes = ofOrigin instanceof StoreError && OF_BYTES.includes(ofOrigin.code);
  return isOfBytes ? ofOrigin : translated(error, target);
}

/** E_INTERNAL: what a backup of an earlier schema does not let the present one be made of. */
const OF_BYTES: readonly ErrorCode[] = ['E_CORRUPT', 'E_NOT_A_DATABASE', 'E_INTERNAL'];

/**
 * Makes a copy self-contained (no write-ahead log beside it) and checks all of it; errors name `origin`. E_CORRUPT.
 * `isToMigrate`: an earlier version may have made it; the copy gets the present schema.
 */
function* checkingCopy(copy: string, origin: string, isToMigrate = false): Generator<unknown, CheckReport> {
  const database = new Database(copy);
  try {
    database.pragma('journal_mode = DELETE');
    const version = schemaVersion(database, origin);
    if (version === 0) throw holdsNothing(origin);
    if (version !== SCHEMA_VERSION) {
      if (!isToMigrate) throw isOlder(origin, version);
      migrateSchema(database, origin);
    }
    const report = yield* checking(new Connection(database, origin));
    const [first] = report.findings;
    if (first === undefined) return report;
    throw new StoreError(
      'E_CORRUPT',
      `The database ${origin} is damaged: ${report.findings.length} findings, the first at ${first.place}: ${first.problem}. It was not used, and nothing was changed.`,
    );
  } finally {
    database.close();
  }
}

const holdsNothing = (file: string): StoreError =>
  new StoreError(
    'E_NOT_A_DATABASE',
    `The file ${file} holds no database of sessions. It was left as it is, and nothing was changed. Name another file.`,
  );

const isOlder = (file: string, version: number): StoreError =>
  new StoreError(
    'E_REFUSED',
    `The database ${file} has the older schema version ${version}. Nothing was changed. Open a copy of it once with this version, then name that copy.`,
  );

function publish(temporary: string, target: string): void {
  syncFile(temporary);
  try {
    publishNew(temporary, target);
  } catch (error) {
    throw systemCode(error) === 'EEXIST' ? nameTaken(target) : error;
  }
}

const nameTaken = (target: string): StoreError =>
  new StoreError(
    'E_REFUSED',
    `The backup ${target} exists already and was left as it is. Name another file.`,
  );

export interface RestoreReport extends CheckReport {
  /** Where the database that was replaced is kept; null when there was none. */
  readonly keptAs: string | null;
}

/**
 * Puts a checked copy of a backup in the place of a database that no process uses; one of an earlier schema is brought
 * up to date on the way. `asRead`: what was known of the target when the backup was made from it.
 * E_NOT_FOUND, E_REFUSED, E_CORRUPT, E_LOCKED, E_CHANGED when the target is no longer as it was read; before the last
 * step the old database stands as it was.
 */
export function restoreDatabase(backup: string, target: string, asRead?: DatabaseState): RestoreReport {
  if (!existsSync(backup))
    throw new StoreError('E_NOT_FOUND', `There is no backup ${backup}. Nothing was changed.`);
  requireRegularFiles(backup);
  requireRegularFiles(target);
  requireNoLog(backup);
  requireNoStrayLog(target);
  const temporary = unfinishedOf(target);
  try {
    makeDirectoryOf(target);
    copyRegularFile(backup, temporary);
    chmodSync(temporary, 0o600);
    const report = atOnce(checkingCopy(temporary, backup, true));
    syncFile(temporary);
    // Before the guard, which merges the log in.
    const files = stateOfFiles(target);
    const guard = existsSync(target) ? soleUse(target) : null;
    try {
      const isAsRead = asRead === undefined || isSameState(asRead, { files, versions: versionsIn(guard) });
      if (!isAsRead) throw hasChanged(target);
      const keptAs = existsSync(target) ? setAside(target) : null;
      // Windows does not replace an open file; there the replacement itself fails while another program has it open.
      if (process.platform === 'win32') guard?.close();
      publishOver(temporary, target);
      return { ...report, keptAs };
    } finally {
      guard?.close();
    }
  } catch (error) {
    removeDatabase(temporary);
    if (isBusy(error)) throw inUse(target, error);
    throw ofCopying(error, backup, target);
  }
}

/** E_REFUSED for a backup that lacks what is in a log beside it. */
export function requireNoLog(backup: string): void {
  const [log] = logsOf(backup);
  if (log !== undefined) throw hasLog(backup, log);
}

const hasLog = (file: string, log: string): StoreError =>
  new StoreError(
    'E_REFUSED',
    `The file ${file} has a log (${log}): a program uses it or was killed using it, and without its log the file is not what was last committed. Nothing was changed. Open it and close it once, or name a backup.`,
  );

/** Undefined when they cannot be read, or when nothing could be locked. */
function versionsIn(guard: Database.Database | null): DatabaseState['versions'] {
  if (guard === null) return undefined;
  try {
    return new WorkspaceTable(new Connection(guard, guard.name)).versions();
  } catch {
    // Damaged, or of an earlier schema: the state of the files decides.
    return undefined;
  }
}

const hasChanged = (target: string): StoreError =>
  new StoreError(
    'E_CHANGED',
    `A program has written to the database ${target} after it was read. Nothing was changed. Close that program, then try again.`,
    { data: { file: target } },
  );

/**
 * Moves a database that nothing can be read from out of the way, with its log, or a log that stands alone; answers under
 * which name, null when there is neither. Throws the system's error, wrapped.
 */
export function moveDatabaseAside(target: string): string | null {
  if (!existsSync(target) && logsOf(target).length === 0) return null;
  try {
    const keptAs = setAside(target);
    rmSync(target, { force: true });
    syncDirectory(dirname(target));
    return keptAs;
  } catch (error) {
    throw translated(error, target);
  }
}

/** Keeps a database under another name as well, with its log merged in or, when it is beyond reading, beside it. */
function setAside(target: string): string {
  const keptAs = freeName(`${target}.replaced-${stamp(new Date())}`, '');
  if (existsSync(target)) linkSync(target, keptAs);
  // A log left under the old name would be replayed into the restored database.
  for (const suffix of FILE_SUFFIXES.slice(1)) {
    if (existsSync(target + suffix)) renameSync(target + suffix, keptAs + suffix);
  }
  return keptAs;
}

/**
 * The database locked against every reader and writer, its log merged in; null when it is too damaged to be locked.
 * Who waits for the lock meanwhile finds another file under the name afterwards and opens that (open-database.ts).
 * Throws the driver's errors: busy when a program uses it, others when it cannot be reached.
 */
function soleUse(target: string): Database.Database | null {
  const database = new Database(target, { timeout: 1_000 });
  try {
    database.pragma('journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    // A damaged database is a reason to restore, not to stop.
    if (isDamage(error)) return null;
    throw error;
  }
}

const inUse = (target: string, cause: unknown): StoreError =>
  new StoreError(
    'E_LOCKED',
    `The database ${target} is in use. Nothing was changed. Close the programs that use it, then try again.`,
    { cause },
  );

/** What is left of an attempt. The error that ended it is the one to report. */
function removeDatabase(file: string): void {
  for (const suffix of FILE_SUFFIXES) removeQuietly(file + suffix);
}

/** UTC, as in `20251112-140000`. */
export const stamp = (date: Date): string =>
  date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');

const NAMES_MAX = 1_000;

/** With a number before the ending where the name is taken, by a log alone as well. */
export function freeName(name: string, ending: string): string {
  for (let number = 1; number < NAMES_MAX; number++) {
    const candidate = `${name}${number === 1 ? '' : `-${number}`}${ending}`;
    if (!existsSync(candidate) && logsOf(candidate).length === 0) return candidate;
  }
  throw new StoreError(
    'E_REFUSED',
    `There are ${NAMES_MAX} files named like ${name} already. Nothing was changed.`,
  );
}
