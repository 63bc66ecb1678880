// The contract's operations on an open database. Each write is one transaction; inside the transaction of a caller it
// is a savepoint of it.

import { StoreError, sessionNotFound } from '../contract/errors.ts';
import type { Clock } from '../contract/instant.ts';
import {
  checkedFilter,
  checkedPage,
  checkedQuery,
  type LocatedPage,
  type Page,
  type PageQuery,
  type SessionFilter,
  type SessionPage,
  type SessionQuery,
} from '../contract/query.ts';
import {
  createRequest,
  idRequest,
  messageRequest,
  readableHash,
  statusRequest,
  updateRequest,
} from '../contract/requests.ts';
import {
  checkedSearch,
  encodeSearchCursor,
  hitOf,
  matchesTerms,
  type SearchPage,
  type SearchQuery,
} from '../contract/search.ts';
import type {
  ChatMessage,
  MessageInput,
  SessionInput,
  WorktreeInstance,
  WorktreeSession,
} from '../contract/session.ts';
import { findInstance, withInstanceStatus, withMessage } from '../contract/session-list.ts';
import { requireRevision, type UpdateOptions } from '../contract/session-revision.ts';
import { type SessionStatistics, statisticsOf } from '../contract/statistics.ts';
import type { SessionOperations } from '../contract/store.ts';
import { requireStrict, requireStrictInstanceStatus, requireStrictMessage } from '../contract/strict-mode.ts';
import { canonicalPath } from '../contract/workspace.ts';
import type { Connection } from './connection.ts';
import { firstSessionKey, lastSessionKey } from './keys.ts';
import { LayoutTable } from './layout-table.ts';
import { ListQuery } from './list-query.ts';
import { SearchIndex } from './search-index.ts';
import { SessionReads } from './session-reads.ts';
import { type ContentTuple, contentOf, type RowValues, stampOf } from './session-rows.ts';
import { SessionTable } from './session-table.ts';
import { StatisticsQuery } from './statistics-query.ts';
import { Summaries } from './summaries.ts';
import { WorkspaceTable } from './workspace-table.ts';

/** The prepared statements of one connection, by what they are for. */
export class Tables {
  readonly connection: Connection;
  readonly workspaces: WorkspaceTable;
  readonly search: SearchIndex;
  readonly sessions: SessionTable;
  readonly reads: SessionReads;
  readonly lists: ListQuery;
  readonly statistics: StatisticsQuery;
  readonly layouts: LayoutTable;

  constructor(connection: Connection) {
    this.connection = connection;
    this.workspaces = new WorkspaceTable(connection);
    this.search = new SearchIndex(connection);
    this.sessions = new SessionTable(connection, this.search);
    this.reads = new SessionReads(connection);
    this.lists = new ListQuery(connection, new Summaries(connection));
    this.statistics = new StatisticsQuery(connection);
    this.layouts = new LayoutTable(connection);
  }
}

/** What is known from earlier reads; SnapshotCache, but inside a caller's transaction nothing. */
export interface ReadCache {
  noteWrite(hash: string, sessionId: string): void;
  allSessions(hash: string): readonly WorktreeSession[];
  /** What {@link allSessions} would answer, when that is known without reading. */
  unchanged(hash: string): readonly WorktreeSession[] | undefined;
  session(hash: string, sessionId: string): WorktreeSession | undefined;
  version(): number;
  /** See Summaries.of. */
  summaryVersion(): number | null;
  keepSession(hash: string, session: WorktreeSession, version: number): void;
}

export interface OperationContext {
  readonly tables: Tables;
  readonly cache: ReadCache;
  readonly clock: Clock;
  readonly isStrict: boolean;
  /** Runs a write, waiting for the lock where the caller has no transaction open. */
  readonly write: <T>(work: () => T) => Promise<T>;
  /** Runs reads on one state of the database. */
  readonly read: <T>(work: () => T) => Promise<T>;
  /** Throws unless operations on the workspace are allowed now. */
  readonly requireUsable: (hash: string | null) => void;
}

/** No hash, so that a transaction, which covers one workspace, refuses it. */
const ALL_WORKSPACES = '*';

const EMPTY_PAGE: SessionPage = { sessions: [], nextCursor: null };

export class SqliteOperations implements SessionOperations {
  private readonly context: OperationContext;
  private readonly tables: Tables;

  constructor(context: OperationContext) {
    this.context = context;
    this.tables = context.tables;
  }

  async createSession(workspacePath: string, input: SessionInput): Promise<WorktreeSession> {
    const { hash, session } = createRequest(workspacePath, input);
    return this.write(hash, session.id, () => {
      const { workspaces, sessions, reads } = this.tables;
      const workspaceId = workspaces.findOrInsert(hash, canonicalPath(workspacePath));
      if (this.context.isStrict) requireStrict(session, idsOf(reads.findFirst(workspaceId, session.id)));
      sessions.append(workspaceId, [session]);
      return session;
    });
  }

