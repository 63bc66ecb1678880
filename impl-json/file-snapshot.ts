// What a file held when it was read, and whether it still does.

import type { BigIntStats } from 'node:fs';
import { statSync } from 'node:fs';
import { readOpened, withRegularFile } from '../files/regular-file.ts';
import { systemCode } from '../files/system-error.ts';
import { absentTargetOf } from './link-target.ts';

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
  const snapshot = snapshotIfExists(file);
  if (snapshot === undefined) absentTargetOf(file);
  return snapshot ?? ABSENT;
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

function snapshotIfExists(file: string): FileSnapshot | undefined {
  try {
    return withRegularFile(file, (descriptor, stats) => {
      const ageMs = Date.now() - Number(stats.mtimeMs);
      const bytes = readOpened(descriptor, Number(stats.size));
      return { bytes, stats, ageMs, isYoung: ageMs < TIME_GRAIN_MS };
    });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
