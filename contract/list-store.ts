// A store over whole lists of sessions: everything in the contract, given only how to read and change the list of
// one workspace. The memory model and the file store differ in nothing else.

import { breathe } from './breathe.ts';
import { DelegatingStore, foreignWorkspace, storeClosed, transactionEnded } from './delegating-store.ts';
import { StoreError } from './errors.ts';
import { Exclusive } from './exclusive.ts';
import { type Clock, systemClock } from './instant.ts';
import {
  checkedFilter,
  checkedPage,
  checkedQuery,
  type LocatedPage,
  LocatedSessions,
  type Page,
  type PageQuery,
  pageOf,
  type SessionFilter,
  type SessionPage,
  type SessionQuery,
} from './query.ts';
import {
  createRequest,
  idRequest,
  messageRequest,
  readableHash,
  requireTransactionWorkspace,
  statusRequest,
  updateRequest,
} from './requests.ts';
import { checkedSearch, type SearchPage, type SearchQuery, searchIn } from './search.ts';
import {
  type ChatMessage,
  freezeSession,
  type MessageInput,
  type SessionInput,
  type WorktreeInstance,
  type WorktreeSession,
} from './session.ts';
import {
  findSession,
  removeSessions,
  replaceSession,
  type SessionList,
  withInstanceStatus,
  withMessage,
} from './session-list.ts';
import { requireRevision, type UpdateOptions } from './session-revision.ts';
import { type SessionStatistics, statisticsOf } from './statistics.ts';
import type { SessionOperations, StoreOptions } from './store.ts';
import { requireStrict, requireStrictInstanceStatus, requireStrictMessage } from './strict-mode.ts';

/** A change of a list: the next list, and what the operation answers. */
export interface ListChange<T> {
  readonly list: SessionList;
  readonly answer: T;
}

/** Where lists are kept. `change` must write the new list before it resolves, and nothing when `step` throws. */
export interface ListKeeper {
  read(hash: string): Promise<SessionList>;
  change<T>(hash: string, step: (list: SessionList) => ListChange<T>): Promise<T>;
  /** Like `change`, for a step that takes its time: nobody else changes the list meanwhile, where that is promised. */
  changeSlowly<T>(hash: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T>;
}

/** The lists of all workspaces, by their hashes. */
export interface WorkspaceKeeper extends ListKeeper {
  /** In any order. */
  hashes(): Promise<readonly string[]>;
}

export class ListOperations implements SessionOperations {
  private readonly keeper: WorkspaceKeeper;
  private readonly clock: Clock;
  private readonly isStrict: boolean;

  constructor(keeper: WorkspaceKeeper, options: StoreOptions) {
    this.keeper = keeper;
    this.clock = options.clock ?? systemClock;
    this.isStrict = options.strict ?? false;
  }

  async createSession(workspacePath: string, input: SessionInput): Promise<WorktreeSession> {
    const { hash, session } = createRequest(workspacePath, input);
    return this.keeper.change(hash, (list) => {
      if (this.isStrict) requireStrict(session, list);
      return { list: [...list, session], answer: session };
    });
  }

  async updateSession(
    workspacePath: string,
    input: SessionInput,
    options?: UpdateOptions,
  ): Promise<WorktreeSession> {
    const { hash, session, expectedRevision } = updateRequest(workspacePath, input, options);
    return this.keeper.change(hash, (list) => {
      requireRevision(findSession(list, session.id), expectedRevision);
      const next = replaceSession(list, session);
      // The record that is replaced is the one that may have the id already.
      if (this.isStrict) requireStrict(session, []);
      return { list: next, answer: session };
    });
  }

  async getSession(workspacePath: string, sessionId: string): Promise<WorktreeSession> {
    const { hash } = idRequest('getSession', workspacePath, sessionId);
    return findSession(await this.keeper.read(hash), sessionId);
  }

  async getAllSessions(workspacePath: string): Promise<readonly WorktreeSession[]> {
    // A copy: the keeper may still work on its own.
    return [...(await this.listOf(workspacePath))];
  }

  async deleteSession(workspacePath: string, sessionId: string): Promise<void> {
    const { hash } = idRequest('deleteSession', workspacePath, sessionId);
    await this.keeper.change(hash, (list) => ({ list: removeSessions(list, sessionId), answer: null }));
  }

  async addChatMessage(
    workspacePath: string,
    sessionId: string,
    input: MessageInput,
  ): Promise<WorktreeSession> {
    const { hash, message } = messageRequest(workspacePath, sessionId, input);
    return this.keeper.change(hash, (list) => {
      const session = findSession(list, sessionId);
      if (this.isStrict) requireStrictMessage(message, session.chatHistory);
      const changed = withMessage(session, message, this.clock.now());
      return { list: replaceSession(list, changed), answer: changed };
    });
  }

