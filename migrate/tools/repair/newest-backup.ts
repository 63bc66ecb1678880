// The newest backup that is sound, by the time at which it was made.

import { statSync } from 'node:fs';
import { StoreError } from '../../../contract/errors.ts';
import type { SqliteStore } from '../../../impl-sqlite/index.ts';
import { attempt } from '../../attempt.ts';
import { type DatabaseFile, databaseFiles } from '../database-files.ts';
import { diagnose, type ReadDatabase } from './diagnosis.ts';
import type { BadSource } from './rebuild-sources.ts';

export interface OpenBackup {
  readonly store: SqliteStore;
  readonly place: string;
  readonly asOf: string;
}

/** Gives the work the newest backup that passes its check; undefined when none does. */
export async function withNewestBackup(
  { home, readDatabase, bad }: { home: string; readDatabase: ReadDatabase; bad: BadSource[] },
  work: (backup: OpenBackup | undefined) => Promise<void>,
): Promise<void> {
  const backups = databaseFiles(home)
    .filter(({ role }) => role === 'backup')
    .map((backup) => ({ ...backup, asOf: timeOfBackup(backup.path) }))
    .toSorted((one, other) => other.asOf.localeCompare(one.asOf));
  for (const backup of backups) {
    const problem = await problemOf(readDatabase, backup);
    if (problem === undefined) {
      const { path, file: place, asOf } = backup;
      await readDatabase(path, (store) => work({ store, place, asOf }));
      return;
    }
    bad.push({ place: backup.file, problem });
  }
  await work(undefined);
}

/** Why it cannot be used; undefined when it can. */
async function problemOf(readDatabase: ReadDatabase, { path }: DatabaseFile): Promise<string | undefined> {
  try {
    const { isSound, problems } = await diagnose(readDatabase, path);
    return isSound ? undefined : (problems[0] ?? 'it is damaged');
  } catch (error) {
    if (error instanceof StoreError) return error.message;
    throw error;
  }
}

/** `sessions-20261123-120000.db`, `before-import-20261123-120000123.db`: the time in UTC. */
const TIME_IN_NAME = /-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)\d*(?:-\d+)?\.db$/;
/** Names tell the second; a file that was changed this shortly after it tells the time better. */
const SAME_TIME_MS = 2_000;

/** ISO 8601. The time of the file alone may be that of a copy. */
export function timeOfBackup(path: string): string {
  const modified = attempt('look at', path, () => statSync(path)).mtime.getTime();
  const match = TIME_IN_NAME.exec(path);
  if (match === null) return new Date(modified).toISOString();
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const named = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  const isNear = modified >= named && modified < named + SAME_TIME_MS;
  return new Date(isNear ? modified : named).toISOString();
}
