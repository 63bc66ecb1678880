// Session files with what the app lacks: writers take turns under a lock, a write replaces the file at once and
// durably, and a write by a program that takes no lock (the app) is noticed instead of undone. Readers need no lock.
// Lists are named by their file. A write makes the directory and the lock before it can know that its step refuses.

import type { BigIntStats } from 'node:fs';
import { StoreError } from '../contract/errors.ts';
import type { ListChange, ListKeeper } from '../contract/list-store.ts';
import type { SessionList } from '../contract/session-list.ts';
import { makeDurableDirectoryOf } from '../files/directory.ts';
import { type LockOrigin, withFileLock } from '../files/file-lock.ts';
import { newOwner } from '../files/lock-owner.ts';
import { onFile } from '../files/system-error.ts';
import type { FileSnapshot } from './file-snapshot.ts';
import { targetOf } from './link-target.ts';
import { replaceFile } from './replace-file.ts';
import { encodeSessions } from './session-file.ts';
import { Patience, readSettled, type Sleep, stepUnlessChanged } from './settled-read.ts';
import { removeStrayFiles } from './stray-files.ts';

export const LOCK_WAIT_MS_DEFAULT = 10_000;

/** How often an operation starts again because another program wrote the file meanwhile. */
const TRIES_MAX = 8;

/** One replacement of a file: what was read, and what stands there now. */
export interface FileWrite {
  readonly file: string;
  readonly before: FileSnapshot;
  readonly bytes: Buffer;
  readonly stats: BigIntStats;
}

/** Told of every write, at once and with the lock held. Must not throw. */
export type WriteObserver = (write: FileWrite) => void;

export class SafeFiles implements ListKeeper {
  private readonly lockWaitMs: number;
  private readonly sleep: Sleep | undefined;
  private readonly observe: WriteObserver;
  private readonly beforeWrite: () => void;
  private readonly sweptFiles = new Set<string>();

  /**
   * `sleep` passes the time while another program writes a file; the wait for the lock is apart. `beforeWrite` is called
   * with the lock held: what it throws ends the operation, with nothing written.
   */
  constructor(
    lockWaitMs: number,
    sleep?: Sleep,
    observe: WriteObserver = () => {},
    beforeWrite: () => void = () => {},
  ) {
    this.lockWaitMs = lockWaitMs;
    this.sleep = sleep;
    this.observe = observe;
    this.beforeWrite = beforeWrite;
  }

  async read(file: string): Promise<SessionList> {
    return (await readSettled(file, new Patience(this.sleep))).list;
  }

  /** Applies the step again to what another program wrote meanwhile. E_FOREIGN_WRITE when that does not end. */
  change<T>(file: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    return this.locked(file, async (target) => {
      const patience = new Patience(this.sleep);
      for (let tries = 0; tries < TRIES_MAX; tries++) {
        const { list, snapshot } = await readSettled(target, patience);
        const changed = stepUnlessChanged(target, snapshot, () => step(list));
        if (changed !== undefined && this.writeUnlessChanged(target, changed.list, snapshot))
          return changed.answer;
        if (!(await patience.pause())) break;
      }
      throw foreignWrite(file);
    });
  }

  /** The step runs once: what a transaction does besides cannot be repeated without its caller. E_FOREIGN_WRITE. */
  changeSlowly<T>(file: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    return this.locked(file, async (target) => {
      const { list, snapshot } = await readSettled(target, new Patience(this.sleep));
      const changed = await step(list);
      if (!this.writeUnlessChanged(target, changed.list, snapshot)) throw foreignWrite(file);
      return changed.answer;
    });
  }

  private async locked<T>(file: string, work: (target: string) => Promise<T>): Promise<T> {
    const target = onFile(file, () => {
      makeDurableDirectoryOf(file);
      return targetOf(file);
    });
    return withFileLock(target, this.lockWaitMs, async (origin) => {
      this.beforeWrite();
      this.sweep(target, origin);
      return work(target);
    });
  }

  private writeUnlessChanged(file: string, list: SessionList, before: FileSnapshot): boolean {
    const bytes = encodeSessions(list);
    const stats = onFile(file, () => replaceFile(file, bytes, before, newOwner().token));
    if (stats === undefined) return false;
    this.observe({ file, before, bytes, stats });
    return true;
  }

  /** Strays exist only where a process died: before our first write to the file, or holding the lock. */
  private sweep(target: string, origin: LockOrigin): void {
    if (origin === 'free' && this.sweptFiles.has(target)) return;
    onFile(target, () => removeStrayFiles(target));
    this.sweptFiles.add(target);
  }
}

const foreignWrite = (file: string): StoreError =>
  new StoreError(
    'E_FOREIGN_WRITE',
    `Cannot write ${file}: another program wrote it at the same time. ` +
      'Its content was kept and nothing of this operation was written. Run the operation again.',
    { data: { file } },
  );
