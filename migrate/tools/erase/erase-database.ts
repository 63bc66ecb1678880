// A database file without some workspaces: made beside it, checked, and put in its place in one step. For backups and
// other databases that nobody has open; the one in use is erased from where it is. A link stays: its target is replaced.

import { chmodSync, existsSync, realpathSync, rmSync } from 'node:fs';
import { StoreError } from '../../../contract/errors.ts';
import { attempt } from '../../../files/attempt.ts';
import { publishOver } from '../../../files/publish.ts';
import { copyRegularFile } from '../../../files/regular-file.ts';
import { PRIVATE_MODE, removeQuietly, syncFile, unfinishedOf } from '../../../files/temporary-file.ts';
import { FILE_SUFFIXES, LOG_SUFFIXES, logsOf } from '../../../impl-sqlite/database-files.ts';

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
    if (logsOf(path).length > 0) await (await openSqliteStore({ file: path })).close();
    if (logsOf(path).length > 0) throw inUse(path);
    attempt('replace', path, () => putInPlace(temporary, path));
  } finally {
    for (const suffix of FILE_SUFFIXES) removeQuietly(temporary + suffix);
  }
}

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
  for (const suffix of FILE_SUFFIXES.slice(1)) rmSync(path + suffix, { force: true });
  publishOver(temporary, path);
}
