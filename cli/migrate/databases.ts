// The database of a home, opened for as long as a verb needs it: to read from a copy of it, or to write.

import { StoreError } from '../../contract/errors.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import type { PhaseState } from '../../migrate/live/phase-file.ts';
import { databaseOf, isPresent, requireHome, sizeOf } from './places.ts';
import { aboutOriginal, type Snapshot, snapshotOf, writableSnapshotOf } from './snapshot.ts';

type Work<T> = (store: SqliteStore) => Promise<T>;

/**
 * Gives the database that is there to the work, to read only; leaves no trace. E_NOT_FOUND without one or when its
 * making was cut short, E_REFUSED when an earlier version made it: the last two with `schemaVersion` in their data.
 * E_REFUSED as well for a log that stands alone.
 */
export async function readingDatabase<T>(home: string, work: Work<T>): Promise<T> {
  requireHome(home);
  const file = databaseOf(home);
  await requireNoStrayLogOf(home);
  await requireDatabaseWhereItAnswers(home);
  if (!isPresent(file)) {
    throw new StoreError('E_NOT_FOUND', `There is no database ${file}. "ait42-migrate migrate" makes it.`);
  }
  return readingFile(file, work);
}

/**
 * E_NOT_FOUND for a missing or empty database in a phase in which it answers. Making one there would hide what is lost
 * behind a database that looks sound.
 */
async function requireDatabaseWhereItAnswers(home: string): Promise<void> {
  const file = databaseOf(home);
  if (sizeOf(file) > 0) return;
  const { readablePhase } = await import('../../migrate/live/phase-file.ts');
  const { isDatabasePhase } = await import('../../migrate/live/phase.ts');
  const phase = readablePhase(home);
  if (phase === undefined || !isDatabasePhase(phase)) return;
  throw new StoreError(
    'E_NOT_FOUND',
    `The database ${file} is ${isPresent(file) ? 'empty' : 'missing'}, though the phase is ${phase} and it is to answer. Nothing was changed. Put it back, "ait42-migrate restore" a backup, or let "ait42-migrate repair" rebuild it from what there is.`,
    { data: { file, phase } },
  );
}

/** E_REFUSED for a log without its database: see impl-sqlite/database-files.ts. */
export async function requireNoStrayLogOf(home: string): Promise<void> {
  const { requireNoStrayLog } = await import('../../impl-sqlite/database-files.ts');
  requireNoStrayLog(databaseOf(home));
}

/**
 * As readingDatabase, for a database file at any place. Where a program was killed in the middle of a change, its journal
 * undoes that in a copy.
 */
export async function readingFile<T>(file: string, work: Work<T>): Promise<T> {
  try {
    return await usingSnapshot(snapshotOf(file), file, { isReadOnly: true }, work);
  } catch (error) {
    if (!isHalfChanged(error)) throw error;
    return usingCopy(file, work);
  }
}

const isHalfChanged = (error: unknown): boolean =>
  error instanceof StoreError && error.data.sqliteCode === 'SQLITE_READONLY_ROLLBACK';

/** As readingFile; a file of an earlier schema is given as a copy that was brought up to date. */
export async function readingFileUpToDate<T>(file: string, work: Work<T>): Promise<T> {
  try {
    return await readingFile(file, work);
  } catch (error) {
    // An empty file would become a sound database without anything in it.
    if (!needsWriting(error) || error.data.schemaVersion === 0) throw error;
    return usingCopy(file, work);
  }
}

/**
 * As readingDatabase; a database that only an opening for writing can finish, or bring up to date, is given as a copy to
 * which that was done. `isCurrent`: none of that was needed.
 */
export async function readingUpToDate<T>(
  home: string,
  work: Work<T>,
): Promise<{ readonly answer: T; readonly isCurrent: boolean }> {
  try {
    return { answer: await readingDatabase(home, work), isCurrent: true };
  } catch (error) {
    if (!needsWriting(error)) throw error;
    return { answer: await usingCopy(databaseOf(home), work), isCurrent: false };
  }
}

/** The refusals of readingDatabase that an opening for writing would not make. */
const needsWriting = (error: unknown): error is StoreError =>
  error instanceof StoreError && (error.code === 'E_READ_ONLY' || 'schemaVersion' in error.data);

const usingCopy = <T>(file: string, work: Work<T>): Promise<T> =>
  usingSnapshot(writableSnapshotOf(file), file, { isReadOnly: false }, work);

/**
 * Opens the database, made when absent unless it is to answer, and closes it after the work. E_CHANGED, by each write,
 * once the phase is not what it was `at` the start: what the user agreed to holds for that one.
 */
export async function writingDatabase<T>(home: string, work: Work<T>, at?: PhaseState): Promise<T> {
  await requireNoStrayLogOf(home);
  await requireDatabaseWhereItAnswers(home);
  const manner = { isReadOnly: false };
  if (at === undefined) return usingDatabase(databaseOf(home), manner, work);
  const { phaseGuard } = await import('../../migrate/live/phase-gate.ts');
  const beforeWrite = phaseGuard(home, at);
  // Also before the opening, which may change the schema.
  beforeWrite();
  return usingDatabase(databaseOf(home), { ...manner, beforeWrite }, work);
}

interface Manner {
  readonly isReadOnly: boolean;
  readonly beforeWrite?: () => void;
}

async function usingSnapshot<T>(snapshot: Snapshot, file: string, manner: Manner, work: Work<T>): Promise<T> {
  try {
    return await usingDatabase(snapshot.file, manner, work);
  } catch (error) {
    throw aboutOriginal(error, snapshot.file, file);
  } finally {
    snapshot.remove();
  }
}

async function usingDatabase<T>(file: string, manner: Manner, work: Work<T>): Promise<T> {
  const { openSqliteStore } = await import('../../impl-sqlite/index.ts');
  const store = await openSqliteStore({ file }, manner).catch((error) => {
    throw outdated(error, file);
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The refusal of a schema that only an opening for writing brings up to date, with the way out that a user has. */
function outdated(error: unknown, file: string): unknown {
  if (!(error instanceof StoreError) || error.code !== 'E_READ_ONLY') return error;
  const { version: schemaVersion } = error.data;
  if (schemaVersion === undefined) return error;
  const detail = { data: { schemaVersion }, cause: error };
  return schemaVersion === 0
    ? new StoreError(
        'E_NOT_FOUND',
        `The database ${file} is empty: its making was cut short. "ait42-migrate migrate" makes it.`,
        detail,
      )
    : new StoreError(
        'E_REFUSED',
        `The database ${file} has the earlier schema version ${schemaVersion}. Nothing was changed. "ait42-migrate migrate" brings it up to date.`,
        detail,
      );
}
