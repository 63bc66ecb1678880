// The contract's model: a store in memory that does nothing but obey. Every other store is compared with it.

import { type ListChange, ListStore, type WorkspaceKeeper } from './list-store.ts';
import { freezeSession } from './session.ts';
import type { SessionList } from './session-list.ts';
import type { StoreOptions } from './store.ts';

export class MemoryStore extends ListStore {
  constructor(options: StoreOptions = {}) {
    super(new MemoryKeeper(), options);
  }
}

/** The lists of all workspaces, by hash. */
export class MemoryKeeper implements WorkspaceKeeper {
  private readonly lists = new Map<string, SessionList>();

  async hashes(): Promise<readonly string[]> {
    return [...this.lists.keys()];
  }

  async read(hash: string): Promise<SessionList> {
    return this.lists.get(hash) ?? [];
  }

  async change<T>(hash: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    return this.keep(hash, step(await this.read(hash)));
  }

  async changeSlowly<T>(hash: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    return this.keep(hash, await step(await this.read(hash)));
  }

  private keep<T>(hash: string, { list, answer }: ListChange<T>): T {
    // Sessions are frozen, because callers get these very objects. Lists are not: each step on a frozen one takes ten times
    // as long.
    const before = this.lists.get(hash) ?? [];
    for (const [index, session] of list.entries()) {
      if (session !== before[index] && !Object.isFrozen(session)) freezeSession(session);
    }
    this.lists.set(hash, list);
    return answer;
  }
}
