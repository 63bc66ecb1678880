// A planted bug: the model with one thing wrong. Either what it keeps is wrong (the keeper of lists is wrapped) or what
// an operation does (methods are replaced). Everything else stays right, so that only the bug can be noticed.

import { SESSION_METHODS } from '../../contract/every-operation.ts';
import type { ListChange, WorkspaceKeeper } from '../../contract/list-store.ts';
import { MemoryKeeper } from '../../contract/memory-store.ts';
import { type DebateWriter, namesNoWorkspace } from '../../contract/operations.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionList } from '../../contract/session-list.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { SessionSubject } from '../../subjects/index.ts';
import { ModelStore } from '../model.ts';

export type MutantMethods = Partial<SessionStore & DebateWriter>;

export interface Mutant {
  readonly name: string;
  /** The bug, in a few words. */
  readonly what: string;
  readonly keeper?: (lists: WorkspaceKeeper) => WorkspaceKeeper;
  /** Methods that replace those of a right store over the same lists. */
  readonly methods?: (right: ModelStore, lists: WorkspaceKeeper) => MutantMethods;
}

/** A bug in what some methods do. */
export const doing = (name: string, what: string, methods: NonNullable<Mutant['methods']>): Mutant => ({
  ...{ name, what, methods },
});

/** The mutant as a subject whose data outlives its stores, as if it were on disk. */
export function mutantSubject(mutant: Mutant): SessionSubject {
  const kept = new Map<string, WorkspaceKeeper>();
  return {
    name: `mutant ${mutant.name}`,
    isPersistent: true,
    isRemote: false,
    open: async (home, options = {}) => {
      const disk = kept.get(home) ?? new MemoryKeeper();
      kept.set(home, disk);
      const lists = mutant.keeper?.(disk) ?? disk;
      const right = new ModelStore(options, lists);
      return withMethods(right, mutant.methods?.(right, lists) ?? {});
    },
  };
}

function withMethods(store: ModelStore, methods: MutantMethods): SessionStore {
  return new Proxy(store, {
    get: (target, key) => {
      const method = Reflect.get(methods, key) ?? Reflect.get(target, key);
      return typeof method === 'function' ? method.bind(target) : method;
    },
  });
}

/** A keeper that changes every list on its way in, on its way out, or both. */
export class ChangedLists implements WorkspaceKeeper {
  protected readonly lists: WorkspaceKeeper;
  private readonly changeSession: (session: WorktreeSession) => WorktreeSession;

  constructor(lists: WorkspaceKeeper, changeSession: (session: WorktreeSession) => WorktreeSession) {
    this.lists = lists;
    this.changeSession = changeSession;
  }

  hashes(): Promise<readonly string[]> {
    return this.lists.hashes();
  }

  read(hash: string): Promise<SessionList> {
    return this.lists.read(hash);
  }

  change<T>(hash: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    return this.lists.change(hash, (list) => this.changed(step(list)));
  }

  changeSlowly<T>(hash: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    return this.lists.changeSlowly(hash, async (list) => this.changed(await step(list)));
  }

  private changed<T>({ list, answer }: ListChange<T>): ListChange<T> {
    return { list: list.map(this.changeSession), answer };
  }
}

/** Every text of a session changed. */
export function mapTexts(session: WorktreeSession, change: (text: string) => string): WorktreeSession {
  const deeply = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(deeply);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, deeply(member)]));
  };
  return deeply(session) as WorktreeSession;
}

/** The store's methods on one workspace, with its path changed before anything else. */
export function mapPaths(store: ModelStore, change: (path: string) => string): MutantMethods {
  const changed = (path: unknown): unknown => (typeof path === 'string' ? change(path) : path);
  return Object.fromEntries(
    ['transaction' as const, ...SESSION_METHODS.filter((name) => !namesNoWorkspace(name))].map((name) => {
      const method = store[name].bind(store) as (...args: readonly unknown[]) => unknown;
      return [name, (path: unknown, ...rest: readonly unknown[]) => method(changed(path), ...rest)];
    }),
  );
}
