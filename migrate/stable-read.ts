// Reads a whole file while its owner may be writing it: what is answered was the same before and after the read.
// The app writes without a lock, so a write between two looks is noticed and the file is read again, a bounded
// number of times. What cannot be noticed: a writer that stopped half-way through and stays stopped.

import { type BigIntStats, fstatSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { StoreError } from '../contract/errors.ts';
import { attempt } from '../files/attempt.ts';
import { readOpened, withRegularFile } from '../files/regular-file.ts';
import { isSameState } from './stream/file-source.ts';

export interface StableBytes {
  readonly bytes: Buffer;
  /** ISO 8601, milliseconds. */
  readonly modifiedAt: string;
  /** What the file was before and after the read. */
  readonly fileState: BigIntStats;
}

export const READ_ATTEMPTS_MAX = 5;
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
const readOnce = (path: string, onRead: () => void): StableBytes | undefined =>
  withRegularFile(path, (descriptor, before) => {
    const bytes = readOpened(descriptor, Number(before.size));
    onRead();
    const isSame = [fstatSync(descriptor, { bigint: true }), statSync(path, { bigint: true })].every(
      (after) => isSameState(before, after),
    );
    if (!isSame || bytes.length !== Number(before.size)) return undefined;
    return { bytes, modifiedAt: before.mtime.toISOString(), fileState: before };
  });
