// The contract's operations over a keeper: arguments, blank paths, strict mode, and the texts of refusals, so that an
// adapter holds nothing but its library's work.

import { StoreError, sessionNotFound } from '../../../contract/errors.ts';
import { type Clock, systemClock } from '../../../contract/instant.ts';
import {
  checkedFilter,
  checkedPage,
  checkedQuery,
  type Page,
  type PageQuery,
  pageOf,
  type SessionFilter,
  type SessionPage,
  type SessionQuery,
} from '../../../contract/query.ts';
import {
  createRequest,
  idRequest,
  messageRequest,
  readableHash,
  statusRequest,
  updateRequest,
} from '../../../contract/requests.ts';
import { checkedSearch, type SearchPage, type SearchQuery, searchIn } from '../../../contract/search.ts';
import type {
  ChatMessage,
  MessageInput,
  SessionInput,
  WorktreeInstance,
  WorktreeSession,
} from '../../../contract/session.ts';
import { findInstance } from '../../../contract/session-list.ts';
import { requireRevision, type UpdateOptions } from '../../../contract/session-revision.ts';
import { type SessionStatistics, statisticsOf } from '../../../contract/statistics.ts';
import type { SessionOperations, StoreOptions } from '../../../contract/store.ts';
import {
  requireStrict,
  requireStrictInstanceStatus,
  requireStrictMessage,
} from '../../../contract/strict-mode.ts';
import type { SessionKeeper } from './keeper.ts';

/** Called before each access with the workspace; throws when it is not to be. */
export type Admission = (workspace: string) => void;

export class PeerOperations implements SessionOperations {
  private readonly keeper: SessionKeeper;
  private readonly admit: Admission;
  private readonly clock: Clock;
  private readonly isStrict: boolean;

  constructor(keeper: SessionKeeper, options: StoreOptions, admit: Admission = () => {}) {
    this.keeper = keeper;
    this.admit = admit;
    this.clock = options.clock ?? systemClock;
    this.isStrict = options.strict ?? false;
  }

  async createSession(workspacePath: string, input: SessionInput): Promise<WorktreeSession> {
    const { hash, session } = createRequest(workspacePath, input);
    return this.on(hash, async (keeper) => {
      if (this.isStrict) {
        const other = await keeper.first(hash, session.id);
        requireStrict(session, other === undefined ? [] : [other]);
      }
      await keeper.append(hash, session);
      return session;
    });
  }

  async updateSession(
    workspacePath: string,
    input: SessionInput,
    options?: UpdateOptions,
  ): Promise<WorktreeSession> {
    const { hash, session, expectedRevision } = updateRequest(workspacePath, input, options);
    return this.on(hash, async (keeper) => {
      if (this.isStrict || expectedRevision !== null) {
        requireRevision(await present(keeper, hash, session.id), expectedRevision);
      }
      if (this.isStrict) requireStrict(session, []);
      await keeper.replaceFirst(hash, session);
      return session;
    });
  }

  async getSession(workspacePath: string, id: string): Promise<WorktreeSession> {
    const { hash, sessionId } = idRequest('getSession', workspacePath, id);
    return this.on(hash, (keeper) => present(keeper, hash, sessionId));
  }

  async getAllSessions(workspacePath: string): Promise<readonly WorktreeSession[]> {
    const hash = readableHash(workspacePath);
    return hash === null ? [] : this.on(hash, (keeper) => keeper.all(hash));
  }

  async deleteSession(workspacePath: string, id: string): Promise<void> {
    const { hash, sessionId } = idRequest('deleteSession', workspacePath, id);
    await this.on(hash, (keeper) => keeper.removeAll(hash, sessionId));
  }

  async addChatMessage(workspacePath: string, id: string, input: MessageInput): Promise<WorktreeSession> {
    const { hash, sessionId, message } = messageRequest(workspacePath, id, input);
    return this.on(hash, async (keeper) => {
      if (this.isStrict) requireStrictMessage(message, (await present(keeper, hash, sessionId)).chatHistory);
      return keeper.addMessage(hash, sessionId, { message, updatedAt: this.clock.now() });
    });
  }

  async updateInstanceStatus(
    workspacePath: string,
    id: string,
    instance: number,
    newStatus: string,
  ): Promise<WorktreeSession> {
    const request = statusRequest(workspacePath, id, instance, newStatus);
    const { hash, sessionId, instanceId } = request;
    return this.on(hash, async (keeper) => {
      if (this.isStrict) {
        findInstance(await present(keeper, hash, sessionId), instanceId);
        requireStrictInstanceStatus(request.newStatus);
      }
      const change = { instanceId, status: request.newStatus, updatedAt: this.clock.now() };
      return keeper.setStatus(hash, sessionId, change);
    });
  }

  async listSessions(workspacePath: string, query?: SessionQuery): Promise<SessionPage> {
    const checked = checkedQuery(query);
    const hash = readableHash(workspacePath);
    return hash === null ? pageOf([], checked) : this.on(hash, (keeper) => keeper.page(hash, checked));
  }

  /** No peer has a query over all workspaces, and none is timed: see PeerStore.offered. */
  async listAllSessions(): Promise<never> {
    // No hash: a transaction, which covers one workspace, refuses it first.
    this.admit('*');
    throw new StoreError('E_REFUSED', 'A peer lists one workspace at a time.');
  }

  async sessionStatistics(workspacePath: string, filter?: SessionFilter): Promise<SessionStatistics> {
    const checked = checkedFilter(filter);
    const hash = readableHash(workspacePath);
    return hash === null
      ? statisticsOf([], checked)
      : this.on(hash, (keeper) => keeper.statistics(hash, checked));
  }

  async searchSessions(workspacePath: string, search: SearchQuery): Promise<SearchPage> {
    const checked = checkedSearch(search);
    const hash = readableHash(workspacePath);
    return hash === null ? searchIn([], checked) : this.on(hash, (keeper) => keeper.search(hash, checked));
  }

  async listInstances(workspacePath: string, id: string, page?: PageQuery): Promise<Page<WorktreeInstance>> {
    const checked = checkedPage(page);
    const { instances } = await this.getSession(workspacePath, id);
    return partOf(instances, checked);
  }

  async listMessages(workspacePath: string, id: string, page?: PageQuery): Promise<Page<ChatMessage>> {
    const checked = checkedPage(page);
    const { chatHistory } = await this.getSession(workspacePath, id);
    return partOf(chatHistory, checked);
  }

  private async on<T>(workspace: string, work: (keeper: SessionKeeper) => Promise<T>): Promise<T> {
    this.admit(workspace);
    try {
      return await work(this.keeper);
    } catch (error) {
      throw translated(error);
    }
  }
}

/** E_SESSION_NOT_FOUND. */
async function present(keeper: SessionKeeper, workspace: string, id: string): Promise<WorktreeSession> {
  const session = await keeper.first(workspace, id);
  if (session === undefined) throw sessionNotFound(id);
  return session;
}

const partOf = <T>(items: readonly T[], { offset, limit }: { offset: number; limit: number }): Page<T> => ({
  items: items.slice(offset, offset + limit),
  total: items.length,
});

/** A library's error under the contract's roof; our own as it is. */
export function translated(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new StoreError('E_IO', `The peer's library failed: ${words}`, { cause: error });
}
