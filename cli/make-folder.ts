// Makes a folder that a user named, with an error that says why it cannot be made. Node's own recursive mkdir reports
// a read-only disk as a missing directory.

import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ErrorCode, StoreError } from '../contract/errors.ts';

const REASONS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  EROFS: ['E_READ_ONLY', 'the disk is read-only'],
  EACCES: ['E_READ_ONLY', 'permission denied'],
  EPERM: ['E_READ_ONLY', 'permission denied'],
  ENOSPC: ['E_NO_SPACE', 'no space is left'],
  EEXIST: ['E_IO', 'a file of that name is there'],
  ENOTDIR: ['E_IO', 'a part of the path is a file'],
};

/** Missing parents are made as well. Fine when it is there already. E_READ_ONLY, E_NO_SPACE, E_IO. */
export function makeFolder(path: string, mode = 0o777): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  try {
    mkdirSync(path, { mode });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    const parent = dirname(path);
    if (code === 'ENOENT' && parent !== path) {
      makeFolder(parent, mode);
      makeFolder(path, mode);
      return;
    }
    const [known, reason] = REASONS[code] ?? (['E_IO', (cause as Error).message] as const);
    throw new StoreError(known, `Cannot make the folder ${path}: ${reason}.`, { cause });
  }
}

/** For what comes back or out of the store: a user's own, for nobody else to read. */
export const makeOwnFolder = (path: string): void => makeFolder(path, 0o700);
