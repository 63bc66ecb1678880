// Reads a session file that a program without the lock (the app) may be in the middle of writing. The app empties the
// file and then writes it, so an empty file means either no sessions or that they are about to come; taking the one
// for the other would write a list without them. A file that holds the first part of a write does not parse, so nobody can
// take it for less than it is; one that was changed just now is looked at again before that is said.

import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../contract/errors.ts';
import type { SessionList } from '../contract/session-list.ts';
import { onFile } from '../files/system-error.ts';
import { type FileSnapshot, isCurrent, isSameFile, takeSnapshot } from './file-snapshot.ts';
import { decodeSessions } from './session-file.ts';

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

/** A file that does not parse, and was changed just now, did so for good when it stays as it is for so long. */
export const TORN_SETTLED_MS = 300;

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
  const rest = new Rest();
  for (;;) {
    const snapshot = onFile(file, () => takeSnapshot(file));
    const restedMs = rest.see(snapshot, patience.waitedMs);
    const list = isSettled(snapshot, restedMs) ? listOf(file, snapshot, restedMs) : undefined;
    if (list !== undefined) return { list, snapshot };
    if (!(await patience.pause())) throw unsettled(file);
  }
}

/** Since when a file has been seen unchanged. */
class Rest {
  private first: FileSnapshot | undefined;
  private firstMs = 0;

  /** For how long; `nowMs` never goes back. */
  see(snapshot: FileSnapshot, nowMs: number): number {
    const { first } = this;
    if (
      first === undefined ||
      !isSameFile(first.stats, snapshot.stats) ||
      !first.bytes.equals(snapshot.bytes)
    ) {
      this.first = snapshot;
      this.firstMs = nowMs;
    }
    return nowMs - this.firstMs;
  }
}

/** Whether what a snapshot holds is what the file holds to the best of our knowledge, if it parses. */
const isSettled = ({ stats, bytes, ageMs }: FileSnapshot, restedMs: number): boolean =>
  stats === undefined || bytes.length > 0 || ageMs >= EMPTY_AGE_MS_MIN || restedMs >= EMPTY_SETTLED_MS;

/** Undefined where the file does not parse, and may only not have been written to its end yet. */
function listOf(file: string, snapshot: FileSnapshot, restedMs: number): SessionList | undefined {
  try {
    return stepUnlessChanged(file, snapshot, () => decodeSessions(snapshot.bytes));
  } catch (error) {
    const isTorn = error instanceof StoreError && TORN_CODES.includes(error.code);
    if (isTorn && snapshot.isYoung && restedMs < TORN_SETTLED_MS) return undefined;
    throw error;
  }
}

/** A write can end within a character. */
const TORN_CODES: readonly string[] = ['E_PARSE', 'E_UTF8'];

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
