// Reads a session file that a program without the lock (the app) may be in the middle of writing. The app empties the
// file and then writes it, so an empty file means either no sessions or that they are about to come; taking the one
// for the other would write a list without them. Left out: a file that holds the first part of a write does not parse,
// so nobody can take it for less than it is.

import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../contract/errors.ts';
import type { SessionList } from '../contract/session-list.ts';
import { type FileSnapshot, isCurrent, isSameFile, takeSnapshot } from './file-snapshot.ts';
import { decodeSessions } from './session-file.ts';
import { onFile } from './system-error.ts';

/** Resolves after so many milliseconds. */
export type Sleep = (ms: number) => Promise<unknown>;

/** How long one operation waits for other programs in all. */
export const PATIENCE_MS = 5_000;
const PAUSE_MS_FIRST = 5;
const PAUSE_MS_MAX = 250;

/** An empty file that did not change for so long holds no sessions. The app takes milliseconds, when it is not stopped. */
export const EMPTY_SETTLED_MS = 2_000;
/** By its time stamp a file must have been empty for longer, since stamps can lie 2 s back (FAT). */
const EMPTY_AGE_MS_MIN = 4_000;

/** The pauses of one operation. They double, and end at {@link PATIENCE_MS} in all. */
export class Patience {
  private readonly sleep: Sleep;
  private nextMs = PAUSE_MS_FIRST;
  /** Slept so far; the time that really went by is at least that. */
  waitedMs = 0;

  constructor(sleep: Sleep = delay) {
    this.sleep = sleep;
  }

  /** False, at once, when it is at its end. */
  async pause(): Promise<boolean> {
    const pauseMs = Math.min(this.nextMs, PATIENCE_MS - this.waitedMs);
    if (pauseMs <= 0) return false;
    await this.sleep(pauseMs);
    this.waitedMs += pauseMs;
    this.nextMs = Math.min(this.nextMs * 2, PAUSE_MS_MAX);
    return true;
  }
}

export interface WholeRead {
  readonly list: SessionList;
  readonly snapshot: FileSnapshot;
}

/**
 * Reads a file, again if it was caught in the middle of another program's write. An empty one counts as a list of
 * none only when it is known to have been so for some time. E_IO, E_UTF8, E_PARSE, E_FOREIGN_WRITE.
 */
export async function readSettled(file: string, patience: Patience): Promise<WholeRead> {
  const emptiness = new Emptiness();
  for (;;) {
    const snapshot = onFile(file, () => takeSnapshot(file));
    if (emptiness.isSettled(snapshot, patience.waitedMs)) {
      const list = stepUnlessChanged(file, snapshot, () => decodeSessions(snapshot.bytes));
      if (list !== undefined) return { list, snapshot };
    }
    if (!(await patience.pause())) throw unsettled(file);
  }
}

/** Since when a file has been seen empty and unchanged. */
class Emptiness {
  private first: FileSnapshot | undefined;
  private firstMs = 0;

  /** Whether what a snapshot holds is what the file holds to the best of our knowledge; `nowMs` never goes back. */
  isSettled(snapshot: FileSnapshot, nowMs: number): boolean {
    if (snapshot.stats === undefined || snapshot.bytes.length > 0) return true;
    if (snapshot.ageMs >= EMPTY_AGE_MS_MIN) return true;
    if (this.first === undefined || !isSameFile(this.first.stats, snapshot.stats)) {
      this.first = snapshot;
      this.firstMs = nowMs;
    }
    return nowMs - this.firstMs >= EMPTY_SETTLED_MS;
  }
}

/** What the step answers; undefined when it fails on content that is out of date, which says nothing. */
export function stepUnlessChanged<T>(file: string, snapshot: FileSnapshot, step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (onFile(file, () => isCurrent(file, snapshot))) throw error;
    return undefined;
  }
}

const unsettled = (file: string): StoreError =>
  new StoreError(
    'E_FOREIGN_WRITE',
    `Cannot tell what ${file} holds: another program was changing it for ${PATIENCE_MS / 1_000} s. ` +
      'Nothing of this operation was written. Run the operation again.',
    { data: { file } },
  );
