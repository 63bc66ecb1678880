// The files of the app that hold a workspace: its session file, whatever lies beside it under its name, and, where one of
// them is a link, what it leads to.

import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StoreError } from '../../../contract/errors.ts';
import { attempt, namesIn, unlessAbsent } from '../../../files/attempt.ts';
import { readRegularFile } from '../../../files/regular-file.ts';
import { systemCode } from '../../../files/system-error.ts';
import { decodeSessions } from '../../../impl-json/index.ts';
import { legacyFileOf, legacyFiles } from '../../legacy-files.ts';
import type { NotErased } from './failures.ts';

export interface SessionFiles {
  /** To be removed in this order: relative to the home; the target of a link by its whole path, before the link. */
  readonly files: readonly string[];
  /** Left, with the reason. */
  readonly skipped: readonly NotErased[];
}

/** Links are followed, as the app does. E_IO. */
export function sessionFilesOf(home: string, workspaces: readonly string[]): SessionFiles {
  const files: string[] = [];
  const skipped: NotErased[] = [];
  const skip = (file: string, reason: string): void => void skipped.push({ file, reason });
  for (const file of namesOf(home, workspaces)) {
    const path = join(home, file);
    const own = attempt('look at', path, () => lstatSync(path));
    if (own.isDirectory()) {
      skip(file, DIRECTORY);
      continue;
    }
    if (own.isSymbolicLink()) {
      const target = targetOf(path);
      if (target !== undefined) {
        const reason = reasonToKeep(home, workspaces, target);
        if (reason === undefined) files.push(...unfinishedBeside(target.path), target.path);
        else skip(target.path, reason);
      }
    } else if (own.nlink > 1) skip(file, OTHER_NAMES);
    files.push(file);
  }
  return { files: [...new Set(files)], skipped };
}

const DIRECTORY = 'It is a directory, and none is looked into. Remove it yourself.';
const NO_SESSIONS =
  'A link under the name of a session file leads to it, and it cannot be read as one, so it was not touched. Look at it; if it holds sessions, remove it yourself.';
const OTHER_NAMES = 'It has other names (hard links), under which its content stays. Find them by its inode.';

/** The session file of each workspace, and what has its name as the first part of its own: locks, copies, unfinished writes. */
function namesOf(home: string, workspaces: readonly string[]): string[] {
  return workspaces.flatMap((workspace) => {
    const file = legacyFileOf(workspace);
    const [folder, name] = [file.slice(0, file.lastIndexOf('/')), file.slice(file.lastIndexOf('/') + 1)];
    return namesIn(join(home, folder))
      .filter((entry) => entry === name || entry.startsWith(`${name}.`) || entry.startsWith(`.${name}.`))
      .toSorted()
      .map((entry) => `${folder}/${entry}`);
  });
}

interface Target {
  readonly path: string;
  readonly stats: Stats;
}

/** Undefined for a link to nothing. */
const targetOf = (path: string): Target | undefined =>
  attempt('follow', path, () =>
    unlessAbsent(() => ({ path: realpathSync.native(path), stats: statSync(path) })),
  );

/** Where a link leads out of the app's directory, a write that was cut short is beside its target. */
const unfinishedBeside = (target: string): string[] =>
  attempt('list', dirname(target), () => readdirSync(dirname(target)))
    .filter((name) => name.startsWith(`${basename(target)}.`) && /\.[0-9a-f]{16}\.tmp$/.test(name))
    .map((name) => join(dirname(target), name));

function reasonToKeep(home: string, workspaces: readonly string[], target: Target): string | undefined {
  if (!target.stats.isFile()) return target.stats.isDirectory() ? DIRECTORY : 'It is no regular file.';
  if (!holdsSessions(target.path)) return NO_SESSIONS;
  const others = legacyFiles(home).files.filter(({ workspace }) => !workspaces.includes(workspace));
  const sharer = others.find(({ path }) => isAt(path, target.path));
  if (sharer !== undefined) return `It is the session file of another workspace as well (${sharer.file}).`;
  return target.stats.nlink > 1 ? OTHER_NAMES : undefined;
}

/** A link can lead anywhere: what the app could not read as sessions is not taken for a session file. */
function holdsSessions(path: string): boolean {
  try {
    const bytes = readRegularFile(path);
    // A blank file is no sessions to the app, and anybody's here.
    return decodeSessions(bytes).length > 0 || bytes.includes('[');
  } catch (error) {
    if (error instanceof StoreError || systemCode(error) !== undefined) return false;
    throw error;
  }
}

function isAt(path: string, target: string): boolean {
  try {
    return realpathSync.native(path) === target;
  } catch {
    return false;
  }
}
