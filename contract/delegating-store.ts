// A store that runs every operation through one gate: in turn with the others, and only while it is open.
// What an operation does is behind `run`.

import { StoreError } from './errors.ts';
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
import type { SessionOperations, SessionStore } from './store.ts';

export abstract class DelegatingStore implements SessionStore {
  protected abstract run<T>(work: (operations: SessionOperations) => Promise<T>): Promise<T>;
  abstract transaction<T>(
    workspacePath: string,
    work: (operations: SessionOperations) => Promise<T>,
  ): Promise<T>;
  abstract close(): Promise<void>;

  createSession(workspacePath: string, session: SessionInput): Promise<WorktreeSession> {
    return this.run((operations) => operations.createSession(workspacePath, session));
  }

  updateSession(
    workspacePath: string,
    session: SessionInput,
    options?: UpdateOptions,
  ): Promise<WorktreeSession> {
    return this.run((operations) => operations.updateSession(workspacePath, session, options));
  }

  getSession(workspacePath: string, sessionId: string): Promise<WorktreeSession> {
    return this.run((operations) => operations.getSession(workspacePath, sessionId));
  }

  getAllSessions(workspacePath: string): Promise<readonly WorktreeSession[]> {
    return this.run((operations) => operations.getAllSessions(workspacePath));
  }

  deleteSession(workspacePath: string, sessionId: string): Promise<void> {
    return this.run((operations) => operations.deleteSession(workspacePath, sessionId));
  }

  addChatMessage(workspacePath: string, sessionId: string, message: MessageInput): Promise<WorktreeSession> {
    return this.run((operations) => operations.addChatMessage(workspacePath, sessionId, message));
  }

  updateInstanceStatus(
    workspacePath: string,
    sessionId: string,
    instanceId: number,
    newStatus: string,
  ): Promise<WorktreeSession> {
    return this.run((operations) =>
      operations.updateInstanceStatus(workspacePath, sessionId, instanceId, newStatus),
    );
  }

  listSessions(workspacePath: string, query?: SessionQuery): Promise<SessionPage> {
    return this.run((operations) => operations.listSessions(workspacePath, query));
  }

  listAllSessions(query?: SessionQuery): Promise<LocatedPage> {
    return this.run((operations) => operations.listAllSessions(query));
  }

  sessionStatistics(workspacePath: string, filter?: SessionFilter): Promise<SessionStatistics> {
    return this.run((operations) => operations.sessionStatistics(workspacePath, filter));
  }

  searchSessions(workspacePath: string, search: SearchQuery): Promise<SearchPage> {
    return this.run((operations) => operations.searchSessions(workspacePath, search));
  }

  listInstances(workspacePath: string, sessionId: string, page?: PageQuery): Promise<Page<WorktreeInstance>> {
    return this.run((operations) => operations.listInstances(workspacePath, sessionId, page));
  }

  listMessages(workspacePath: string, sessionId: string, page?: PageQuery): Promise<Page<ChatMessage>> {
    return this.run((operations) => operations.listMessages(workspacePath, sessionId, page));
  }
}

export const storeClosed = (): StoreError =>
  new StoreError('E_CLOSED', 'The store was closed; nothing was done. Open it again to go on.');

export const foreignWorkspace = (): StoreError =>
  new StoreError(
    'E_TRANSACTION',
    'A transaction covers one workspace; an operation inside it named another one.',
  );

export const transactionEnded = (): StoreError =>
  new StoreError(
    'E_TRANSACTION',
    'An operation of a transaction was called after the transaction had ended.',
  );
