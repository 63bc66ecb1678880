// When a worker's operations are due. Latency counts from the due time, not from the call, so that an arrival that
// does not wait for the store shows its stalls.

import { setImmediate, setTimeout } from 'node:timers/promises';

/** The due time of an operation on the monotonic clock, given the time at which the worker is free for it. */
export type Arrival = (step: number, freeNs: bigint) => bigint;

/** The next operation is due as soon as the one before it has ended. */
export const closedLoop: Arrival = (_step, freeNs) => freeNs;

export interface OpenLoop {
  readonly startNs: bigint;
  /** Of all workers together. */
  readonly perSecond: number;
  readonly processes: number;
  /** From 0. */
  readonly worker: number;
}

/**
 * At a constant rate, whatever the store does: the workers take turns, so that their calls are spread evenly. A worker
 * that is late does the calls that it owes one after another, each with the wait since it was due in its latency
 * (Gil Tene's "coordinated omission" is what happens else).
 */
export const openLoop =
  ({ startNs, perSecond, processes, worker }: OpenLoop): Arrival =>
  (step) =>
    startNs + BigInt(Math.round(((step * processes + worker) * 1e9) / perSecond));

/** A timer may be late by this much; the rest is waited for turn by turn of the event loop. */
const TIMER_LATE_NS = 2_000_000n;

/** Resolves once the time has come, at once when it has, with how late that is in ns. */
export async function waitUntil(dueNs: bigint): Promise<number> {
  const leftNs = dueNs - process.hrtime.bigint();
  if (leftNs > TIMER_LATE_NS) await setTimeout(Number((leftNs - TIMER_LATE_NS) / 1_000_000n));
  // Ends with the clock.
  while (process.hrtime.bigint() < dueNs) await setImmediate();
  return Number(process.hrtime.bigint() - dueNs);
}
