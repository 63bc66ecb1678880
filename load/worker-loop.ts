// What one worker does: appends messages to, and reads, sessions of the shared workspace, one operation at a time,
// until its time or its number of operations is over. Failures are counted and do not end it.

import { StoreError } from '../contract/errors.ts';
import type { SessionStore } from '../contract/store.ts';
import type { Acknowledgement } from './acknowledgements.ts';
import type { Arrival } from './arrival.ts';
import { type ChoiceSource, choiceAt } from './choices.ts';
import { filler, initialSessionId } from './initial-sessions.ts';

/** The names of the operations are those of the benchmark. */
export const LOAD_OPERATIONS = ['appendMessage', 'getOne'] as const;
export type LoadOperationName = (typeof LOAD_OPERATIONS)[number];

export interface WorkerPlan extends ChoiceSource {
  readonly workspacePath: string;
  /** Neither is passed; an operation that has begun is finished. */
  readonly durationMs: number;
  readonly operationsMax: number;
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
}

export interface WorkerSurroundings {
  readonly store: SessionStore;
  readonly arrival: Arrival;
  readonly onAcknowledged: (acknowledgement: Acknowledgement) => void;
}

export async function driveLoad(plan: WorkerPlan, surroundings: WorkerSurroundings): Promise<WorkerReport> {
  const { arrival } = surroundings;
  const tallies = { appendMessage: emptyTally(), getOne: emptyTally() };
  const failures: Record<string, number> = {};
  const startedNs = process.hrtime.bigint();
  const endNs = startedNs + BigInt(plan.durationMs) * 1_000_000n;
  let freeNs = startedNs;
  for (let step = 0; step < plan.operationsMax && freeNs < endNs; step++) {
    const dueNs = arrival(step, freeNs);
    const { isRead, session } = choiceAt(plan, step);
    const sessionId = initialSessionId(session);
    const tally = tallies[isRead ? 'getOne' : 'appendMessage'];
    try {
      if (isRead) await surroundings.store.getSession(plan.workspacePath, sessionId);
      else await append(surroundings.store, plan, { sessionId, messageId: messageIdOf(plan.worker, step) });
      tally.latenciesNs.push(Number(process.hrtime.bigint() - dueNs));
      if (!isRead) surroundings.onAcknowledged({ sessionId, messageId: messageIdOf(plan.worker, step) });
    } catch (error) {
      tally.failed++;
      const code = error instanceof StoreError ? error.code : 'other';
      failures[code] = (failures[code] ?? 0) + 1;
    }
    freeNs = process.hrtime.bigint();
  }
  return { startedNs, endedNs: freeNs, tallies, failures };
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
