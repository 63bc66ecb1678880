// Carries one write out again on the store that follows, and holds its answer against the primary's.

import { callMethod } from '../../contract/every-operation.ts';
import type { Clock } from '../../contract/instant.ts';
import { type ArgumentName, OPERATIONS } from '../../contract/operations.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { canonicalText } from '../../contract/session-writer.ts';
import type { SessionOperations } from '../../contract/store.ts';
import type { Write } from './followed-workspace.ts';

/** The clock of the store that follows: the time stamp that the primary's answer bears. */
export class ReplayClock implements Clock {
  private stamp = '';

  readonly now = (): string => this.stamp;

  set(stamp: string): void {
    this.stamp = stamp;
  }
}

/**
 * Whether the store answered what the primary did; null for a deletion, which answers nothing. Throws what the store
 * throws.
 */
export async function replay(
  store: SessionOperations,
  clock: ReplayClock,
  { request, answer }: Write,
): Promise<boolean | null> {
  const { operation, args } = request;
  if (OPERATIONS[operation].answer === 'nothing') {
    await callMethod(store, operation, args);
    return null;
  }
  if (answer === undefined) return false;
  clock.set(answer.updatedAt);
  const again = OPERATIONS[operation].arguments.map((name, at) => FROM_ANSWER[name]?.(answer) ?? args[at]);
  const replayed = (await callMethod(store, operation, again)) as WorktreeSession;
  return canonicalText(replayed) === canonicalText(answer);
}

/** What the primary kept of what was passed. */
const FROM_ANSWER: { readonly [N in ArgumentName]?: (answer: WorktreeSession) => unknown } = {
  session: (answer) => answer,
  message: ({ chatHistory }) => chatHistory.at(-1),
};
