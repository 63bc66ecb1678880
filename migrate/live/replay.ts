// Carries one write out again on the store that follows, and holds its answer against the primary's.

import type { Clock } from '../../contract/instant.ts';
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
  if (request.operation === 'deleteSession') {
    await store.deleteSession(request.workspacePath, request.sessionId);
    return null;
  }
  if (answer === undefined) return false;
  clock.set(answer.updatedAt);
  const replayed = await answerOf(store, request, answer);
  return replayed !== undefined && canonicalText(replayed) === canonicalText(answer);
}

async function answerOf(
  store: SessionOperations,
  request: Exclude<Write['request'], { readonly operation: 'deleteSession' }>,
  answer: WorktreeSession,
): Promise<WorktreeSession | undefined> {
  const { workspacePath } = request;
  if (request.operation === 'createSession') return store.createSession(workspacePath, answer);
  if (request.operation === 'updateSession') return store.updateSession(workspacePath, answer);
  if (request.operation === 'updateInstanceStatus') {
    const { sessionId, instanceId, newStatus } = request;
    return store.updateInstanceStatus(workspacePath, sessionId, instanceId, newStatus);
  }
  if (request.operation === 'addChatMessage') {
    const message = answer.chatHistory.at(-1);
    return message && store.addChatMessage(workspacePath, request.sessionId, message);
  }
  return undefined;
}
