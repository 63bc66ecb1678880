// Files that survive a power loss once they are written, readable by their owner only.

import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { FILE_MODE, makeDurableDirectoryOf, syncDirectory } from '../impl-json/session-directory.ts';
import { systemCode } from '../impl-json/system-error.ts';
import { attempt, unlessAbsent } from './attempt.ts';

/** Puts `bytes` at `path` in one step, replacing what was there; missing directories are made with mode 0700. */
export function writeDurably(path: string, bytes: Buffer): void {
  attempt('write', path, () => viaTemporary(path, bytes, (temporary) => renameSync(temporary, path)));
}

/**
 * Like writeDurably, but never overwrites: E_REFUSED when the path holds other bytes. Answers whether it wrote; a
 * file with the very same bytes is left as it is.
 */
export function createDurably(path: string, bytes: Buffer): boolean {
  if (holdsSame(path, bytes)) return false;
  return attempt('write', path, () =>
    viaTemporary(path, bytes, (temporary) => {
      // A rename would silently replace a file that appeared since the look above; a link does not.
      linkSync(temporary, path);
      rmSync(temporary);
    }),
  );
}

/** Whether the file is there with exactly these bytes. Throws E_REFUSED when it holds others. */
export function holdsSame(path: string, bytes: Buffer): boolean {
  const present = bytesAt(path);
  if (present === undefined) return false;
  if (!present.equals(bytes)) throw refusedToOverwrite(path);
  return true;
}

/** The whole file; undefined when there is none. E_IO. */
export const bytesAt = (path: string): Buffer | undefined =>
  attempt('read', path, () => unlessAbsent(() => readFileSync(path)));

/** Whether a file name is one under which this module prepares a file. */
export const isTemporary = (name: string): boolean => /^\..+\.\d+\.tmp$/.test(name);

function viaTemporary(path: string, bytes: Buffer, publish: (temporary: string) => void): boolean {
  makeDurableDirectoryOf(path);
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    writeSynced(temporary, bytes);
    publish(temporary);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (systemCode(error) === 'EEXIST') throw refusedToOverwrite(path);
    throw error;
  }
  syncDirectory(dirname(path));
  return true;
}

function writeSynced(path: string, bytes: Buffer): void {
  // A leftover of a killed run with the same process id may stand here: it is ours to replace.
  const descriptor = openSync(path, 'w', FILE_MODE);
  try {
    writeFileSync(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const refusedToOverwrite = (path: string): StoreError =>
  new StoreError(
    'E_REFUSED',
    `${path} exists with other content; nothing was overwritten. Name an empty directory.`,
    {
      data: { path },
    },
  );
