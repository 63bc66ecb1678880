// Files that survive a power loss once they are written, readable by their owner only.

import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { FILE_MODE, makeDurableDirectoryOf, syncDirectory } from '../impl-json/session-directory.ts';
import { systemCode } from '../impl-json/system-error.ts';
import { attempt, unlessAbsent } from './attempt.ts';

/** Puts `bytes` at `path` in one step, replacing what was there; missing directories are made with mode 0700. */
export function writeDurably(path: string, bytes: Buffer): void {
  attempt('write', path, () =>
    viaTemporary(path, bytesWriter(bytes), (temporary) => renameSync(temporary, path)),
  );
}

/**
 * As writeDurably, with the content of another file, which shares its blocks where the file system can. What
 * `requireCopied` throws once the copy is made ends it before the copy gets its name.
 */
export function copyDurably(from: string, path: string, requireCopied: () => void): void {
  const copy = (temporary: string): void => {
    copyFileSync(from, temporary, constants.COPYFILE_FICLONE);
    chmodSync(temporary, FILE_MODE);
    requireCopied();
    syncFile(temporary);
  };
  attempt('write', path, () => viaTemporary(path, copy, (temporary) => renameSync(temporary, path)));
}

/** As writeDurably, with the bytes that `produce` writes one after the other. */
export async function writeProduced(
  path: string,
  produce: (write: (bytes: Buffer) => void) => Promise<void>,
): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    attempt('write', path, () => makeDurableDirectoryOf(path));
    const descriptor = attempt('write', path, () => openSync(temporary, 'w', FILE_MODE));
    try {
      await produce((bytes) => attempt('write', path, () => writeAll(descriptor, bytes)));
      attempt('write', path, () => fsyncSync(descriptor));
    } finally {
      closeSync(descriptor);
    }
    attempt('write', path, () => renameSync(temporary, path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  attempt('write', path, () => syncDirectory(dirname(path)));
}

/**
 * Like writeDurably, but never overwrites: E_REFUSED when the path holds other bytes. Answers whether it wrote; a
 * file with the very same bytes is left as it is.
 */
export function createDurably(path: string, bytes: Buffer): boolean {
  if (holdsSame(path, bytes)) return false;
  return attempt('write', path, () =>
    viaTemporary(path, bytesWriter(bytes), (temporary) => {
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
export const bytesAt = (path: string, bytesMax?: number): Buffer | undefined =>
  attempt('read', path, () => unlessAbsent(() => readRegularFile(path, bytesMax)));

/** Whether a file name is one under which this module prepares a file. */
export const isTemporary = (name: string): boolean => /^\..+\.\d+\.tmp$/.test(name);

type Step = (temporary: string) => void;

const temporaryOf = (path: string): string => join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);

const bytesWriter =
  (bytes: Buffer): Step =>
  (temporary) =>
    writeSynced(temporary, bytes);

function viaTemporary(path: string, prepare: Step, publish: Step): boolean {
  makeDurableDirectoryOf(path);
  const temporary = temporaryOf(path);
  try {
    prepare(temporary);
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

function syncFile(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

const refusedToOverwrite = (path: string): StoreError =>
  new StoreError(
    'E_REFUSED',
    `${path} exists with other content; nothing was overwritten. Name another place.`,
    {
      data: { path },
    },
  );
