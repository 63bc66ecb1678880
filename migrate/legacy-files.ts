// Which files of a home directory hold sessions: `.ait42/sessions/<16 hex digits>.json` and the early version's
// `.ait42/sessions.json`. Everything else in the sessions directory is foreign: named, never opened.

import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { attempt, unlessAbsent } from './attempt.ts';

/** Key of the file that an early version kept for all workspaces together. */
export const GLOBAL_WORKSPACE = 'global';
export const GLOBAL_FILE = '.ait42/sessions.json';
export const SESSIONS_DIRECTORY = '.ait42/sessions';
/** More than any real home holds by far; beyond, the directory is not what it is taken for. */
const FILES_MAX = 100_000;

const SESSION_FILE_NAME = /^([0-9a-f]{16})\.json$/;

export interface LegacyFile {
  /** Relative to the home, with forward slashes: what reports name. */
  readonly file: string;
  readonly path: string;
  /** The hash in the name, or GLOBAL_WORKSPACE. */
  readonly workspace: string;
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
    const workspace = SESSION_FILE_NAME.exec(entry.name)?.[1];
    if (workspace === undefined) foreign.push(entry.isDirectory() ? `${file}/` : file);
    else files.push({ file, path: join(home, file), workspace });
  }
  if (isPresent(join(home, GLOBAL_FILE))) {
    files.push({ file: GLOBAL_FILE, path: join(home, GLOBAL_FILE), workspace: GLOBAL_WORKSPACE });
  }
  return { files, foreign };
}

/** The file, relative to a home, in which the app would keep a workspace. Throws E_CORRUPT for a key that is none. */
export function legacyFileOf(workspace: string): string {
  if (workspace === GLOBAL_WORKSPACE) return GLOBAL_FILE;
  const file = `${workspace}.json`;
  if (!SESSION_FILE_NAME.test(file)) {
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

/** Also for a link to nothing: something stands under the name, so it is accounted for. */
const isPresent = (path: string): boolean =>
  attempt('look for', path, () => lstatSync(path, { throwIfNoEntry: false })) !== undefined;