  async updateSession(
    workspacePath: string,
    input: SessionInput,
    options?: UpdateOptions,
  ): Promise<WorktreeSession> {
    const { hash, session, expectedRevision } = updateRequest(workspacePath, input, options);
    return this.writeFirst(hash, session.id, (stored, before) => {
      requireRevision(before, expectedRevision);
      if (this.context.isStrict) requireStrict(session, []);
      this.tables.sessions.replace(stored, session, before);
      return session;
    });
  }

  async getSession(workspacePath: string, sessionId: string): Promise<WorktreeSession> {
    const { hash } = idRequest('getSession', workspacePath, sessionId);
    const { cache, requireUsable } = this.context;
    requireUsable(hash);
    return (
      cache.session(hash, sessionId) ??
      this.read(hash, () => {
        const session = this.tables.reads.whole(this.requireStored(hash, sessionId));
        cache.keepSession(hash, session, cache.version());
        return session;
      })
    );
  }

  async getAllSessions(workspacePath: string): Promise<readonly WorktreeSession[]> {
    const hash = readableHash(workspacePath);
    if (hash === null) return this.read(null, () => []);
    this.context.requireUsable(hash);
    return this.context.cache.unchanged(hash) ?? this.read(hash, () => this.context.cache.allSessions(hash));
  }

  async deleteSession(workspacePath: string, sessionId: string): Promise<void> {
    const { hash } = idRequest('deleteSession', workspacePath, sessionId);
    await this.write(hash, sessionId, () => {
      const { workspaces, sessions, reads } = this.tables;
      // As in the app, deleting makes the workspace's store even when there is nothing to delete.
      const workspaceId = workspaces.findOrInsert(hash, canonicalPath(workspacePath));
      sessions.delete(reads.findAllRows(workspaceId, sessionId).map((row) => stampOf(row).key));
    });
  }

  async addChatMessage(
    workspacePath: string,
    sessionId: string,
    input: MessageInput,
  ): Promise<WorktreeSession> {
    const { hash, message } = messageRequest(workspacePath, sessionId, input);
    return this.writeFirst(hash, sessionId, (stored, before) => {
      if (this.context.isStrict) requireStrictMessage(message, before.chatHistory);
      const session = withMessage(before, message, this.context.clock.now());
      this.tables.sessions.appendMessage(stored, session, message);
      return session;
    });
  }

  async updateInstanceStatus(
    workspacePath: string,
    sessionId: string,
    instanceId: number,
    newStatus: string,
  ): Promise<WorktreeSession> {
    const request = statusRequest(workspacePath, sessionId, instanceId, newStatus);
    return this.writeFirst(request.hash, sessionId, (stored, before) => {
      const position = before.instances.indexOf(findInstance(before, request.instanceId));
      if (this.context.isStrict) requireStrictInstanceStatus(newStatus);
      const session = withInstanceStatus(before, request.instanceId, newStatus, this.context.clock.now());
      this.tables.sessions.setInstanceStatus(stored, session, position, newStatus);
      return session;
    });
  }

  async listSessions(workspacePath: string, query?: SessionQuery): Promise<SessionPage> {
    const checked = checkedQuery(query);
    return this.readWorkspace(workspacePath, EMPTY_PAGE, (id) =>
      this.tables.lists.page(id, checked, this.context.cache.summaryVersion()),
    );
  }

  async listAllSessions(query?: SessionQuery): Promise<LocatedPage> {
    const checked = checkedQuery(query);
    return this.read(ALL_WORKSPACES, () =>
      this.tables.lists.pageOfAll(
        this.tables.workspaces.byHashes(),
        checked,
        this.context.cache.summaryVersion(),
      ),
    );
  }

  async sessionStatistics(workspacePath: string, filter?: SessionFilter): Promise<SessionStatistics> {
    const checked = checkedFilter(filter);
    return this.readWorkspace(workspacePath, statisticsOf([], {}), (id) =>
      this.tables.statistics.statistics(id, checked),
    );
  }

  searchSessions(workspacePath: string, search: SearchQuery): Promise<SearchPage> {
    return this.searchSessionsOf(() => readableHash(workspacePath), search);
  }

  /** As searchSessions, for the workspace of a session file whose path is unknown. */
  searchHash(hash: string, search: SearchQuery): Promise<SearchPage> {
    return this.searchSessionsOf(() => hash, search);
  }

