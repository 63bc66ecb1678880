// Where things are below a home, and the database there, opened for as long as a verb needs it.

import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { StoreError } from '../../contract/errors.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import { aboutOriginal, snapshotOf } from './snapshot.ts';

export interface HomeFlag {
  readonly home: string;
}

export const withHome = (command: Command): Command =>
  command.option(
    '--home <dir>',
    'the directory that holds .ait42 (default: $AIT42_HOME, else your home directory)',
    (text: string) => resolve(text),
    resolve(process.env.AIT42_HOME || homedir()),
  );

export const databaseOf = (home: string): string => join(home, '.ait42', 'sessions.db');

/** Original bytes of imported files. */
export const archiveOf = (home: string): string => join(home, '.ait42', 'archive');

export const backupsOf = (home: string): string => join(home, '.ait42', 'backups');

/** Throws E_NOT_FOUND when there is no such directory. */
export function requireHome(home: string): void {
  const stats = statSync(home, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return;
  const problem = stats === undefined ? 'does not exist' : 'is not a directory';
  throw new StoreError('E_NOT_FOUND', `The home ${home} ${problem}. Nothing was done.`);
}

/** Gives the database that is there to the work, to read only; leaves no trace. Throws E_NOT_FOUND without one. */
export async function readingDatabase<T>(home: string, work: (store: SqliteStore) => Promise<T>): Promise<T> {
  requireHome(home);
  if (!existsSync(databaseOf(home))) {
    throw new StoreError(
      'E_NOT_FOUND',
      `There is no database ${databaseOf(home)}. "ait42-migrate migrate" makes it.`,
    );
  }
  const file = databaseOf(home);
  const snapshot = snapshotOf(file);
  try {
    return await usingDatabase(snapshot.file, true, work);
  } catch (error) {
    throw aboutOriginal(error, snapshot.file, file);
  } finally {
    snapshot.remove();
  }
}

/** Opens the database, made when absent, and closes it after the work. */
export const writingDatabase = <T>(home: string, work: (store: SqliteStore) => Promise<T>): Promise<T> =>
  usingDatabase(databaseOf(home), false, work);

async function usingDatabase<T>(
  file: string,
  isReadOnly: boolean,
  work: (store: SqliteStore) => Promise<T>,
): Promise<T> {
  const { openSqliteStore } = await import('../../impl-sqlite/index.ts');
  const store = await openSqliteStore({ file }, { isReadOnly });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
