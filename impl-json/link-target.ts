// Where a session file really stands, for programs that replace it: a rename onto a symbolic link would replace the link.
// A link into a directory that is not there (a drive that is not mounted) is neither an absent file nor a place to write:
// its sessions are elsewhere.

import { readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { systemCode } from '../files/system-error.ts';

/** As many as Linux follows. */
const LINKS_MAX = 40;

/** The file behind a symbolic link; where none is there see {@link absentTargetOf}. Throws the system's error, too. */
export function targetOf(file: string): string {
  try {
    return realpathSync.native(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return absentTargetOf(file);
    throw error;
  }
}

/**
 * Where a file that does not exist would be made: behind a link to nothing, else the path itself. E_IO where a link, of the
 * file or of a directory above it, leads into a directory that is not there.
 */
export function absentTargetOf(file: string): string {
  let path = file;
  for (let links = 0; links < LINKS_MAX; links++) {
    const link = linkAt(path);
    if (link === undefined) {
      requireNoLostDirectory(file, path, links > 0);
      return path;
    }
    path = resolve(realpathSync.native(dirname(path)), link);
  }
  return file;
}

/** Without a link on the way the directories are merely not made yet. */
function requireNoLostDirectory(file: string, path: string, isBehindLink: boolean): void {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    if (statSync(directory, { throwIfNoEntry: false }) !== undefined) return;
    if (isBehindLink || linkAt(directory) !== undefined) throw lostTarget(file, path, directory);
    if (dirname(directory) === directory) return;
  }
}

/** What a symbolic link says; undefined for anything else, and for nothing. */
function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    // EINVAL: no link; UNKNOWN: the same on Windows.
    if (['ENOENT', 'ENOTDIR', 'EINVAL', 'UNKNOWN'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

const lostTarget = (file: string, target: string, directory: string): StoreError =>
  new StoreError(
    'E_IO',
    `The session file ${file} leads through a symbolic link to ${target}, and ${directory} cannot be reached (is a drive not mounted?). Nothing was read or written. Make it reachable and run again; without the link the workspace would have no sessions.`,
    { data: { file, target } },
  );
