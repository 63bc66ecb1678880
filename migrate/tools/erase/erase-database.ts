// A database file without some workspaces: made beside it, checked, and put in its place in one step. For backups and
// other databases that nobody has open; the one in use is erased from where it is.

import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../../contract/errors.ts';
import { FILE_MODE, syncDirectory } from '../../../impl-json/session-directory.ts';
import { attempt } from '../../attempt.ts';

const SUFFIXES = ['', '-wal', '-shm', '-journal'];

/**
 * Throws what opening a database throws, E_CORRUPT when what is left is not sound, E_NO_SPACE, E_IO. The file is then as
 * it was. Its write-ahead log, if any, is merged in.
 */
export async function eraseFromFile(path: string, workspaces: readonly string[]): Promise<void> {
  const { openSqliteStore } = await import('../../../impl-sqlite/index.ts');
  const temporary = `${path}.unfinished-${process.pid}`;
  try {
    attempt('copy', path, () => {
      for (const suffix of ['', '-wal']) {
        if (existsSync(path + suffix)) copyFileSync(path + suffix, temporary + suffix);
      }
      chmodSync(temporary, FILE_MODE);
    });
    const store = await openSqliteStore({ file: temporary });
    try {
      await store.eraseWorkspaces(workspaces);
      requireSound(path, (await store.check()).findings);
    } finally {
      await store.close();
    }
    attempt('replace', path, () => putInPlace(temporary, path));
  } finally {
    for (const suffix of SUFFIXES) rmSync(temporary + suffix, { force: true });
  }
}

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
  const descriptor = openSync(temporary, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, path);
  // A log of the old file would be replayed into the new one.
  for (const suffix of SUFFIXES.slice(1)) rmSync(path + suffix, { force: true });
  syncDirectory(dirname(path));
}
