// What several processes do to one store at once, and how what they wrote is found again. Entries with ids of their own are
// appended to numbered records; reads show the entries of a record. So each load is a history of appends and reads that can be
// checked, whatever the store is.

import type { Surroundings } from './place.ts';

export interface LoadDefinition<Store> {
  /** By the names that they have in results. At least one appends. */
  readonly operations: Readonly<Record<string, LoadOperation<Store>>>;
  /** By name; the first is the default. Without: one of four reads for each append, where there are reads. */
  readonly mixes?: Readonly<Record<string, LoadMix>>;
  /** Stores, when none are named. Default: every one that outlives a process, whose role is store. */
  readonly stores?: readonly string[];
  /** Puts so many records into an empty store, numbered from 0. */
  fill(store: Store, load: Surroundings & { readonly records: number }): void | Promise<void>;
  /** Of the definition's content: each record that is there, with the ids of its entries in their order. */
  entries(content: unknown): Iterable<readonly [record: number, ids: readonly string[]]>;
  /** The content of these records alone, without the entries of a load, and without what else an append changes, such as a
   * time: the same before a load and after it. Of many records answer a list or a generator: it is compared one by one. */
  without(
    content: unknown,
    isOfLoad: { entry(id: string): boolean; record(record: number): boolean },
  ): unknown;
  /** Codes of errors with which a store may refuse a call that met another process: such a call has not happened. Default:
   * none; each one is a fault. */
  readonly busy?: readonly string[];
  /** Stores that promise nothing to more than one process, each with the codes that its calls fail with when another one
   * is writing (`other`: without a code). A loss there is a finding that was expected. */
  readonly unshared?: Readonly<Record<string, readonly string[]>>;
  /** Tells of each wait for another process that calls in this process meet; answers what ends it. */
  readonly onWait?: (told: () => void) => () => void;
  /** Files of a store whose sizes are recorded over the time of a load, such as its database and its log, by name. */
  readonly files?: (store: string, place: LoadSurroundings) => Readonly<Record<string, string>>;
  /** Faults that only this kind of store knows, by name: each runs in a process of its own while the load goes on. */
  readonly faults?: Readonly<Record<string, LoadFault>>;
}

export interface LoadSurroundings extends Surroundings {
  /** An existing directory, of this store alone. */
  readonly home: string;
}

/** One call: which record, and an id that no other call of the run has, such as load-1-27. */
export interface LoadCall extends Surroundings {
  readonly record: number;
  readonly id: string;
  /** Of a call that is a transaction; no other has it. */
  readonly transaction?: LoadTransaction;
}

export interface LoadTransaction {
  /** Other records than `record`, which it may read and append to as well: two, where there are as many. */
  readonly others: readonly number[];
  readonly steps: LoadSteps;
}

/** What a transaction tells of itself, in its order; a retry within the call begins anew. */
export interface LoadSteps {
  begin(): void;
  /** Before an entry with the id of the call is added to a record: once to each. */
  appends(record: number): void;
  /** All entries that a record had when it was read. */
  read(record: number, ids: readonly string[]): void;
  /** It was taken back on purpose, or refused whole: nothing of it has happened. */
  undone(): void;
}

/** Each is counted and timed. What it does says how it is checked. */
export type LoadOperation<Store> = LoadWork<Store> & {
  /** Whether this store can do it. Default: it can. A mix goes without what its store lacks, and the results say so. */
  offeredBy?(store: Store): boolean;
};

type LoadWork<Store> =
  /** Adds an entry with the id to the record. It is acknowledged when this ends without throwing. */
  | { readonly does: 'append'; call(store: Store, load: LoadCall): unknown }
  /** Answers what `entries` finds the ids of the record's entries in, in their order: `all`, or its last ones. */
  | {
      readonly does: 'read';
      call(store: Store, load: LoadCall): unknown;
      readonly entries?: (answer: never) => readonly string[];
      readonly shows?: 'all' | 'last';
    }
  /** Reads of and appends to several records, which take effect together or not at all. */
  | { readonly does: 'transaction'; call(store: Store, load: LoadCall): unknown }
  /** Makes a record with a number of its own; the worker that made it deletes it later. */
  | { readonly does: 'create' | 'delete'; call(store: Store, load: LoadCall): unknown }
  /** Changes no list of entries that there was: a backup, an import of something else, a status. */
  | { readonly does: 'other'; readonly writes: boolean; call(store: Store, load: LoadCall): unknown };

export interface LoadMix {
  /** For people, such as: one writer, all others read pages. */
  readonly says: string;
  /** Every process of the load is in one of them. */
  readonly groups: readonly LoadGroup[];
  /** So many records are in use at a time, by all, and others after so many steps of a worker: they meet often, and no list grows
   * without end. Default: all records all the time. */
  readonly hot?: { readonly records: number; readonly steps: number };
}

export interface LoadGroup {
  readonly name: string;
  /** Default: the processes that are left, shared equally by the groups that do not say. */
  readonly processes?: number;
  /** Operations by name, each with how often it comes, relative to the others. */
  readonly operations: Readonly<Record<string, number>>;
}

export interface LoadFault {
  /** For people, such as: holds the write lock. */
  readonly says: string;
  /** Goes on until it is aborted, and leaves nothing behind. Throws when it could not do what it says. */
  run(store: string, place: FaultSurroundings): Promise<void>;
}

export interface FaultSurroundings extends LoadSurroundings {
  readonly signal: AbortSignal;
  /** For a fault that has to wait, such as for a lock: called once it has what it waited for. From then on it is shown; without, from when it was asked for. */
  begun(): void;
}
