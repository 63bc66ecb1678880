// Puts new bytes in the place of a file so that, whatever dies when, the file holds either all of the old or all of
// the new bytes, and after the return the new ones survive a power loss.

import {
  accessSync,
  type BigIntStats,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
} from 'node:fs';
import { publishOver } from '../files/publish.ts';
import { systemCode } from '../files/system-error.ts';
import { removeQuietly, withNewFile, writeAll } from '../files/temporary-file.ts';
import { type FileSnapshot, isCurrent } from './file-snapshot.ts';

/** `token` makes the name of the temporary file unique. */
export const temporaryFileOf = (file: string, token: string): string => `${file}.${token}.tmp`;

/**
 * The state of the new file. Undefined, and nothing changed, when the file is no longer as it was read. Between that look and the rename a writer
 * that takes no lock can still come; the system offers no way to close that gap.
 */
export function replaceFile(
  file: string,
  bytes: Buffer,
  before: FileSnapshot,
  token: string,
): BigIntStats | undefined {
  const temporary = temporaryFileOf(file, token);
  let written: BigIntStats;
  try {
    if (before.stats !== undefined) requireWritable(file);
    written = writeDurably(temporary, bytes, before.stats);
    if (!isCurrent(file, before)) return undefined;
    publishOver(temporary, file);
  } finally {
    removeQuietly(temporary);
  }
  return written;
}

/** A rename would get around a file that its user made read-only. */
function requireWritable(file: string): void {
  try {
    accessSync(file, constants.W_OK);
  } catch (error) {
    // Gone meanwhile: the look before the rename sees that too.
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

const writeDurably = (temporary: string, bytes: Buffer, like: BigIntStats | undefined): BigIntStats =>
  withNewFile(temporary, (descriptor) => {
    writeAll(descriptor, bytes);
    if (like !== undefined) copyPermissions(descriptor, like);
    fsyncSync(descriptor);
    return fstatSync(descriptor, { bigint: true });
  });

function copyPermissions(descriptor: number, like: BigIntStats): void {
  try {
    fchownSync(descriptor, Number(like.uid), Number(like.gid));
  } catch {
    // Only the superuser gives files away; the mode is kept all the same.
  }
  fchmodSync(descriptor, Number(like.mode) & 0o777);
}
