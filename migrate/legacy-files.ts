// Which files of a home directory hold sessions: `.ait42/sessions/<16 hex digits>.json` and the early version's
// `.ait42/sessions.json`. Everything else in the sessions directory is foreign: named, never opened by an import. So is what
// has such a name and is no file, as a directory or a pipe: the app cannot have kept sessions there.

import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { attempt, unlessAbsent } from '../files/attempt.ts';
import { hashInName, mayBeFile } from '../impl-json/kept-workspaces.ts';
import { GLOBAL_WORKSPACE } from '../impl-json/session-file.ts';

export { GLOBAL_WORKSPACE };
export const GLOBAL_FILE = '.ait42/sessions.json';
export const SESSIONS_DIRECTORY = '.ait42/sessions';
/** More than any real home holds by far; beyond, the directory is not what it is taken for. */
const FILES_MAX = 100_000;

export interface LegacyFileName {
  /** Relative to the home, with forward slashes: what reports name. */
  readonly file: string;
  /** The hash in the name, or GLOBAL_WORKSPACE. */
  readonly workspace: string;
}

export interface LegacyFile extends LegacyFileName {
  readonly path: string;
}

export interface LegacyFiles {
  /** Sorted by name, the global file last. */
  readonly files: readonly LegacyFile[];
  /** Relative to the home; a directory ends with a slash. */
  readonly foreign: readonly string[];
}

/**
 * Lists a home; a home where the app never kept sessions has no files. With `workspaces`, only the session files of
 * those. Throws E_NOT_FOUND when `home` does not exist, E_IO when it is no directory or cannot be listed.
 */
export function legacyFiles(home: string, workspaces?: readonly string[]): LegacyFiles {
  const listed = listedFiles(home);
  if (workspaces === undefined) return listed;
  return { ...listed, files: listed.files.filter(({ workspace }) => workspaces.includes(workspace)) };
}

function listedFiles(home: string): LegacyFiles {
  requireDirectory(home);
  const entries = sessionEntries(join(home, SESSIONS_DIRECTORY));
  const files: LegacyFile[] = [];
  const foreign: string[] = [];
  for (const entry of entries) {
    const file = `${SESSIONS_DIRECTORY}/${entry.name}`;
    const path = join(home, file);
    const workspace = hashInName(entry.name);
    if (workspace !== undefined && mayBeFile(entry, path)) files.push({ file, path, workspace });
    else foreign.push(nameOf(file, entry));
  }
  const path = join(home, GLOBAL_FILE);
  const entry = attempt('look for', path, () => lstatSync(path, { throwIfNoEntry: false }));
  if (entry !== undefined && mayBeFile(entry, path))
    files.push({ file: GLOBAL_FILE, path, workspace: GLOBAL_WORKSPACE });
  else if (entry !== undefined) foreign.push(nameOf(GLOBAL_FILE, entry));
  return { files, foreign };
}

const nameOf = (file: string, entry: Pick<Stats, 'isDirectory'>): string =>
  entry.isDirectory() ? `${file}/` : file;

/** Of what lock files and unfinished writes are called, ours and the app's. */
const WORKING_NAME = /\.lock(?:\.[0-9a-f]+)?$|\.tmp$/;

/**
 * Foreign files whose name begins with a session file's, and the workspace that they may be of: what a sync service leaves
 * where two machines wrote (`HASH (conflicted copy).json`, `HASH-MACHINE.json`), or somebody as a backup by hand.
 */
export function copiesAmong(foreign: readonly string[]): LegacyFileName[] {
  return foreign.flatMap((file) => {
    const workspace = COPY_NAME.exec(file)?.[1];
    return workspace === undefined || WORKING_NAME.test(file) ? [] : [{ file, workspace }];
  });
}

const COPY_NAME = new RegExp(`^${SESSIONS_DIRECTORY}/([0-9a-f]{16})(?![0-9a-f]).*[^/]$`);

/** The file, relative to a home, in which the app would keep a workspace. Throws E_CORRUPT for a key that is none. */
export function legacyFileOf(workspace: string): string {
  if (workspace === GLOBAL_WORKSPACE) return GLOBAL_FILE;
  const file = `${workspace}.json`;
  if (hashInName(file) === undefined) {
    throw new StoreError('E_CORRUPT', `The store names a workspace "${workspace}", which is no file hash.`);
  }
  return `${SESSIONS_DIRECTORY}/${file}`;
}

function requireDirectory(home: string): void {
  const stats = attempt('read the home directory', home, () => statSync(home, { throwIfNoEntry: false }));
  if (stats === undefined) {
    throw new StoreError('E_NOT_FOUND', `The home directory ${home} does not exist.`, { data: { home } });
  }
  if (!stats.isDirectory()) {
    throw new StoreError('E_IO', `${home} is a file; name the directory that holds .ait42.`, {
      data: { home },
    });
  }
}

function sessionEntries(directory: string): Dirent[] {
  const entries = attempt(
    'list',
    directory,
    () => unlessAbsent(() => readdirSync(directory, { withFileTypes: true })) ?? [],
  );
  if (entries.length > FILES_MAX) {
    throw new StoreError('E_REFUSED', `${directory} holds more than ${FILES_MAX} entries; nothing was read.`);
  }
  return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
}
