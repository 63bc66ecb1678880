// The one interface of every store. The seven operations of the app behave exactly as in the legacy format; the
// rest is beyond the app and the same in every store. All methods are asynchronous, so that a store may live in
// another process. Answers are immutable: a store may hand out the same frozen objects again.

import type { Clock } from './instant.ts';
import type { LocatedPage, Page, PageQuery, SessionFilter, SessionPage, SessionQuery } from './query.ts';
import type { SearchPage, SearchQuery } from './search.ts';
import type {
  ChatMessage,
  MessageInput,
  SessionInput,
  WorktreeInstance,
  WorktreeSession,
} from './session.ts';
import type { UpdateOptions } from './session-revision.ts';
import type { SessionStatistics } from './statistics.ts';

export interface SessionRepository {
  /** Appends at the end; no id is checked. E_ARGS, E_BLANK_PATH. */
  createSession(workspacePath: string, session: SessionInput): Promise<WorktreeSession>;
  /** Replaces the first record with the id, whole and in place. E_SESSION_NOT_FOUND; E_CONFLICT: see {@link UpdateOptions}. */
  updateSession(
    workspacePath: string,
    session: SessionInput,
    options?: UpdateOptions,
  ): Promise<WorktreeSession>;
  /** The first record with the id. E_SESSION_NOT_FOUND. */
  getSession(workspacePath: string, sessionId: string): Promise<WorktreeSession>;
  /** All records in file order; none for a blank path. */
  getAllSessions(workspacePath: string): Promise<readonly WorktreeSession[]>;
  /** Removes every record with the id; none is fine. */
  deleteSession(workspacePath: string, sessionId: string): Promise<void>;
  /** One page of summaries. A blank path has none. E_ARGS, E_CURSOR. */
  listSessions(workspacePath: string, query?: SessionQuery): Promise<SessionPage>;
  /**
   * One page of the sessions of all workspaces. A session file that cannot be read is named in the answer and hides no other
   * one; the rest is as of one moment where the store can. E_ARGS, E_CURSOR; inside a transaction E_TRANSACTION.
   */
  listAllSessions(query?: SessionQuery): Promise<LocatedPage>;
  sessionStatistics(workspacePath: string, filter?: SessionFilter): Promise<SessionStatistics>;
  /** Full text over task, chat and outputs, newest first. E_ARGS, E_CURSOR. */
  searchSessions(workspacePath: string, search: SearchQuery): Promise<SearchPage>;
}

export interface InstanceRepository {
  /** Of the first record with the id, the first instance with the id; stamps updatedAt. E_INSTANCE_NOT_FOUND. */
  updateInstanceStatus(
    workspacePath: string,
    sessionId: string,
    instanceId: number,
    newStatus: string,
  ): Promise<WorktreeSession>;
  listInstances(workspacePath: string, sessionId: string, page?: PageQuery): Promise<Page<WorktreeInstance>>;
}

export interface MessageRepository {
  /** Appends to the first record with the id; stamps updatedAt; no message id is checked. */
  addChatMessage(workspacePath: string, sessionId: string, message: MessageInput): Promise<WorktreeSession>;
  listMessages(workspacePath: string, sessionId: string, page?: PageQuery): Promise<Page<ChatMessage>>;
}

/** What can be done inside a transaction as well as outside. */
export type SessionOperations = SessionRepository & InstanceRepository & MessageRepository;

export interface SessionStore extends SessionOperations {
  /**
   * Runs `work` so that all of its writes to one workspace take effect or, when it throws, none. Other calls on this
   * store wait for it. E_TRANSACTION when `work` touches another workspace, nests, or calls the store itself
   * instead of the operations that it is given.
   */
  transaction<T>(workspacePath: string, work: (operations: SessionOperations) => Promise<T>): Promise<T>;
  /** Ends the use of the store; later calls fail with E_CLOSED. Closing twice is fine. */
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly clock?: Clock;
  /** Enforce vocabulary, limits and unique ids on create and update (strict-mode.ts). Default: false. */
  readonly strict?: boolean;
}
