// When a worker's operations are due, in ns from the common start. Latency counts from the due time, not from the call, so
// that an arrival that does not wait for the store shows its stalls.

import { setImmediate, setTimeout } from 'node:timers/promises';

/** The due time of an operation, given the time at which the worker is free for it. */
export type Arrival = (step: number, freeNs: number) => number;

/** The next operation is due as soon as the one before it has ended. */
export const closedLoop: Arrival = (_step, freeNs) => freeNs;

export interface OpenLoop {
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
  ({ perSecond, processes, worker }: OpenLoop): Arrival =>
  (step) =>
    Math.round(((step * processes + worker) * 1e9) / perSecond);

/** From the common start. */
export type Clock = () => number;

/** On the system's monotonic clock, which processes share. */
export const clockFrom =
  (startNs: bigint): Clock =>
  () =>
    Number(process.hrtime.bigint() - startNs);

/** A timer may be late by this much; the rest is waited for turn by turn of the event loop. */
const TIMER_LATE_NS = 2_000_000;

/** Resolves once the time has come, at once when it has. */
export async function waitUntil(dueNs: number, now: Clock): Promise<void> {
  const leftNs = dueNs - now();
  if (leftNs > TIMER_LATE_NS) await setTimeout((leftNs - TIMER_LATE_NS) / 1e6);
  // Ends with the clock.
  while (now() < dueNs) await setImmediate();
}