  async updateInstanceStatus(
    workspacePath: string,
    sessionId: string,
    instanceId: number,
    newStatus: string,
  ): Promise<WorktreeSession> {
    const request = statusRequest(workspacePath, sessionId, instanceId, newStatus);
    return this.keeper.change(request.hash, (list) => {
      const changed = withInstanceStatus(
        findSession(list, sessionId),
        instanceId,
        newStatus,
        this.clock.now(),
      );
      if (this.isStrict) requireStrictInstanceStatus(newStatus);
      return { list: replaceSession(list, changed), answer: changed };
    });
  }

  async listSessions(workspacePath: string, query?: SessionQuery): Promise<SessionPage> {
    const checked = checkedQuery(query);
    return pageOf(await this.listOf(workspacePath), checked);
  }

  async listAllSessions(query?: SessionQuery): Promise<LocatedPage> {
    const all = new LocatedSessions(checkedQuery(query));
    for (const workspaceHash of (await this.keeper.hashes()).toSorted()) {
      await breathe();
      try {
        all.add(workspaceHash, await this.keeper.read(workspaceHash));
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        all.addUnreadable({ workspaceHash, code: error.code, message: error.message });
      }
    }
    return all.page();
  }

  async sessionStatistics(workspacePath: string, filter?: SessionFilter): Promise<SessionStatistics> {
    const checked = checkedFilter(filter);
    return statisticsOf(await this.listOf(workspacePath), checked);
  }

  async searchSessions(workspacePath: string, search: SearchQuery): Promise<SearchPage> {
    const checked = checkedSearch(search);
    return searchIn(await this.listOf(workspacePath), checked);
  }

  async listInstances(
    workspacePath: string,
    sessionId: string,
    page?: PageQuery,
  ): Promise<Page<WorktreeInstance>> {
    const { offset, limit } = checkedPage(page);
    const { instances } = await this.getSession(workspacePath, sessionId);
    return { items: instances.slice(offset, offset + limit), total: instances.length };
  }

  async listMessages(workspacePath: string, sessionId: string, page?: PageQuery): Promise<Page<ChatMessage>> {
    const { offset, limit } = checkedPage(page);
    const { chatHistory } = await this.getSession(workspacePath, sessionId);
    return { items: chatHistory.slice(offset, offset + limit), total: chatHistory.length };
  }

  private async listOf(workspacePath: string): Promise<SessionList> {
    const hash = readableHash(workspacePath);
    return hash === null ? [] : this.keeper.read(hash);
  }
}

/** The whole contract over a keeper of lists: operations one at a time, and transactions on a copy of the list. */
export class ListStore extends DelegatingStore {
  private readonly keeper: WorkspaceKeeper;
  private readonly options: StoreOptions;
  private readonly operations: ListOperations;
  private readonly exclusive = new Exclusive();
  private isClosed = false;

  constructor(keeper: WorkspaceKeeper, options: StoreOptions = {}) {
    super();
    this.keeper = keeper;
    this.options = options;
    this.operations = new ListOperations(keeper, options);
  }

  transaction<T>(workspacePath: string, work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.exclusive.run(async () => {
      this.requireOpen();
      const hash = requireTransactionWorkspace(workspacePath);
      return this.keeper.changeSlowly(hash, async (list) => {
        const copy = new TransactionList(hash, list);
        try {
          const answer = await work(new ListOperations(copy, this.options));
          return { list: copy.current, answer };
        } finally {
          copy.end();
        }
      });
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  /** Work on the keeper in turn with every other call on this store. */
  protected override run<T>(work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.exclusive.runOwn(async () => {
      this.requireOpen();
      return work(this.operations);
    });
  }

  private requireOpen(): void {
    if (this.isClosed) throw storeClosed();
  }
}

/** The list inside a transaction. Its sessions are frozen: callers get these very objects, and they are still written. */
class TransactionList implements WorkspaceKeeper {
  private readonly hash: string;
  private list: SessionList;
  private isEnded = false;

  constructor(hash: string, list: SessionList) {
    this.hash = hash;
    this.list = frozen(list);
  }

  get current(): SessionList {
    return this.list;
  }

  /** Later operations are refused, whether the transaction was kept or not. */
  end(): void {
    this.isEnded = true;
  }

  async hashes(): Promise<never> {
    throw this.isEnded ? transactionEnded() : foreignWorkspace();
  }

  async read(hash: string): Promise<SessionList> {
    this.requireUsable(hash);
    return this.list;
  }

  async change<T>(hash: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    this.requireUsable(hash);
    const { list, answer } = step(this.list);
    this.list = frozen(list);
    return answer;
  }

  changeSlowly<T>(): Promise<T> {
    return Promise.reject(new StoreError('E_TRANSACTION', 'Transactions do not nest.'));
  }

  private requireUsable(hash: string): void {
    if (this.isEnded) throw transactionEnded();
    if (hash !== this.hash) throw foreignWorkspace();
  }
}

function frozen(list: SessionList): SessionList {
  for (const session of list) if (!Object.isFrozen(session)) freezeSession(session);
  return list;
}
