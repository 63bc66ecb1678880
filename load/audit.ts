// Counts what the store holds after a load against what the workers were told: every acknowledged message must be
// there, once, in its session, in the order in which its worker wrote it, and what was there before must be unharmed.
// A message that was not acknowledged may be there or not: its writer was not told.

import { sessionsEqual } from '../contract/canonical.ts';
import type { WorktreeSession } from '../contract/session.ts';
import type { Acknowledgement } from './acknowledgements.ts';
import { writerOf } from './worker-loop.ts';

export interface Audit {
  readonly acknowledged: number;
  readonly found: number;
  readonly lost: number;
  /** Messages that are there more than once. */
  readonly duplicated: number;
  /** Messages that stand before an earlier one of the same worker in the same session. */
  readonly disordered: number;
  /** Sessions that were there before and are gone, doubled, or changed beyond what a message appended changes. */
  readonly damaged: number;
}

export function auditLoad(
  before: readonly WorktreeSession[],
  after: readonly WorktreeSession[],
  acknowledgements: readonly Acknowledgement[],
): Audit {
  const counts = new Map<string, number>();
  for (const { id, chatHistory } of after) {
    for (const message of chatHistory) {
      const key = `${id} ${message.id}`;
      if (writerOf(message.id) !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const found = acknowledgements.filter(({ sessionId, messageId }) =>
    counts.has(`${sessionId} ${messageId}`),
  ).length;
  return {
    acknowledged: acknowledgements.length,
    found,
    lost: acknowledgements.length - found,
    duplicated: [...counts.values()].filter((count) => count > 1).length,
    disordered: after.reduce((sum, session) => sum + disorderedIn(session), 0),
    damaged: before.filter((session) => !isUnharmed(session, after)).length,
  };
}

function disorderedIn(session: WorktreeSession): number {
  const lastSteps = new Map<number, number>();
  let disordered = 0;
  for (const { id } of session.chatHistory) {
    const writer = writerOf(id);
    if (writer === null) continue;
    if (writer.step < (lastSteps.get(writer.worker) ?? -1)) disordered++;
    lastSteps.set(writer.worker, writer.step);
  }
  return disordered;
}

function isUnharmed(before: WorktreeSession, after: readonly WorktreeSession[]): boolean {
  const [session, ...others] = after.filter(({ id }) => id === before.id);
  if (session === undefined || others.length > 0) return false;
  const chatHistory = session.chatHistory.filter(({ id }) => writerOf(id) === null);
  return sessionsEqual({ ...session, chatHistory, updatedAt: before.updatedAt }, before);
}
