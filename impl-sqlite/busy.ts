// Waiting for a lock. SQLite's own busy handler is unfair under load (the slowest of eight writing processes got 0.02-5% of the
// turns of the fastest and waited up to two seconds), and it stops the whole process meanwhile. So the driver's handler is off
// and the waiting is here: bounded, jittered, abortable. A lock between writers is held for a fraction of a millisecond, which
// no timer of Node can wait for: at first the thread itself pauses between tries, for two milliseconds at most, then the event loop
// gets a turn. A lock that is held for long is tried every few milliseconds by timers. Who goes first is for write-turns.ts.

import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { StoreError } from '../contract/errors.ts';
import { isBusy } from './driver-errors.ts';
import { busyChannel } from './events.ts';
import { WriteTurns } from './write-turns.ts';

export interface BusyPolicy {
  /** After this long without the lock: E_LOCKED. */
  readonly deadlineMs: number;
  /** Between two tries, on average. */
  readonly pauseMs: number;
  /** The same of a lock that is held for long. */
  readonly pauseMsLong: number;
  /** 0 up to 1, for the jitter. */
  readonly random: () => number;
  readonly nowMs: () => number;
  /** Stops the thread. */
  readonly pause: (ms: number) => void;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

export const BUSY_POLICY: BusyPolicy = {
  deadlineMs: 5_000,
  pauseMs: 0.8,
  pauseMsLong: 5,
  random: Math.random,
  nowMs: () => performance.now(),
  pause: (ms) => {
    try {
      Atomics.wait(NEVER_CHANGED, 0, 0, ms);
    } catch {
      // A thread that may not stop, as that of a browser's window: its tries follow each other faster.
    }
  },
  sleep: async (ms, signal) => {
    if (ms === 0) await nextTurn();
    else await wait(ms, undefined, signal === undefined ? {} : { signal });
  },
};

const NEVER_CHANGED = new Int32Array(new SharedArrayBuffer(4));

/** How long a thread may try and pause before the event loop gets a turn. */
const STOPPED_MS_MAX = 2;
/** A lock that is held for longer is not one between writers in turns. */
const LONG_MS = 100;

export interface Waiter {
  readonly policy: BusyPolicy;
  readonly signal?: AbortSignal | undefined;
  /** Of the process that writes; absent for what only reads. */
  readonly turns?: WriteTurns | undefined;
  /** When the work was asked for, if before. */
  readonly calledMs?: number | undefined;
}

/** Runs `attempt` until it finds the lock free. E_LOCKED at the deadline, E_ABORTED on abort; nothing is half done. */
export async function untilFree<T>(file: string, attempt: () => T, waiter: Waiter): Promise<T> {
  const { nowMs } = waiter.policy;
  const turns = waiter.turns ?? new WriteTurns();
  const askedMs = nowMs();
  const wait = new Wait(file, waiter);
  await wait.rest(turns.restMs(askedMs));
  for (let tries = 1; ; tries++) {
    try {
      const answer = attempt();
      turns.took(askedMs, nowMs(), tries === 1);
      return answer;
    } catch (error) {
      if (!isBusy(error)) {
        // The lock was free: what failed is the work.
        turns.took(askedMs, nowMs(), tries === 1);
        throw error;
      }
      const now = nowMs();
      const waitedMs = now - turns.refused(waiter.calledMs ?? askedMs, now);
      if (waitedMs >= waiter.policy.deadlineMs) throw lockedOut(file, waitedMs, error);
      if (busyChannel.hasSubscribers) busyChannel.publish({ file, attempt: tries, waitedMs });
      await wait.another(waitedMs);
    }
  }
}

/** The time between the tries of one call. */
class Wait {
  private readonly file: string;
  private readonly waiter: Waiter;
  /** When the event loop is to get a turn. */
  private turnMs: number;

  constructor(file: string, waiter: Waiter) {
    this.file = file;
    this.waiter = waiter;
    this.turnMs = this.nextTurnMs();
  }

  async rest(ms: number): Promise<void> {
    if (ms > 0) await this.sleep(Math.min(ms, this.waiter.policy.deadlineMs));
  }

  async another(waitedMs: number): Promise<void> {
    const { policy } = this.waiter;
    const leftMs = policy.deadlineMs - waitedMs;
    if (waitedMs > LONG_MS) {
      await this.sleep(Math.min(leftMs, jittered(policy.pauseMsLong, policy)));
      return;
    }
    policy.pause(Math.min(leftMs, jittered(policy.pauseMs, policy)));
    if (policy.nowMs() >= this.turnMs) await this.sleep(0);
  }

  private async sleep(ms: number): Promise<void> {
    await sleepOrAbort(this.file, ms, this.waiter);
    this.turnMs = this.nextTurnMs();
  }

  private nextTurnMs(): number {
    return this.waiter.policy.nowMs() + STOPPED_MS_MAX;
  }
}

/** Half of it to one and a half, so that waiting processes do not meet again. */
const jittered = (ms: number, { random }: BusyPolicy): number => ms * (0.5 + random());

async function sleepOrAbort(file: string, ms: number, { policy, signal }: Waiter): Promise<void> {
  try {
    signal?.throwIfAborted();
    await policy.sleep(ms, signal);
  } catch (cause) {
    throw new StoreError('E_ABORTED', `Waiting for the database ${file} was ended. Nothing was changed.`, {
      data: { file },
      cause,
    });
  }
}

const lockedOut = (file: string, waitedMs: number, cause: unknown): StoreError =>
  new StoreError(
    'E_LOCKED',
    `The database ${file} is locked by another process; gave up after ${Math.round(waitedMs)} ms. Nothing was changed. Try again when that process is done.`,
    { data: { file, waitedMs: Math.round(waitedMs) }, cause },
  );
