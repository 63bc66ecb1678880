// The newest backup that is sound, by the time at which it was made; where the clock was ahead then, by what it holds.

import { statSync } from 'node:fs';
import { unlessRejected } from '../../../contract/unless-failed.ts';
import { attempt } from '../../../files/attempt.ts';
import type { ContentVersion, SqliteStore } from '../../../impl-sqlite/index.ts';
import type { ReadDatabase } from '../../with-database.ts';
import { type DatabaseFile, databaseFiles } from '../database-files.ts';
import { diagnose } from './diagnosis.ts';
import type { BadSource } from './rebuild-sources.ts';

export interface OpenBackup {
  readonly store: SqliteStore;
  readonly place: string;
  readonly asOf: string;
}

interface SoundBackup extends DatabaseFile {
  readonly asOf: string;
  readonly versions: readonly ContentVersion[];
}

/** Gives the work the newest backup that passes its check; undefined when none does. */
export async function withNewestBackup(
  { home, readDatabase, bad }: { home: string; readDatabase: ReadDatabase; bad: BadSource[] },
  work: (backup: OpenBackup | undefined) => Promise<void>,
): Promise<void> {
  const now = new Date().toISOString();
  const backups = databaseFiles(home)
    .filter(({ role }) => role === 'backup')
    .map((backup) => ({ ...backup, asOf: timeOfBackup(backup.path) }))
    .toSorted((one, other) => other.asOf.localeCompare(one.asOf));
  const read = { readDatabase, bad };
  const believed = await firstSound(
    backups.filter(({ asOf }) => asOf <= now),
    read,
  );
  // The clock was ahead when they were made: their time says nothing, but what they hold does.
  const ahead = backups.filter(({ asOf }) => asOf > now).map((backup) => ({ ...backup, asOf: now }));
  let newest = believed;
  for (const backup of ahead) {
    const sound = await firstSound([backup], read);
    if (sound !== undefined && (newest === undefined || hasMoreChanges(sound, newest))) newest = sound;
  }
  if (newest === undefined) return work(undefined);
  const { path, file: place, asOf } = newest;
  await readDatabase(path, (store) => work({ store, place, asOf }));
}

async function firstSound(
  backups: readonly (DatabaseFile & { readonly asOf: string })[],
  { readDatabase, bad }: { readonly readDatabase: ReadDatabase; readonly bad: BadSource[] },
): Promise<SoundBackup | undefined> {
  for (const backup of backups) {
    const problem = await problemOf(readDatabase, backup);
    if (problem === undefined) {
      const versions = await readDatabase(backup.path, (store) => store.contentVersions());
      return { ...backup, versions };
    }
    bad.push({ place: backup.file, problem });
  }
  return undefined;
}

/** Of the workspaces that both know: the database counts every change. False where they share none. */
function hasMoreChanges(left: SoundBackup, right: SoundBackup): boolean {
  const births = new Map(right.versions.map((version) => [version.birth, version]));
  const ahead = left.versions.reduce((sum, { birth, revision }) => {
    const other = births.get(birth);
    return other === undefined ? sum : sum + revision - other.revision;
  }, 0);
  return ahead > 0;
}

/** Why it cannot be used; undefined when it can. */
const problemOf = (readDatabase: ReadDatabase, { path }: DatabaseFile): Promise<string | undefined> =>
  unlessRejected(
    async () => {
      const { isSound, problems } = await diagnose(readDatabase, path);
      return isSound ? undefined : (problems[0] ?? 'it is damaged');
    },
    ({ message }) => message,
  );

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
