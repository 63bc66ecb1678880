// A program under test as a SessionStore. It offers what the program says it offers; anything else is refused here,
// by name. Error texts are the program's own.

import { StoreError } from '../contract/errors.ts';
import type { Clock } from '../contract/instant.ts';
import type { JsonValue } from '../contract/json-value.ts';
import {
  checkedObject,
  type LocatedPage,
  type Page,
  type PageQuery,
  type SessionFilter,
  type SessionPage,
  type SessionQuery,
} from '../contract/query.ts';
import type { SearchPage, SearchQuery } from '../contract/search.ts';
import type {
  ChatMessage,
  MessageInput,
  SessionInput,
  WorktreeInstance,
  WorktreeSession,
} from '../contract/session.ts';
import type { UpdateOptions } from '../contract/session-revision.ts';
import type { SessionStatistics } from '../contract/statistics.ts';
import type { SessionStore } from '../contract/store.ts';
import { nothingAnswer, objectAnswer, sessionAnswer, sessionsAnswer } from './program-answers.ts';
import { sendableArguments } from './program-arguments.ts';
import type { ProgramConnection } from './program-connection.ts';
import { METHOD_OF_OP, type MethodOp, type Op } from './protocol.ts';
import type { DebateWriter, StoreMethod } from './subject.ts';

export interface Capabilities {
  readonly name: string;
  readonly version: string;
  readonly ops: ReadonlySet<string>;
}

type Arguments = Readonly<Record<string, unknown>>;

export class ProgramStore implements SessionStore, DebateWriter {
  readonly capabilities: Capabilities;
  readonly offered: ReadonlySet<StoreMethod>;
  private readonly connection: ProgramConnection;
  private readonly home: string;
  private readonly clock: Clock | undefined;
  private isClosed = false;

  constructor(connection: ProgramConnection, capabilities: Capabilities, home: string, clock?: Clock) {
    this.connection = connection;
    this.capabilities = capabilities;
    this.home = home;
    this.clock = clock;
    const ops = (Object.keys(METHOD_OF_OP) as MethodOp[]).filter((op) => capabilities.ops.has(op));
    this.offered = new Set(ops.map((op) => METHOD_OF_OP[op]));
  }

  async createSession(workspacePath: string, session: SessionInput): Promise<WorktreeSession> {
    return sessionAnswer(await this.call('create_session', { workspacePath, session }), 'create_session');
  }

  /** A program that knows no revisions is not asked: it would overwrite what it should not. */
  async updateSession(
    workspacePath: string,
    session: SessionInput,
    options?: UpdateOptions,
  ): Promise<WorktreeSession> {
    const { expectedRevision = null } = checkedObject(options, 'options');
    if (expectedRevision !== null) {
      const args = { workspacePath, session, expectedRevision };
      return sessionAnswer(await this.call('update_session_if', args), 'update_session_if');
    }
    return sessionAnswer(await this.call('update_session', { workspacePath, session }), 'update_session');
  }

  async getSession(workspacePath: string, sessionId: string): Promise<WorktreeSession> {
    return sessionAnswer(await this.call('get_session', { workspacePath, sessionId }), 'get_session');
  }

  async getAllSessions(workspacePath: string): Promise<readonly WorktreeSession[]> {
    return sessionsAnswer(await this.call('get_all_sessions', { workspacePath }), 'get_all_sessions');
  }

  async deleteSession(workspacePath: string, sessionId: string): Promise<void> {
    nothingAnswer(await this.call('delete_session', { workspacePath, sessionId }), 'delete_session');
  }

  async addChatMessage(
    workspacePath: string,
    sessionId: string,
    message: MessageInput,
  ): Promise<WorktreeSession> {
    const args = { workspacePath, sessionId, message };
    return sessionAnswer(await this.callStamped('add_chat_message', args), 'add_chat_message');
  }

  async updateInstanceStatus(
    workspacePath: string,
    sessionId: string,
    instanceId: number,
    newStatus: string,
  ): Promise<WorktreeSession> {
    const args = { workspacePath, sessionId, instanceId, newStatus };
    return sessionAnswer(await this.callStamped('update_instance_status', args), 'update_instance_status');
  }

  async debateStatus(workingDir: string, debateId: string, status: string, startedAt: string): Promise<void> {
    const args = { workingDir, debateId, status, startedAt };
    nothingAnswer(await this.callStamped('debate_status', args), 'debate_status');
  }

  async listSessions(workspacePath: string, query: SessionQuery = {}): Promise<SessionPage> {
    return objectAnswer(await this.call('list_sessions', { workspacePath, query }), 'list_sessions');
  }

  async listAllSessions(query: SessionQuery = {}): Promise<LocatedPage> {
    return objectAnswer(await this.call('list_all_sessions', { query }), 'list_all_sessions');
  }

  async sessionStatistics(workspacePath: string, filter: SessionFilter = {}): Promise<SessionStatistics> {
    return objectAnswer(
      await this.call('session_statistics', { workspacePath, filter }),
      'session_statistics',
    );
  }

  async searchSessions(workspacePath: string, search: SearchQuery): Promise<SearchPage> {
    return objectAnswer(await this.call('search_sessions', { workspacePath, search }), 'search_sessions');
  }

  async listInstances(
    workspacePath: string,
    sessionId: string,
    page: PageQuery = {},
  ): Promise<Page<WorktreeInstance>> {
    return objectAnswer(
      await this.call('list_instances', { workspacePath, sessionId, page }),
      'list_instances',
    );
  }

  async listMessages(
    workspacePath: string,
    sessionId: string,
    page: PageQuery = {},
  ): Promise<Page<ChatMessage>> {
    return objectAnswer(
      await this.call('list_messages', { workspacePath, sessionId, page }),
      'list_messages',
    );
  }

  async transaction<T>(): Promise<T> {
    throw new StoreError('E_REFUSED', 'The subject protocol has no transactions; nothing was sent.');
  }

  /** Any operation of the protocol with any arguments, as they are. */
  send(op: Op, args: Arguments): Promise<JsonValue> {
    return this.connection.request(op, args);
  }

  /** The whole answer to any line, request or not. */
  exchange(line: string): Promise<JsonValue> {
    return this.connection.exchange(line);
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.connection.close();
  }

  /** Ends the program as a crash would, with no chance to put anything in order. */
  async kill(): Promise<void> {
    this.isClosed = true;
    await this.connection.kill();
  }

  /** The clock is asked only where a store would ask it. */
  private callStamped(op: Op, args: Arguments): Promise<JsonValue> {
    return this.call(op, this.clock === undefined ? args : { ...args, now: this.clock.now() });
  }

  private async call(op: Op, args: Arguments): Promise<JsonValue> {
    if (this.isClosed) {
      throw new StoreError('E_CLOSED', 'The store was closed; nothing was done. Open it again to go on.');
    }
    if (!this.capabilities.ops.has(op)) {
      throw new StoreError('E_REFUSED', `${this.capabilities.name} does not offer ${op}; nothing was sent.`);
    }
    return this.connection.request(op, { home: this.home, ...sendableArguments(args) });
  }
}
