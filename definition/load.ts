// What several processes do to one store at once, and how what they wrote is found again: each write appends an entry with an
// id of its own to one of the records.

import type { Surroundings } from './place.ts';

export interface LoadDefinition<Store> {
  /** The names that the two operations have in results. */
  readonly write: string;
  readonly read: string;
  /** Stores, when none are named. Default: every one that outlives a process, whose role is store. */
  readonly stores?: readonly string[];
  /** Puts so many records into an empty store, numbered from 0. */
  fill(store: Store, load: Surroundings & { readonly records: number }): void | Promise<void>;
  /** Appends an entry with this id, such as load-1-27, to a record. It is acknowledged when this ends without throwing. */
  append(store: Store, load: Surroundings & { readonly record: number; readonly id: string }): unknown;
  get(store: Store, load: Surroundings & { readonly record: number }): unknown;
  /** Of the definition's content: each record that is there, with the ids of its entries in their order. */
  entries(content: unknown): Iterable<readonly [record: number, ids: readonly string[]]>;
  /** The content without these entries, and without what else an append changes, such as a time: the same before a load and after it. */
  without(content: unknown, isOfLoad: (id: string) => boolean): unknown;
  /** Codes of errors with which a store may refuse a call that met another process. Default: none; each one is a fault. */
  readonly busy?: readonly string[];
  /** Stores that promise nothing to more than one process, each with the codes that its calls fail with when another one
   * is writing (`other`: without a code). A loss there is a finding that was expected. */
  readonly unshared?: Readonly<Record<string, readonly string[]>>;
}
