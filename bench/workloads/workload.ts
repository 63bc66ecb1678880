// What a workload is: one operation of the contract, written once and run on every store.
//
// Calls come in rounds. Every round does the same calls with the same arguments on a store in the same state; what is
// needed before a round, and to bring the store back to its size and content after it, is not timed. So a slow store
// that manages few rounds and a fast one that manages many have done the same work, and one digest names it.

import type { SessionStore } from '../../contract/store.ts';
import type { DatasetSpec } from '../datasets/dataset.ts';

/** A store that holds exactly a dataset, and the means to open it anew. */
export interface Stage {
  /** Another object after `reopen`: look it up at each use. */
  readonly store: SessionStore;
  readonly workspacePath: string;
  readonly dataset: DatasetSpec;
  /** Closes the store and opens it again on the same content: a new connection, nothing read yet. */
  reopen(): Promise<void>;
}

/** One measured call. */
export type Call = () => Promise<unknown>;

export interface Round {
  readonly calls: readonly Call[];
  /** Untimed, before the calls. */
  readonly begin?: () => Promise<void>;
  /** Untimed, after the calls, in some rounds only: what they left behind in the store. Part of the digest. */
  readonly effects?: () => Promise<unknown>;
  /** Untimed, after the calls: restores the store's content. */
  readonly end?: () => Promise<void>;
}

/** Trials time the reads and the writes of a store in different processes. */
export type WorkloadGroup = 'read' | 'write';

export interface Workload {
  readonly group: WorkloadGroup;
  readonly prepare: (stage: Stage) => Round;
}
