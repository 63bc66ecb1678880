// Reads a whole file while its owner may be writing it: what is answered was the same before and after the read.
// The app writes without a lock, so a write between two looks is noticed and the file is read again, a bounded
// number of times. What cannot be noticed: a writer that stopped half-way through and stays stopped.

import { constants as bufferLimits } from 'node:buffer';
import { type BigIntStats, closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { StoreError } from '../contract/errors.ts';
import { attempt } from './attempt.ts';
import { type FileState, fileState, isSameState } from './stream/file-source.ts';

export interface StableBytes {
  readonly bytes: Buffer;
  /** ISO 8601, milliseconds. */
  readonly modifiedAt: string;
  /** What the file was before and after the read. */
  readonly fileState: FileState;
}

export const READ_ATTEMPTS_MAX = 5;
/** A session file must fit into one text. */
const FILE_SIZE_MAX = bufferLimits.MAX_STRING_LENGTH;
const WAIT_MS_FIRST = 10;

/**
 * Follows links, as the app does, and opens for reading only. Throws E_IO when the path is no regular file or
 * cannot be read, E_LOCKED when it kept changing. `onRead` runs after each read: tests change the file there.
 */
export async function readStable(path: string, onRead: () => void = () => {}): Promise<StableBytes> {
  for (let attempts = 0; attempts < READ_ATTEMPTS_MAX; attempts++) {
    if (attempts > 0) await wait(WAIT_MS_FIRST * 2 ** (attempts - 1));
    const read = attempt('read', path, () => readOnce(path, onRead));
    if (read !== undefined) return read;
  }
  throw new StoreError(
    'E_LOCKED',
    `${path} changed during each of ${READ_ATTEMPTS_MAX} reads. Close the app and run again.`,
  );
}

/** Undefined when the file changed meanwhile. */
function readOnce(path: string, onRead: () => void): StableBytes | undefined {
  // Without O_NONBLOCK, opening a pipe would wait for a writer for ever.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const before = fstatSync(descriptor, { bigint: true });
    requireReadable(path, before);
    const bytes = readFileSync(descriptor);
    onRead();
    const state = fileState(before);
    const isSame = [fstatSync(descriptor, { bigint: true }), statSync(path, { bigint: true })].every(
      (after) => isSameState(state, fileState(after)),
    );
    if (!isSame || bytes.length !== state.sizeBytes) return undefined;
    return { bytes, modifiedAt: before.mtime.toISOString(), fileState: state };
  } finally {
    closeSync(descriptor);
  }
}

function requireReadable(path: string, stats: BigIntStats): void {
  if (!stats.isFile()) {
    throw new StoreError('E_IO', `${path} is not a regular file.`);
  }
  if (stats.size > FILE_SIZE_MAX) {
    throw new StoreError('E_IO', `${path} has ${stats.size} bytes; at most ${FILE_SIZE_MAX} can be read.`);
  }
}
