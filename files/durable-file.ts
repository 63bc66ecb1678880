// Files that survive a power loss once they are written, readable by their owner only.

import { chmodSync, closeSync, fsyncSync, openSync } from 'node:fs';
import { StoreError } from '../contract/errors.ts';
import { attempt, unlessAbsent } from './attempt.ts';
import { makeDurableDirectoryOf } from './directory.ts';
import { publishNew, publishOver } from './publish.ts';
import { copyRegularFile, readRegularFile } from './regular-file.ts';
import { systemCode } from './system-error.ts';
import {
  PRIVATE_MODE,
  removeQuietly,
  syncFile,
  temporaryOf,
  withNewFile,
  writeAll,
} from './temporary-file.ts';

/** Puts `bytes` at `path` in one step, replacing what was there; missing directories are made with mode 0700. */
export function writeDurably(path: string, bytes: Buffer): void {
  attempt('write', path, () => viaTemporary(path, bytesWriter(bytes), publishOver));
}

/**
 * As writeDurably, with the content of another file, which shares its blocks where the file system can. What
 * `requireCopied` throws once the copy is made ends it before the copy gets its name.
 */
export function copyDurably(from: string, path: string, requireCopied: () => void): void {
  const copy = (temporary: string): void => {
    copyRegularFile(from, temporary);
    chmodSync(temporary, PRIVATE_MODE);
    requireCopied();
    syncFile(temporary);
  };
  attempt('write', path, () => viaTemporary(path, copy, publishOver));
}

/** As writeDurably, with the bytes that `produce` writes one after the other. */
export async function writeProduced(
  path: string,
  produce: (write: (bytes: Buffer) => void) => Promise<void>,
): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    attempt('write', path, () => makeDurableDirectoryOf(path));
    const descriptor = attempt('write', path, () => openSync(temporary, 'wx', PRIVATE_MODE));
    try {
      await produce((bytes) => attempt('write', path, () => writeAll(descriptor, bytes)));
      attempt('write', path, () => fsyncSync(descriptor));
    } finally {
      closeSync(descriptor);
    }
    attempt('write', path, () => publishOver(temporary, path));
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/**
 * Like writeDurably, but never overwrites: E_REFUSED when the path holds other bytes. Answers whether it wrote; a
 * file with the very same bytes is left as it is.
 */
export function createDurably(path: string, bytes: Buffer): boolean {
  if (holdsSame(path, bytes)) return false;
  return attempt('write', path, () => viaTemporary(path, bytesWriter(bytes), publishNew));
}

/** Whether the file is there with exactly these bytes. Throws E_REFUSED when it holds others. */
export function holdsSame(path: string, bytes: Buffer): boolean {
  const present = bytesAt(path);
  if (present === undefined) return false;
  if (!present.equals(bytes)) throw refusedToOverwrite(path);
  return true;
}

/** The whole file; undefined when there is none. E_IO. */
export const bytesAt = (path: string, bytesMax?: number): Buffer | undefined =>
  attempt('read', path, () => unlessAbsent(() => readRegularFile(path, bytesMax)));

const bytesWriter =
  (bytes: Buffer) =>
  (temporary: string): void =>
    withNewFile(temporary, (descriptor) => {
      writeAll(descriptor, bytes);
      fsyncSync(descriptor);
    });

function viaTemporary(path: string, prepare: (temporary: string) => void, publish: typeof publishOver): true {
  makeDurableDirectoryOf(path);
  const temporary = temporaryOf(path);
  try {
    prepare(temporary);
    publish(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    if (systemCode(error) === 'EEXIST') throw refusedToOverwrite(path);
    throw error;
  }
  return true;
}

const refusedToOverwrite = (path: string): StoreError =>
  new StoreError(
    'E_REFUSED',
    `${path} exists with other content; nothing was overwritten. Name another place.`,
    {
      data: { path },
    },
  );
