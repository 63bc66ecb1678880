// What a file held when it was read, and whether it still does.

import type { BigIntStats } from 'node:fs';
import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { absentTargetOf } from './link-target.ts';
import { systemCode } from './system-error.ts';

export interface FileSnapshot {
  readonly bytes: Buffer;
  /** Undefined when the file did not exist. */
  readonly stats: BigIntStats | undefined;
  /** Time since the last change by the file's time stamp; below zero when the stamp lies ahead. */
  readonly ageMs: number;
  /** Changed so shortly before that another write may leave the same time stamp. */
  readonly isYoung: boolean;
}

/** No file system in use keeps times more coarsely (FAT: 2 s). */
const TIME_GRAIN_MS = 2_000;

const ABSENT: FileSnapshot = { bytes: Buffer.alloc(0), stats: undefined, ageMs: 0, isYoung: false };

/** E_IO where nobody can tell what the file holds, because a link leads into a directory that is not there. */
export function takeSnapshot(file: string): FileSnapshot {
  const descriptor = openIfExists(file);
  if (descriptor === undefined) {
    absentTargetOf(file);
    return ABSENT;
  }
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    const ageMs = Date.now() - Number(stats.mtimeMs);
    return { bytes: readFileSync(descriptor), stats, ageMs, isYoung: ageMs < TIME_GRAIN_MS };
  } finally {
    closeSync(descriptor);
  }
}

/** Whether the file is the one that was read: same file, size and time, and the same bytes where time cannot tell. */
export function isCurrent(file: string, snapshot: FileSnapshot): boolean {
  const now = statSync(file, { bigint: true, throwIfNoEntry: false });
  const { stats } = snapshot;
  if (now === undefined || stats === undefined) return now === stats;
  if (!isSameFile(now, stats)) return false;
  if (!snapshot.isYoung) return true;
  const again = takeSnapshot(file);
  return again.stats !== undefined && again.bytes.equals(snapshot.bytes);
}

/** Same file, size and time of change. */
export const isSameFile = (left: BigIntStats | undefined, right: BigIntStats | undefined): boolean =>
  left?.dev === right?.dev &&
  left?.ino === right?.ino &&
  left?.size === right?.size &&
  left?.mtimeNs === right?.mtimeNs;

function openIfExists(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
