// The app's operations as functions from a workspace's list of sessions to the next list. They are the meaning of
// the contract: the memory model and the file store run them, and every other store is compared with them.
// Lists and sessions are never changed in place.

import { instanceNotFound, sessionNotFound } from './errors.ts';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from './session.ts';

export type SessionList = readonly WorktreeSession[];

export function findSession(list: SessionList, sessionId: string): WorktreeSession {
  const session = list.find(({ id }) => id === sessionId);
  if (session === undefined) throw sessionNotFound(sessionId);
  return session;
}

/** Replaces the first record with the session's id. */
export function replaceSession(list: SessionList, session: WorktreeSession): SessionList {
  const index = list.indexOf(findSession(list, session.id));
  return list.with(index, session);
}

export const removeSessions = (list: SessionList, sessionId: string): SessionList =>
  list.filter(({ id }) => id !== sessionId);

export const withMessage = (
  session: WorktreeSession,
  message: ChatMessage,
  updatedAt: string,
): WorktreeSession => ({ ...session, updatedAt, chatHistory: [...session.chatHistory, message] });

export function findInstance(session: WorktreeSession, instanceId: number): WorktreeInstance {
  const instance = session.instances.find((candidate) => candidate.instanceId === instanceId);
  if (instance === undefined) throw instanceNotFound(session.id, instanceId);
  return instance;
}

export function withInstanceStatus(
  session: WorktreeSession,
  instanceId: number,
  status: string,
  updatedAt: string,
): WorktreeSession {
  const instance = findInstance(session, instanceId);
  const index = session.instances.indexOf(instance);
  return { ...session, updatedAt, instances: session.instances.with(index, { ...instance, status }) };
}
