// What killed processes left half made below a home: copies of databases and files on their way to their names. Nothing
// ever reads them again, and each may hold sessions that are gone everywhere else.

import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { unlessFailed } from '../../../contract/unless-failed.ts';
import { attempt, namesIn, unlessAbsent } from '../../../files/attempt.ts';
import { isRunning, processInName } from '../../../files/temporary-file.ts';
import { databaseFiles, type Unread } from '../database-files.ts';

/** Relative to `.ait42`. The app's own directory is not among them. */
const FOLDERS = ['', 'backups', 'archive', 'archive/originals', 'migration', 'migration/certificates'];

export interface Leftover {
  /** Relative to the home, or a whole path. */
  readonly file: string;
  /** The process whose id is in the name; another one may have it by now. */
  readonly pid: number;
  /** False as long as any process has this id. */
  readonly isLeft: boolean;
}

/**
 * A folder that cannot be listed goes to `onUnread`. This process must not be writing any itself: what has its id is of an
 * earlier one.
 */
export function leftovers(home: string, onUnread: Unread): Leftover[] {
  const belowHome = FOLDERS.flatMap((folder) => {
    const below = folder === '' ? '.ait42' : `.ait42/${folder}`;
    const names = readOr([], below, onUnread, () => namesIn(join(home, below)));
    return names.map((name) => `${below}/${name}`);
  });
  return [...new Set([...belowHome, ...besideTargets(home, onUnread)])].flatMap((file): Leftover[] => {
    const pid = processInName(basename(file));
    return pid === undefined ? [] : [{ file, pid, isLeft: pid === process.pid || !isRunning(pid) }];
  });
}

/** Where a database is a link, an erasure makes the new one beside what it leads to. Whole paths. */
function besideTargets(home: string, onUnread: Unread): string[] {
  return databaseFiles(home, onUnread).flatMap(({ file, path }) =>
    readOr([], file, onUnread, () => besideTarget(path)),
  );
}

function besideTarget(path: string): string[] {
  const target = attempt('follow', path, () => unlessAbsent(() => realpathSync.native(path)));
  if (target === undefined || !lstatSync(path).isSymbolicLink()) return [];
  return namesIn(dirname(target))
    .filter((name) => name.startsWith(`${basename(target)}.unfinished-`))
    .map((name) => join(dirname(target), name));
}

const readOr = <T>(otherwise: T, file: string, onUnread: Unread, work: () => T): T =>
  unlessFailed(work, (error) => {
    onUnread(file, error);
    return otherwise;
  });
