// The arguments of each operation, checked in one order for every store: types first, then the workspace path, as the
// app does. Each function throws E_ARGS or E_BLANK_PATH and answers what the operation works on.

import { checkedMessage, checkedSession, checkedText, checkedU32 } from './arguments.ts';
import { StoreError } from './errors.ts';
import type { ChatMessage, WorktreeSession } from './session.ts';
import { checkedRevision } from './session-revision.ts';
import { type AppOperation, isBlank, requireWorkspace, type Workspace, workspaceHash } from './workspace.ts';

export interface SessionRequest extends Workspace {
  readonly session: WorktreeSession;
}

export interface IdRequest extends Workspace {
  readonly sessionId: string;
}

export interface MessageRequest extends IdRequest {
  readonly message: ChatMessage;
}

export interface StatusRequest extends IdRequest {
  readonly instanceId: number;
  readonly newStatus: string;
}

export function createRequest(workspacePath: unknown, input: unknown): SessionRequest {
  const path = checkedText(workspacePath, 'workspacePath');
  const session = checkedSession(input);
  return { session, ...requireWorkspace('createSession', path) };
}

export function updateRequest(
  workspacePath: unknown,
  input: unknown,
  options: unknown,
): SessionRequest & { readonly expectedRevision: string | null } {
  const path = checkedText(workspacePath, 'workspacePath');
  const session = checkedSession(input);
  const expectedRevision = checkedRevision(options);
  return { session, expectedRevision, ...requireWorkspace('updateSession', path) };
}

export function idRequest(operation: AppOperation, workspacePath: unknown, id: unknown): IdRequest {
  const path = checkedText(workspacePath, 'workspacePath');
  const sessionId = checkedText(id, 'sessionId');
  return { sessionId, ...requireWorkspace(operation, path) };
}

export function messageRequest(workspacePath: unknown, id: unknown, input: unknown): MessageRequest {
  const path = checkedText(workspacePath, 'workspacePath');
  const sessionId = checkedText(id, 'sessionId');
  const message = checkedMessage(input);
  return { sessionId, message, ...requireWorkspace('addChatMessage', path) };
}

export function statusRequest(
  workspacePath: unknown,
  id: unknown,
  instance: unknown,
  status: unknown,
): StatusRequest {
  const path = checkedText(workspacePath, 'workspacePath');
  const sessionId = checkedText(id, 'sessionId');
  const instanceId = checkedU32(instance, 'instanceId');
  const newStatus = checkedText(status, 'newStatus');
  return { sessionId, instanceId, newStatus, ...requireWorkspace('updateInstanceStatus', path) };
}

/** The workspace of a read over all sessions; null for a blank path, which has none. */
export function readableHash(workspacePath: unknown): string | null {
  const path = checkedText(workspacePath, 'workspacePath');
  return isBlank(path) ? null : workspaceHash(path);
}

/** The workspace of a transaction. */
export function requireTransactionWorkspace(workspacePath: unknown): string {
  const hash = readableHash(workspacePath);
  if (hash === null) {
    throw new StoreError('E_BLANK_PATH', 'Cannot start a transaction: workspace path is empty.');
  }
  return hash;
}
