// A database file without some workspaces: made beside it, checked, and put in its place in one step. For backups and
// other databases that nobody has open; the one in use is erased from where it is. A link stays: its target is replaced.

import { chmodSync, existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../../contract/errors.ts';
import { copyRegularFile } from '../../../files/regular-file.ts';
import { PRIVATE_MODE, removeQuietly, syncFile, unfinishedOf } from '../../../files/temporary-file.ts';
import { syncDirectory } from '../../../impl-json/session-directory.ts';
import { attempt } from '../../attempt.ts';

const SUFFIXES = ['', '-wal', '-shm', '-journal'];

/**
 * Throws what opening a database throws, E_CORRUPT when what is left is not sound, E_LOCKED when a program uses it,
 * E_NO_SPACE, E_IO. The file then holds what it held, with its write-ahead log, if it had one, merged in.
 */
export async function eraseFromFile(file: string, workspaces: readonly string[]): Promise<void> {
  const { openSqliteStore } = await import('../../../impl-sqlite/index.ts');
  const path = attempt('follow', file, () => realpathSync.native(file));
  const temporary = unfinishedOf(path);
  try {
    attempt('copy', path, () => {
      for (const suffix of ['', ...LOG_SUFFIXES]) {
        if (existsSync(path + suffix)) copyRegularFile(path + suffix, temporary + suffix);
      }
      chmodSync(temporary, PRIVATE_MODE);
    });
    const store = await openSqliteStore({ file: temporary });
    try {
      await store.eraseWorkspaces(workspaces);
      requireSound(path, (await store.check()).findings);
    } finally {
      await store.close();
    }
    // A log beside the old file would be replayed into the new one, whichever of the two went first.
    if (hasLog(path)) await (await openSqliteStore({ file: path })).close();
    if (hasLog(path)) throw inUse(path);
    attempt('replace', path, () => putInPlace(temporary, path));
  } finally {
    for (const suffix of SUFFIXES) removeQuietly(temporary + suffix);
  }
}

/** Hold changes that the database file itself lacks, or takes back. */
const LOG_SUFFIXES = ['-wal', '-journal'];

const hasLog = (path: string): boolean =>
  LOG_SUFFIXES.some((suffix) => (statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0) > 0);

const inUse = (path: string): StoreError =>
  new StoreError(
    'E_LOCKED',
    `The database ${path} is in use. It holds what it held. Close the programs that use it, then run the same command again.`,
    { data: { path } },
  );

function requireSound(path: string, findings: readonly { place: string; problem: string }[]): void {
  const [first] = findings;
  if (first === undefined) return;
  throw new StoreError(
    'E_CORRUPT',
    `The database ${path} is damaged (${first.place}: ${first.problem}), so it was left as it was and still holds what it held.`,
    { data: { path } },
  );
}

function putInPlace(temporary: string, path: string): void {
  syncFile(temporary);
  // Empty by now, but for the index of a log.
  for (const suffix of SUFFIXES.slice(1)) rmSync(path + suffix, { force: true });
  renameSync(temporary, path);
  syncDirectory(dirname(path));
}
