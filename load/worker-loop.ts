// What one worker does: appends entries to, and reads, records of the shared store, one operation at a time, until its
// time or its number of operations is over. Failures are counted and do not end it, unless the store is gone.

import { StoreError } from '../contract/errors.ts';
import type { LoadDefinition } from '../definition/load.ts';
import { thrownText } from '../definition/thrown.ts';
import type { Acknowledgement } from './acknowledgements.ts';
import { type Arrival, waitUntil } from './arrival.ts';
import { type ChoiceSource, choiceAt } from './choices.ts';

export type CallKind = 'write' | 'read';

export interface WorkerPlan extends ChoiceSource {
  readonly folder: string;
  /** Neither is passed; an operation that has begun is finished. */
  readonly durationMs: number;
  readonly operationsMax: number;
  /** Asked of all workers together; null in a closed loop. */
  readonly perSecond: number | null;
}

export interface OperationTally {
  /** Of the operations that succeeded, in time order. */
  readonly latenciesNs: number[];
  failed: number;
}

export interface WorkerReport {
  /** On the system's monotonic clock, which processes share. */
  readonly startedNs: bigint;
  readonly endedNs: bigint;
  readonly tallies: Readonly<Record<CallKind, OperationTally>>;
  readonly failures: Failures;
  /** How late the worker began each call that it was free for in time. */
  readonly lagsNs: readonly number[];
}

/** By the code of the error, or "other". */
export type Failures = Readonly<Record<string, Failure>>;

export interface Failure {
  readonly count: number;
  /** What the first one said. */
  readonly message: string;
}

export interface WorkerSurroundings<Store = unknown> {
  readonly store: Store;
  readonly load: LoadDefinition<Store>;
  /** Made at the start, on the worker's own reading of the clock. */
  readonly arrivalFrom: (startNs: bigint) => Arrival;
  readonly onAcknowledged: (acknowledgement: Acknowledgement) => void;
}

export async function driveLoad<Store>(
  plan: WorkerPlan,
  { store, load, arrivalFrom, onAcknowledged }: WorkerSurroundings<Store>,
): Promise<WorkerReport> {
  const tallies = { write: emptyTally(), read: emptyTally() };
  const failures: Record<string, Failure> = {};
  const lagsNs: number[] = [];
  const startedNs = process.hrtime.bigint();
  const endNs = startedNs + BigInt(plan.durationMs) * 1_000_000n;
  const arrival = arrivalFrom(startedNs);
  let freeNs = startedNs;
  for (let step = 0; step < plan.operationsMax && freeNs < endNs; step++) {
    const dueNs = arrival(step, freeNs);
    if (dueNs >= endNs) break;
    if (dueNs > freeNs) lagsNs.push(await waitUntil(dueNs));
    const call = callAt(plan, step);
    const thrown = await thrownBy(load, store, call);
    // Before the record of the write: a worker that is stopped meanwhile shows it in the call that follows.
    freeNs = process.hrtime.bigint();
    const tally = tallies[call.isRead ? 'read' : 'write'];
    if (thrown === null) {
      tally.latenciesNs.push(Number(freeNs - dueNs));
      if (!call.isRead) onAcknowledged(call);
    } else {
      tally.failed++;
      count(failures, thrown.error);
    }
    if (isGone(thrown)) break;
  }
  return { startedNs, endedNs: freeNs, tallies, failures, lagsNs };
}

interface LoadCall extends Acknowledgement {
  readonly isRead: boolean;
  readonly folder: string;
}

function callAt(plan: WorkerPlan, step: number): LoadCall {
  const { isRead, record } = choiceAt(plan, step);
  return { isRead, folder: plan.folder, record, id: entryIdOf(plan.worker, step) };
}

/** Null when the call succeeded. */
async function thrownBy<Store>(
  load: LoadDefinition<Store>,
  store: Store,
  call: LoadCall,
): Promise<{ readonly error: unknown } | null> {
  try {
    await (call.isRead ? load.get(store, call) : load.append(store, call));
    return null;
  } catch (error) {
    return { error };
  }
}

function count(failures: Record<string, Failure>, error: unknown): void {
  const { code, message } = failureOf(error);
  failures[code] = { count: (failures[code]?.count ?? 0) + 1, message: failures[code]?.message ?? message };
}

/** Whatever was thrown, by its code; "other" of one without. */
export function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return { code: typeof code === 'string' ? code : 'other', message: thrownText(error) };
}

/** A program that broke the protocol or ended answers nothing more. */
function isGone(thrown: { readonly error: unknown } | null): boolean {
  const error = thrown?.error;
  return error instanceof StoreError && error.code === 'E_SUBJECT' && error.data.reason !== undefined;
}

const emptyTally = (): OperationTally => ({ latenciesNs: [], failed: 0 });

/** Unique in a run, and counts up with the worker's steps. */
export const entryIdOf = (worker: number, step: number): string => `load-${worker}-${step}`;

/** Null of an entry that no worker wrote. */
export function writerOf(id: string): { readonly worker: number; readonly step: number } | null {
  const match = /^load-(\d+)-(\d+)$/.exec(id);
  return match === null ? null : { worker: Number(match[1]), step: Number(match[2]) };
}
