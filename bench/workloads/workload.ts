// What a workload is: one operation of the contract, written once and run on every store.
//
// Calls come in rounds. Every round does the same calls with the same arguments on a store in the same state; what is
// needed before a round, and to bring the store back to its size and content after it, is not timed. So a slow store
// that manages few rounds and a fast one that manages many have done the same work, and one digest names it.

import type { SessionStore } from '../../contract/store.ts';
import type { DatasetSpec } from '../../sessions/datasets/dataset.ts';
import type { StoreMethod } from '../../subjects/index.ts';
import type { FreshTask } from '../fresh/fresh-task.ts';

/** A store that holds exactly a dataset, and the means to open it anew. */
export interface Stage {
  /** Another object after `open`: look it up at each use. */
  readonly store: SessionStore;
  readonly workspacePath: string;
  readonly dataset: DatasetSpec;
  /** The directory that holds `.ait42`; null where content is in memory alone. */
  readonly home: string | null;
  open(): Promise<void>;
  /** Closes every store that was opened here. */
  close(): Promise<void>;
  /** Closes the store and opens it again on the same content: a new connection, nothing read yet. */
  reopen(): Promise<void>;
  /** A second connection to the same content; the same one at every call. Throws {@link NotOffered}. */
  another(): Promise<SessionStore>;
  /** A store of its own that holds nothing yet; the same one at every call until `close`. */
  empty(): Promise<SessionStore>;
  /** Removes what {@link empty} gave. */
  removeEmpty(): Promise<void>;
  /** Does a task in a process of its own, which opens the store for it. Throws {@link NotOffered}. */
  fresh(task: FreshTask): Promise<FreshAnswer>;
  /** A process that does nothing, or null where {@link fresh} starts none. */
  bareNs(): number | null;
  /** The largest resident set of a process that does nothing, or null as above. */
  bareRssBytes(): number | null;
}

export interface FreshAnswer {
  readonly answer: unknown;
  /** The largest resident set of the process. */
  readonly rssBytesMax: number;
  /** From the start of the process to its end. */
  readonly durationNs: number;
}

/** The contestant cannot do an operation at all. No failure: it is left out, and the run says so. */
export class NotOffered extends Error {}

/** One measured call. */
export type Call = () => Promise<unknown>;

export interface Round {
  readonly calls: readonly Call[];
  /** Untimed, before the calls. */
  readonly begin?: () => Promise<void>;
  /** What an answer stands for where it is none of the contract's, untimed; in some rounds only. Part of the digest. */
  readonly reveal?: (answer: unknown, call: number) => unknown;
  /** Untimed, after the calls, in some rounds only: what they left behind in the store. Part of the digest. */
  readonly effects?: () => Promise<unknown>;
  /** Untimed, after the calls: restores the store's content. */
  readonly end?: () => Promise<void>;
  /** Once, after all rounds. */
  readonly dispose?: () => Promise<void>;
  /** What one call does so many times; a sample is the duration of one. Default: 1. */
  readonly unitsPerCall?: number;
  /** Asked once after all rounds: what every duration holds beside the operation, in ns. */
  readonly baselineNs?: () => number;
}

/** Trials time the reads, the writes and the starts of a store in different processes. */
export type WorkloadGroup = 'read' | 'write' | 'start';

interface WorkloadNature {
  readonly group: WorkloadGroup;
  /** Methods that a store must have. */
  readonly needs: readonly StoreMethod[];
}

export interface TimedWorkload extends WorkloadNature {
  /** Rejects with {@link NotOffered} when the contestant lacks something else. */
  readonly prepare: (stage: Stage) => Round | Promise<Round>;
}

/** Something measured that is no duration. */
export interface WeighedWorkload extends WorkloadNature {
  readonly weigh: (stage: Stage) => Promise<Weighed>;
}

export interface Weighed {
  /** The work that was done, for the digest. */
  readonly answer: unknown;
  readonly figures: readonly { readonly name: string; readonly unit: string; readonly value: number }[];
}

export type Workload = TimedWorkload | WeighedWorkload;
