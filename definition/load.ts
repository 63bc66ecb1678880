// What several processes do to one store at once, and how what they wrote is found again: each write appends an entry with an
// id of its own to one of the records.

import type { Surroundings } from './place.ts';

export interface LoadDefinition<Store> {
  /** Names that results carry. */
  readonly write: string;
  readonly read: string;
  /** Puts so many records into an empty store, numbered from 0. */
  fill(store: Store, load: Surroundings & { readonly records: number }): void | Promise<void>;
  /** Appends an entry with this id to a record. It is acknowledged when this ends without throwing. */
  append(store: Store, load: Surroundings & { readonly record: number; readonly id: string }): unknown;
  get(store: Store, load: Surroundings & { readonly record: number }): unknown;
  /** Of the definition's content: the ids of the entries of each record, in their order. */
  entries(content: unknown): Iterable<readonly [record: number, ids: readonly string[]]>;
  /** The content without these entries, as it was before the load. */
  without(content: unknown, isOfLoad: (id: string) => boolean): unknown;
}
