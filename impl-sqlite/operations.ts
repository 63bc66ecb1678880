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
import type { ContentTuple } from './columns.ts';
import type { Connection } from './connection.ts';
import { sessionRange } from './keys.ts';
import { LayoutTable } from './layout-table.ts';
import { ListQuery } from './list-query.ts';
import { ReadCache } from './read-cache.ts';
import { SearchIndex } from './search-index.ts';
import { SessionReads, type StoredRow } from './session-reads.ts';
import { contentOf, stampOf } from './session-rows.ts';
import { SessionTable } from './session-table.ts';
import { StatisticsQuery } from './statistics-query.ts';
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
  readonly cache: ReadCache;

  constructor(connection: Connection) {
    this.connection = connection;
    this.workspaces = new WorkspaceTable(connection);
    this.search = new SearchIndex(connection);
    this.sessions = new SessionTable(connection, this.search);
    this.reads = new SessionReads(connection);
    this.cache = new ReadCache(connection, this);
    this.lists = new ListQuery(connection, this.cache);
    this.statistics = new StatisticsQuery(connection);
    this.layouts = new LayoutTable(connection);
  }

  /** Throws E_CORRUPT where the schema lacks a table or a column: these few statements name all of them. */
  requireSchema(): void {
    this.connection.values('insert workspace');
    for (const name of WHOLE_ROWS) this.connection.tuples(name);
    this.connection.query('insert layout');
    this.search.insertion();
  }
}

const WHOLE_ROWS = [
  'row of first session by id',
  'row of instance',
  'row of message',
  'deleted sessions',
] as const;

export interface OperationContext {
  readonly tables: Tables;
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
    const { hash, path, session } = createRequest(workspacePath, input);
    return this.write(hash, session.id, () => {
      const { workspaces, sessions, reads } = this.tables;
      const workspaceId = workspaces.findOrInsert(hash, path);
      if (this.context.isStrict)
        requireStrict(session, reads.first(hash, session.id) === undefined ? [] : [session]);
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
    const { cache } = this.tables;
    this.context.requireUsable(hash);
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
    const { cache } = this.tables;
    return cache.unchanged(hash) ?? this.read(hash, () => cache.allSessions(hash));
  }

  async deleteSession(workspacePath: string, sessionId: string): Promise<void> {
    const { hash, path } = idRequest('deleteSession', workspacePath, sessionId);
    await this.write(hash, sessionId, () => {
      const { workspaces, sessions, reads } = this.tables;
      // As in the app, deleting makes the workspace's store even when there is nothing to delete.
      const workspaceId = workspaces.findOrInsert(hash, path);
      const keys = reads.rows(workspaceId, sessionId).map((row) => stampOf(row).key);
      sessions.delete(keys.map((key) => ({ first: key, last: key })));
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
    return this.readHash(readableHash(workspacePath), EMPTY_PAGE, (id) =>
      this.tables.lists.page(id, checked),
    );
  }

  async listAllSessions(query?: SessionQuery): Promise<LocatedPage> {
    const checked = checkedQuery(query);
    const { lists, workspaces } = this.tables;
    return this.read(ALL_WORKSPACES, () => lists.pageOfAll(workspaces.byHashes(), checked));
  }

  sessionStatistics(workspacePath: string, filter?: SessionFilter): Promise<SessionStatistics> {
    return this.statisticsOf(() => readableHash(workspacePath), filter);
  }

  searchSessions(workspacePath: string, search: SearchQuery): Promise<SearchPage> {
    return this.searchSessionsOf(() => readableHash(workspacePath), search);
  }

  /** As searchSessions, for the workspace of a session file whose path is unknown. */
  searchHash(hash: string, search: SearchQuery): Promise<SearchPage> {
    return this.searchSessionsOf(() => hash, search);
  }

  /** As sessionStatistics, for the workspace of a session file whose path is unknown. */
  statisticsOfHash(hash: string, filter?: SessionFilter): Promise<SessionStatistics> {
    return this.statisticsOf(() => hash, filter);
  }

  private async statisticsOf(
    hashOf: () => string | null,
    filter?: SessionFilter,
  ): Promise<SessionStatistics> {
    const checked = checkedFilter(filter);
    const none = statisticsOf([], {});
    return this.readHash(hashOf(), none, (id) => this.tables.statistics.statistics(id, checked));
  }

  private async searchSessionsOf(hashOf: () => string | null, search: SearchQuery): Promise<SearchPage> {
    const checked = checkedSearch(search);
    const none: SearchPage = { hits: [], nextCursor: null };
    const hash = hashOf();
    if (checked.terms.length === 0) return this.readHash(hash, none, () => none);
    return this.readHash(hash, none, (id) => {
      const { terms, limit, offset } = checked;
      const matches = (key: number): boolean => {
        const session = this.tables.reads.at(key);
        return session !== undefined && matchesTerms(session, terms);
      };
      const keys = this.tables.search.find(terms, sessionRange(id), { limit: limit + 1, offset, matches });
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
    const stored = this.tables.reads.first(hash, sessionId);
    if (stored === undefined) throw sessionNotFound(sessionId);
    return stored;
  }

  private sessionAt(key: number): WorktreeSession {
    const session = this.tables.reads.at(key);
    if (session !== undefined) return session;
    throw new StoreError(
      'E_CORRUPT',
      'The search index names a session that is not stored. Nothing was changed. Run the check of the database.',
    );
  }

  /** Of a workspace by the name of its session file, as of one moment. */
  readHash<T>(hash: string | null, whenNone: T, work: (workspaceId: number) => T): Promise<T> {
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
      this.tables.cache.noteWrite(hash, sessionId);
      return answer;
    });
  }

  /** Changes the first session with the id; `work` gets it as it is and answers it as it shall be. */
  private async writeFirst(
    hash: string,
    sessionId: string,
    work: (stored: StoredRow, before: WorktreeSession) => WorktreeSession,
  ): Promise<WorktreeSession> {
    const { cache, reads } = this.tables;
    let version: number | undefined;
    const session = await this.write(hash, sessionId, () => {
      const stored = reads.firstRow(hash, sessionId);
      if (stored === undefined) throw sessionNotFound(sessionId);
      // Whether it may be kept is decided here: behind the wait below, the caller's transaction may have ended.
      version = cache.isPaused ? undefined : cache.version();
      return work(stored, cache.session(hash, sessionId, version) ?? reads.whole(contentOf(stored.row)));
    });
    if (version !== undefined) cache.keepSession(hash, session, version);
    return session;
  }
}