  /** As sessionStatistics, for the workspace of a session file whose path is unknown. */
  async statisticsOfHash(hash: string, filter?: SessionFilter): Promise<SessionStatistics> {
    const checked = checkedFilter(filter);
    return this.readHash(hash, statisticsOf([], {}), (id) => this.tables.statistics.statistics(id, checked));
  }

  private async searchSessionsOf(hashOf: () => string | null, search: SearchQuery): Promise<SearchPage> {
    const checked = checkedSearch(search);
    const none: SearchPage = { hits: [], nextCursor: null };
    const hash = hashOf();
    if (checked.terms.length === 0) return this.readHash(hash, none, () => none);
    return this.readHash(hash, none, (id) => {
      const range = { first: firstSessionKey(id), last: lastSessionKey(id) };
      const { terms, limit, offset } = checked;
      const matches = (key: number): boolean => {
        const session = this.tables.reads.at(key);
        return session !== undefined && matchesTerms(session, terms);
      };
      const keys = this.tables.search.find(terms, range, { limit: limit + 1, offset, matches });
      return {
        hits: keys.slice(0, limit).map((key) => hitOf(this.sessionAt(key), terms)),
        nextCursor: keys.length > limit ? encodeSearchCursor(offset + limit) : null,
      };
    });
  }

  async listInstances(
    workspacePath: string,
    sessionId: string,
    page?: PageQuery,
  ): Promise<Page<WorktreeInstance>> {
    const { offset, limit } = checkedPage(page);
    const { hash } = idRequest('getSession', workspacePath, sessionId);
    return this.read(hash, () => {
      const [key, total] = this.requireStored(hash, sessionId);
      return { items: this.tables.reads.instancesFrom(key, offset, limit), total };
    });
  }

  async listMessages(workspacePath: string, sessionId: string, page?: PageQuery): Promise<Page<ChatMessage>> {
    const { offset, limit } = checkedPage(page);
    const { hash } = idRequest('getSession', workspacePath, sessionId);
    return this.read(hash, () => {
      const [key, , total] = this.requireStored(hash, sessionId);
      return { items: this.tables.reads.messagesFrom(key, offset, limit), total };
    });
  }

  private requireStored(hash: string, sessionId: string): ContentTuple {
    const workspaceId = this.tables.workspaces.find(hash);
    const stored =
      workspaceId === undefined ? undefined : this.tables.reads.findFirst(workspaceId, sessionId);
    if (stored === undefined) throw sessionNotFound(sessionId);
    return stored;
  }

  /** To be written again: it matches its digest. */
  private requireRow(hash: string, sessionId: string): RowValues {
    const workspaceId = this.tables.workspaces.find(hash);
    const row =
      workspaceId === undefined ? undefined : this.tables.reads.findFirstRow(workspaceId, sessionId);
    if (row === undefined) throw sessionNotFound(sessionId);
    return row;
  }

  private sessionAt(key: number): WorktreeSession {
    const session = this.tables.reads.at(key);
    if (session !== undefined) return session;
    throw new StoreError(
      'E_CORRUPT',
      'The search index names a session that is not stored. Nothing was changed. Run the check of the database.',
    );
  }

  private readWorkspace<T>(workspacePath: string, whenNone: T, work: (workspaceId: number) => T): Promise<T> {
    return this.readHash(readableHash(workspacePath), whenNone, work);
  }

  private readHash<T>(hash: string | null, whenNone: T, work: (workspaceId: number) => T): Promise<T> {
    return this.read(hash, () => {
      const workspaceId = hash === null ? undefined : this.tables.workspaces.find(hash);
      return workspaceId === undefined ? whenNone : work(workspaceId);
    });
  }

  private async read<T>(hash: string | null, work: () => T): Promise<T> {
    this.context.requireUsable(hash);
    return this.context.read(work);
  }

  private async write<T>(hash: string, sessionId: string, work: () => T): Promise<T> {
    this.context.requireUsable(hash);
    return this.context.write(() => {
      const answer = work();
      this.context.cache.noteWrite(hash, sessionId);
      return answer;
    });
  }

  /** Changes the first session with the id; `work` gets it as it is and answers it as it shall be. */
  private async writeFirst(
    hash: string,
    sessionId: string,
    work: (stored: RowValues, before: WorktreeSession) => WorktreeSession,
  ): Promise<WorktreeSession> {
    const { cache } = this.context;
    let version = 0;
    const session = await this.write(hash, sessionId, () => {
      const stored = this.requireRow(hash, sessionId);
      version = cache.version();
      return work(stored, cache.session(hash, sessionId) ?? this.tables.reads.whole(contentOf(stored)));
    });
    cache.keepSession(hash, session, version);
    return session;
  }
}

const idsOf = (stored: ContentTuple | undefined): { id: string }[] =>
  stored === undefined ? [] : [{ id: stored[3] }];
