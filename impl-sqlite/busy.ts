// Waiting for the write lock. SQLite's own busy handler is unfair under load (the slowest of eight writing processes got
// 0.02-5% of the turns of the fastest and waited up to two seconds); short waits with full jitter gave it 30-60%, with
// a p99 of 40-100 ms. So the driver's handler is off and the waiting is here: bounded, jittered, abortable.

import { setTimeout as wait } from 'node:timers/promises';
import { StoreError } from '../contract/errors.ts';
import { isBusy } from './driver-errors.ts';
import { busyChannel } from './events.ts';

export interface BusyPolicy {
  /** After this long without the lock: E_LOCKED. */
  readonly deadlineMs: number;
  /** The longest single wait before the first retry; it doubles up to `waitMsMax`. */
  readonly waitMsFirst: number;
  readonly waitMsMax: number;
  /** 0 up to 1, for the jitter. */
  readonly random: () => number;
  readonly nowMs: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

export const BUSY_POLICY: BusyPolicy = {
  deadlineMs: 5_000,
  waitMsFirst: 1,
  waitMsMax: 50,
  random: Math.random,
  nowMs: () => performance.now(),
  sleep: async (ms, signal) => {
    await wait(ms, undefined, signal === undefined ? {} : { signal });
  },
};

/** Runs `attempt` until it finds the lock free. E_LOCKED at the deadline, E_ABORTED on abort; nothing is half done. */
export async function untilFree<T>(
  file: string,
  attempt: () => T,
  policy: BusyPolicy,
  signal?: AbortSignal,
): Promise<T> {
  const start = policy.nowMs();
  for (let tries = 1; ; tries++) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error)) throw error;
      const waitedMs = policy.nowMs() - start;
      if (waitedMs >= policy.deadlineMs) throw lockedOut(file, waitedMs, error);
      if (busyChannel.hasSubscribers) busyChannel.publish({ file, attempt: tries, waitedMs });
      await sleepOrAbort(file, policy.random() * ceilingMs(policy, tries), policy, signal);
    }
  }
}

const ceilingMs = (policy: BusyPolicy, tries: number): number =>
  Math.min(policy.waitMsMax, policy.waitMsFirst * 2 ** Math.min(tries - 1, 30));

async function sleepOrAbort(
  file: string,
  ms: number,
  policy: BusyPolicy,
  signal: AbortSignal | undefined,
): Promise<void> {
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
