// What one worker does: appends messages to, and reads, sessions of the shared workspace, one operation at a time,
// until its time or its number of operations is over. Failures are counted and do not end it.

import { StoreError } from '../contract/errors.ts';
import type { SessionStore } from '../contract/store.ts';
import { filler, initialSessionId } from '../sessions/load/initial-sessions.ts';
import type { Acknowledgement } from './acknowledgements.ts';
import { type Arrival, waitUntil } from './arrival.ts';
import { type ChoiceSource, choiceAt } from './choices.ts';

/** The names of the operations are those of the benchmark. */
export const LOAD_OPERATIONS = ['appendMessage', 'getOne'] as const;
export type LoadOperationName = (typeof LOAD_OPERATIONS)[number];

export interface WorkerPlan extends ChoiceSource {
  readonly workspacePath: string;
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
  readonly tallies: Readonly<Record<LoadOperationName, OperationTally>>;
  /** How often operations failed with each code. */
  readonly failures: Readonly<Record<string, number>>;
  /** How late the worker began each call that it was free for in time. */
  readonly lagsNs: readonly number[];
}

export interface WorkerSurroundings {
  readonly store: SessionStore;
  /** Made at the start, on the worker's own reading of the clock. */
  readonly arrivalFrom: (startNs: bigint) => Arrival;
  readonly onAcknowledged: (acknowledgement: Acknowledgement) => void;
}

export async function driveLoad(plan: WorkerPlan, surroundings: WorkerSurroundings): Promise<WorkerReport> {
  const tallies = { appendMessage: emptyTally(), getOne: emptyTally() };
  const failures: Record<string, number> = {};
  const lagsNs: number[] = [];
  const startedNs = process.hrtime.bigint();
  const endNs = startedNs + BigInt(plan.durationMs) * 1_000_000n;
  const arrival = surroundings.arrivalFrom(startedNs);
  let freeNs = startedNs;
  for (let step = 0; step < plan.operationsMax && freeNs < endNs; step++) {
    const dueNs = arrival(step, freeNs);
    if (dueNs >= endNs) break;
    if (dueNs > freeNs) lagsNs.push(await waitUntil(dueNs));
    const call = callAt(plan, step);
    const failure = await failureOf(surroundings.store, plan, call);
    // Before the record of the write: a worker that is stopped meanwhile shows it in the call that follows.
    freeNs = process.hrtime.bigint();
    const tally = tallies[call.isRead ? 'getOne' : 'appendMessage'];
    if (failure === null) {
      tally.latenciesNs.push(Number(freeNs - dueNs));
      if (!call.isRead) surroundings.onAcknowledged(call);
    } else {
      tally.failed++;
      failures[failure] = (failures[failure] ?? 0) + 1;
    }
  }
  return { startedNs, endedNs: freeNs, tallies, failures, lagsNs };
}

interface LoadCall extends Acknowledgement {
  readonly isRead: boolean;
}

function callAt(plan: WorkerPlan, step: number): LoadCall {
  const { isRead, session } = choiceAt(plan, step);
  return { isRead, sessionId: initialSessionId(session), messageId: messageIdOf(plan.worker, step) };
}

/** The code of the error; null when the call succeeded. */
async function failureOf(store: SessionStore, plan: WorkerPlan, call: LoadCall): Promise<string | null> {
  try {
    if (call.isRead) await store.getSession(plan.workspacePath, call.sessionId);
    else await append(store, plan, call);
    return null;
  } catch (error) {
    return error instanceof StoreError ? error.code : 'other';
  }
}

const emptyTally = (): OperationTally => ({ latenciesNs: [], failed: 0 });

async function append(
  store: SessionStore,
  plan: WorkerPlan,
  { sessionId, messageId }: Acknowledgement,
): Promise<void> {
  await store.addChatMessage(plan.workspacePath, sessionId, {
    id: messageId,
    role: 'assistant',
    content: filler(`${messageId} was here; `, 160),
    timestamp: '2025-10-01T00:00:00.000Z',
  });
}

/** Unique in a run, and counts up with the worker's steps. */
export const messageIdOf = (worker: number, step: number): string => `load-${worker}-${step}`;

/** Null for a message that no worker wrote. */
export function writerOf(messageId: string): { readonly worker: number; readonly step: number } | null {
  const match = /^load-(\d+)-(\d+)$/.exec(messageId);
  return match === null ? null : { worker: Number(match[1]), step: Number(match[2]) };
}
