// The contract's operations as calls that somebody else carries out: what a call is, apart from which store answers it.

import type {
  LocatedPage,
  Page,
  PageQuery,
  SessionFilter,
  SessionPage,
  SessionQuery,
} from '../../contract/query.ts';
import type { SearchPage, SearchQuery } from '../../contract/search.ts';
import type {
  ChatMessage,
  MessageInput,
  SessionInput,
  WorktreeInstance,
  WorktreeSession,
} from '../../contract/session.ts';
import type { UpdateOptions } from '../../contract/session-revision.ts';
import type { SessionStatistics } from '../../contract/statistics.ts';
import type { SessionOperations } from '../../contract/store.ts';

/** Carries the call out on some store. */
export type Call<T> = (operations: SessionOperations) => Promise<T>;

/** What a write is, besides the session or message that its answer holds. */
export type WriteRequest =
  | { readonly operation: 'createSession' | 'updateSession'; readonly workspacePath: string }
  | {
      readonly operation: 'deleteSession' | 'addChatMessage';
      readonly workspacePath: string;
      readonly sessionId: string;
    }
  | {
      readonly operation: 'updateInstanceStatus';
      readonly workspacePath: string;
      readonly sessionId: string;
      readonly instanceId: number;
      readonly newStatus: string;
    };

export interface Route {
  read<T>(workspacePath: string, call: Call<T>): Promise<T>;
  /** Of all workspaces together. */
  readAll<T>(call: Call<T>): Promise<T>;
  write<T extends WorktreeSession | undefined>(request: WriteRequest, call: Call<T>): Promise<T>;
}

export class RoutedOperations implements SessionOperations {
  private readonly route: Route;

  constructor(route: Route) {
    this.route = route;
  }

  createSession(workspacePath: string, session: SessionInput): Promise<WorktreeSession> {
    return this.route.write({ operation: 'createSession', workspacePath }, (on) =>
      on.createSession(workspacePath, session),
    );
  }

  /** The options are for the store that answers: one that follows repeats what that store did. */
  updateSession(
    workspacePath: string,
    session: SessionInput,
    options?: UpdateOptions,
  ): Promise<WorktreeSession> {
    return this.route.write({ operation: 'updateSession', workspacePath }, (on) =>
      on.updateSession(workspacePath, session, options),
    );
  }

  async deleteSession(workspacePath: string, sessionId: string): Promise<void> {
    await this.route.write({ operation: 'deleteSession', workspacePath, sessionId }, async (on) => {
      await on.deleteSession(workspacePath, sessionId);
      return undefined;
    });
  }

  addChatMessage(workspacePath: string, sessionId: string, message: MessageInput): Promise<WorktreeSession> {
    return this.route.write({ operation: 'addChatMessage', workspacePath, sessionId }, (on) =>
      on.addChatMessage(workspacePath, sessionId, message),
    );
  }

  updateInstanceStatus(
    workspacePath: string,
    sessionId: string,
    instanceId: number,
    newStatus: string,
  ): Promise<WorktreeSession> {
    return this.route.write(
      { operation: 'updateInstanceStatus', workspacePath, sessionId, instanceId, newStatus },
      (on) => on.updateInstanceStatus(workspacePath, sessionId, instanceId, newStatus),
    );
  }

  getSession(workspacePath: string, sessionId: string): Promise<WorktreeSession> {
    return this.route.read(workspacePath, (on) => on.getSession(workspacePath, sessionId));
  }

  getAllSessions(workspacePath: string): Promise<readonly WorktreeSession[]> {
    return this.route.read(workspacePath, (on) => on.getAllSessions(workspacePath));
  }

  listSessions(workspacePath: string, query?: SessionQuery): Promise<SessionPage> {
    return this.route.read(workspacePath, (on) => on.listSessions(workspacePath, query));
  }

  listAllSessions(query?: SessionQuery): Promise<LocatedPage> {
    return this.route.readAll((on) => on.listAllSessions(query));
  }

  sessionStatistics(workspacePath: string, filter?: SessionFilter): Promise<SessionStatistics> {
    return this.route.read(workspacePath, (on) => on.sessionStatistics(workspacePath, filter));
  }

  searchSessions(workspacePath: string, search: SearchQuery): Promise<SearchPage> {
    return this.route.read(workspacePath, (on) => on.searchSessions(workspacePath, search));
  }

  listInstances(workspacePath: string, sessionId: string, page?: PageQuery): Promise<Page<WorktreeInstance>> {
    return this.route.read(workspacePath, (on) => on.listInstances(workspacePath, sessionId, page));
  }

  listMessages(workspacePath: string, sessionId: string, page?: PageQuery): Promise<Page<ChatMessage>> {
    return this.route.read(workspacePath, (on) => on.listMessages(workspacePath, sessionId, page));
  }
}
