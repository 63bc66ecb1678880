// Session files with what the app lacks: writers take turns under a lock, a write replaces the file at once and
// durably, and a write by a program that takes no lock (the app) is noticed instead of undone. Readers need no lock.
// Lists are named by their file. A write makes the directory and the lock before it can know that its step refuses.

import { realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../contract/errors.ts';
import type { ListChange, ListKeeper } from '../contract/list-store.ts';
import type { SessionList } from '../contract/session-list.ts';
import { type LockOrigin, withFileLock } from './file-lock.ts';
import { type FileSnapshot, isCurrent, takeSnapshot } from './file-snapshot.ts';
import { newOwner } from './lock-owner.ts';
import { replaceFile } from './replace-file.ts';
import { makeDurableDirectoryOf } from './session-directory.ts';
import { decodeSessions, encodeSessions } from './session-file.ts';
import { removeStrayFiles } from './stray-files.ts';
import { onFile, systemCode } from './system-error.ts';

export const LOCK_WAIT_MS_DEFAULT = 10_000;

/** How often an operation starts again because another program wrote the file meanwhile. */
const TRIES_MAX = 8;
/** Longer than the app takes from truncating a file to writing it. */
const FOREIGN_WRITE_PAUSE_MS = 5;

export class SafeFiles implements ListKeeper {
  private readonly lockWaitMs: number;
  private readonly sweptFiles = new Set<string>();

  constructor(lockWaitMs: number) {
    this.lockWaitMs = lockWaitMs;
  }

  async read(file: string): Promise<SessionList> {
    return (await readWhole(file)).list;
  }

  /** Applies the step again to what another program wrote meanwhile. E_FOREIGN_WRITE when that does not end. */
  change<T>(file: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    return this.locked(file, async (target) => {
      for (let tries = 0; tries < TRIES_MAX; tries++) {
        const { list, snapshot } = await readWhole(target);
        const changed = stepUnlessChanged(target, snapshot, () => step(list));
        if (changed !== undefined && writeUnlessChanged(target, changed.list, snapshot))
          return changed.answer;
        await delay(FOREIGN_WRITE_PAUSE_MS);
      }
      throw foreignWrite(file);
    });
  }

  /** The step runs once: what a transaction does besides cannot be repeated without its caller. E_FOREIGN_WRITE. */
  changeSlowly<T>(file: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    return this.locked(file, async (target) => {
      const { list, snapshot } = await readWhole(target);
      const changed = await step(list);
      if (!writeUnlessChanged(target, changed.list, snapshot)) throw foreignWrite(file);
      return changed.answer;
    });
  }

  private async locked<T>(file: string, work: (target: string) => Promise<T>): Promise<T> {
    const target = onFile(file, () => {
      makeDurableDirectoryOf(file);
      return targetOf(file);
    });
    return withFileLock(target, this.lockWaitMs, async (origin) => {
      this.sweep(target, origin);
      return work(target);
    });
  }

  /** Strays exist only where a process died: before our first write to the file, or holding the lock. */
  private sweep(target: string, origin: LockOrigin): void {
    if (origin === 'free' && this.sweptFiles.has(target)) return;
    onFile(target, () => removeStrayFiles(target));
    this.sweptFiles.add(target);
  }
}

/** The file behind a symbolic link: a rename must replace that one, not the link. */
function targetOf(file: string): string {
  try {
    return realpathSync.native(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return file;
    throw error;
  }
}

interface WholeRead {
  readonly list: SessionList;
  readonly snapshot: FileSnapshot;
}

/** Reads a file, again if it was caught in the middle of another program's write. E_IO, E_UTF8, E_PARSE. */
async function readWhole(file: string): Promise<WholeRead> {
  for (let tries = 1; ; tries++) {
    const snapshot = onFile(file, () => takeSnapshot(file));
    const isLast = tries === TRIES_MAX;
    // The app empties a file and then writes it: what was emptied just now deserves a second look.
    const isJustEmptied = snapshot.isYoung && snapshot.bytes.length === 0;
    if (!isJustEmptied || tries > 1) {
      const list = stepUnlessChanged(file, snapshot, () => decodeSessions(snapshot.bytes), isLast);
      if (list !== undefined) return { list, snapshot };
    }
    await delay(FOREIGN_WRITE_PAUSE_MS);
  }
}

/** What the step answers; undefined when it fails on content that is out of date, which says nothing. */
function stepUnlessChanged<T>(
  file: string,
  snapshot: FileSnapshot,
  step: () => T,
  isLast = false,
): T | undefined {
  try {
    return step();
  } catch (error) {
    if (isLast || onFile(file, () => isCurrent(file, snapshot))) throw error;
    return undefined;
  }
}

const writeUnlessChanged = (file: string, list: SessionList, snapshot: FileSnapshot): boolean =>
  onFile(file, () => replaceFile(file, encodeSessions(list), snapshot, newOwner().token));

const foreignWrite = (file: string): StoreError =>
  new StoreError(
    'E_FOREIGN_WRITE',
    `Cannot write ${file}: another program wrote it at the same time. ` +
      'Its content was kept and nothing of this operation was written. Run the operation again.',
    { data: { file } },
  );
