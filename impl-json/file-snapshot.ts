// What a file held when it was read, and whether it still does.

import type { BigIntStats } from 'node:fs';
import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { systemCode } from './system-error.ts';

export interface FileSnapshot {
  readonly bytes: Buffer;
  /** Undefined when the file did not exist. */
  readonly stats: BigIntStats | undefined;
  /** Changed so shortly before that another write may leave the same time stamp. */
  readonly isYoung: boolean;
}

/** No file system in use keeps times more coarsely (FAT: 2 s). */
const TIME_GRAIN_NS = 2_000_000_000n;

export function takeSnapshot(file: string): FileSnapshot {
  const descriptor = openIfExists(file);
  if (descriptor === undefined) return { bytes: Buffer.alloc(0), stats: undefined, isYoung: false };
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    const ageNs = BigInt(Date.now()) * 1_000_000n - stats.mtimeNs;
    return { bytes: readFileSync(descriptor), stats, isYoung: ageNs < TIME_GRAIN_NS };
  } finally {
    closeSync(descriptor);
  }
}

/** Whether the file is the one that was read: same file, size and time, and the same bytes where time cannot tell. */
export function isCurrent(file: string, snapshot: FileSnapshot): boolean {
  const now = statSync(file, { bigint: true, throwIfNoEntry: false });
  const { stats } = snapshot;
  if (now === undefined || stats === undefined) return now === stats;
  const isSameFile =
    now.dev === stats.dev &&
    now.ino === stats.ino &&
    now.size === stats.size &&
    now.mtimeNs === stats.mtimeNs;
  if (!isSameFile || !snapshot.isYoung) return isSameFile;
  const again = takeSnapshot(file);
  return again.stats !== undefined && again.bytes.equals(snapshot.bytes);
}

function openIfExists(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
