// What is timed, and on what data.

import type { Surroundings } from './place.ts';

export interface DatasetDefinition<Store> {
  /** Numbers of records, when none are asked for. Default: 100 and 1,000. */
  readonly sizes?: readonly number[];
  readonly sizeMax?: number;
  /** Puts so many records into an empty store: for a seed always the same. */
  fill(store: Store, dataset: Dataset & Surroundings): void | Promise<void>;
}

/** One dataset of a run. */
export interface Dataset {
  readonly profile: string;
  /** Records. */
  readonly size: number;
  readonly seed: number;
}

/** A store that holds exactly a dataset, and the means to open it anew. */
export interface Stage<Store> extends Surroundings {
  /** Another object after it was opened again: look it up at each use. */
  readonly store: Store;
  readonly dataset: Dataset;
  /** Null where content is in memory alone. */
  readonly home: string | null;
  /** Closes the store and opens it again on the same content: a new connection, nothing read yet. */
  reopen(): Promise<void>;
  /** A second connection to the same content; the same one at every call. */
  another(): Promise<Store>;
  /** A store of its own that holds nothing yet; the same one at every call. */
  empty(): Promise<Store>;
}

/** One measured call. */
export type Call = () => unknown;

/**
 * Calls come in rounds. Every round does the same calls on a store in the same state; what is needed before a round, and to bring
 * the store back to its content after it, is not timed.
 */
export interface Round {
  readonly calls: readonly Call[];
  /** Untimed, before the calls. */
  begin?(): void | Promise<void>;
  /** Untimed, after the calls, in some rounds only: what they left behind in the store. Part of the digest. */
  effects?(): unknown;
  /** Untimed, after the calls: restores the store's content. */
  end?(): void | Promise<void>;
}

/** Reads, writes and starts are timed in different processes. */
export type WorkloadGroup = 'read' | 'write' | 'start';

export interface WorkloadDefinition<Store> {
  readonly group: WorkloadGroup;
  /** Operations that a store must have for it. */
  readonly needs?: readonly string[];
  prepare(stage: Stage<Store>): Round | Promise<Round>;
}
