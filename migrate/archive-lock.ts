// One importer at a time per archive: two would each write a manifest without the other's rows.

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { attempt } from '../files/attempt.ts';
import { makeDurableDirectoryOf } from '../files/directory.ts';
import { type LockOrigin, withFileLock } from '../files/file-lock.ts';
import { isTemporary } from '../files/temporary-file.ts';
import { type Archive, manifestOf, ORIGINALS } from './archive.ts';
import { openMended } from './damaged-manifest.ts';

/** An import takes seconds at least: whoever finds another one running is told so rather than kept waiting. */
const LOCK_WAIT_MS = 500;

export interface LockWait {
  /** How long to wait for another importer to end. Default: half a second. */
  readonly lockWaitMs?: number;
  /** Told once, when the wait will be longer than half a second. */
  readonly onWaiting?: (reason: string) => void;
}

/**
 * Makes the directory if need be and holds its lock while `work` runs. A damaged manifest is set aside first. E_LOCKED, E_IO,
 * E_NEWER_VERSION.
 */
export async function withLockedArchive<T>(
  directory: string,
  work: (archive: Archive) => Promise<T>,
  wait: LockWait = {},
): Promise<T> {
  attempt('make', directory, () => makeDurableDirectoryOf(join(directory, ORIGINALS, '-')));
  return withPatience(manifestOf(directory), wait, (origin) => {
    if (origin === 'fromTheDead') removeTemporaries(directory);
    return work(openMended(directory));
  });
}

async function withPatience<T>(
  file: string,
  { lockWaitMs = LOCK_WAIT_MS, onWaiting = () => {} }: LockWait,
  work: (origin: LockOrigin) => Promise<T>,
): Promise<T> {
  let isStarted = false;
  const started = (origin: LockOrigin): Promise<T> => {
    isStarted = true;
    return work(origin);
  };
  try {
    return await withFileLock(file, Math.min(LOCK_WAIT_MS, lockWaitMs), started);
  } catch (error) {
    const isLocked = error instanceof StoreError && error.code === 'E_LOCKED' && !isStarted;
    if (!isLocked || lockWaitMs <= LOCK_WAIT_MS) throw error;
    const { pid = 'unknown' } = error.data;
    onWaiting(`Another import runs (process ${pid}); waiting up to ${Math.round(lockWaitMs / 1_000)} s.`);
    return withFileLock(file, lockWaitMs - LOCK_WAIT_MS, started);
  }
}

/** What a killed importer was writing; with the lock held nobody else is. */
function removeTemporaries(directory: string): void {
  for (const folder of [directory, join(directory, ORIGINALS)]) {
    const strays = attempt('list', folder, () => readdirSync(folder)).filter(isTemporary);
    for (const stray of strays) attempt('remove', stray, () => rmSync(join(folder, stray), { force: true }));
  }
}
