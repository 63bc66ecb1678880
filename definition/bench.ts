// What is timed, and on what data. A dataset with `fill` and a workload with `prepare` are enough; the rest is for more.

import type { Surroundings } from './place.ts';
import type { Section } from './section.ts';

/** One dataset of a run: the same on every machine. */
export interface Dataset {
  readonly profile: string;
  /** Records. */
  readonly size: number;
  readonly seed: number;
}

export interface DatasetDefinition<Store> {
  /** Numbers of records, when none are asked for. Default: 100 and 1,000. */
  readonly sizes?: readonly number[];
  /** More would be too large to work with. Default: no such number. */
  readonly sizeMax?: number;
  /** Puts so many records into an empty store. */
  fill(store: Store, dataset: Dataset & Surroundings): void | Promise<void>;
}

/** A store that holds exactly a dataset, and the means to open it anew. */
export interface Stage<Store> extends Surroundings {
  /** Another object after it was opened again: look it up at each use. */
  readonly store: Store;
  readonly dataset: Dataset;
  /** Null where content is in memory alone. */
  readonly home: string | null;
  open(): Promise<void>;
  /** Closes every store that was opened here. */
  close(): Promise<void>;
  /** Closes the store and opens it again on the same content: a new connection, nothing read yet. */
  reopen(): Promise<void>;
  /** A second connection to the same content; the same one at every call. Rejects with {@link NotOffered}. */
  another(): Promise<Store>;
  /** A store of its own that holds nothing yet; the same one at every call until `close`. */
  empty(): Promise<Store>;
  /** Removes what {@link empty} gave. */
  removeEmpty(): Promise<void>;
  /** Does a task of the definition in a process of its own, which opens the store for it. Rejects with {@link NotOffered}. */
  fresh(task: string): Promise<FreshAnswer>;
  /** What a process takes that does nothing, or null where {@link fresh} starts none. */
  bareNs(): number | null;
  /** The largest resident set of such a process, or null as above. Throws {@link NotOffered}. */
  bareRssBytes(): number | null;
}

export interface FreshAnswer {
  /** As JSON. */
  readonly answer: unknown;
  /** The largest resident set of the process. */
  readonly rssBytesMax: number;
  /** From the start of the process to its end. */
  readonly durationNs: number;
}

/** What a process does with a store that it has just opened. */
export interface FreshTask<Store> {
  run(store: Store, on: Dataset & Surroundings & Openings<Store>): unknown;
}

interface Openings<Store> {
  /** One more connection to the same content; the end of the task closes it. */
  openAnother(): Promise<Store>;
}

/** The contestant cannot do a workload at all. No failure: it is left out, and the run says so. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered';
}

/** By its name: a definition may have been given the class by another copy of this package. */
export const isNotOffered = (error: unknown): error is NotOffered =>
  error instanceof Error && error.name === 'NotOffered';

/** One measured call. Its answer is compared as JSON. */
export type Call = () => unknown;

/**
 * Calls come in rounds. Every round does the same calls with the same arguments on a store in the same state; what is needed before a
 * round, and to bring the store back to its content after it, is not timed. So a slow store that manages few rounds and a fast
 * one that manages many have done the same work, and one digest names it.
 */
export interface Round {
  readonly calls: readonly Call[];
  /** Untimed, before the calls. */
  begin?(): void | Promise<void>;
  /** What an answer stands for where it is none of the store's, untimed; in some rounds only. Part of the digest. */
  reveal?(answer: unknown, call: number): unknown;
  /** Untimed, after the calls, in some rounds only: what they left behind in the store. Part of the digest. */
  effects?(): unknown;
  /** Untimed, after the calls: restores the store's content. */
  end?(): void | Promise<void>;
  /** Once, after all rounds. */
  dispose?(): void | Promise<void>;
  /** What one call does so many times; a sample is the duration of one. Default: 1. */
  readonly unitsPerCall?: number;
  /** Asked once after all rounds: what every duration holds beside the operation, in ns. */
  baselineNs?(): number;
}

/** Reads, writes and starts of a store are timed in different processes. Behind a write its content is verified again. */
export type WorkloadGroup = 'read' | 'write' | 'start';

interface WorkloadNature {
  readonly group: WorkloadGroup;
  /** Operations that a store must have for it. */
  readonly needs?: readonly string[];
  /** Contestants that it is about. Default: all. */
  readonly only?: readonly string[];
}

export interface TimedWorkload<Store> extends WorkloadNature {
  /** Name of a figure that goes with the samples: how many units a second. Default: none. */
  readonly rate?: string;
  /** Rejects with {@link NotOffered} when the contestant lacks something else. */
  prepare(stage: Stage<Store>): Round | Promise<Round>;
}

/** Something measured that is no duration. */
export interface WeighedWorkload<Store> extends WorkloadNature {
  weigh(stage: Stage<Store>): Promise<Weighed>;
}

export interface Weighed {
  /** The work that was done, for the digest. */
  readonly answer: unknown;
  readonly figures: readonly { readonly name: string; readonly unit: string; readonly value: number }[];
}

export type WorkloadDefinition<Store> = TimedWorkload<Store> | WeighedWorkload<Store>;

/** Who is compared on what, where every store on every dataset at every size is not what is wanted. */
export interface BenchDefinition<Store> {
  /** Workloads, when none are named. Default: all. */
  readonly operations?: readonly string[];
  /** Contestants, when none are named. Default: every subject whose role is store. */
  readonly stores?: readonly string[];
  /** Profiles, when none are named. Default: all. */
  readonly profiles?: readonly string[];
  /** What a run without any choice has. Default: the above. */
  readonly full?: readonly FullField[];
  /** What base against head has by default. Default: the stores and profiles above, at the sizes of the datasets. */
  readonly compared?: ComparedFields;
  /** By the names that {@link Stage.fresh} takes. */
  readonly tasks?: Section<Readonly<Record<string, FreshTask<Store>>>>;
}

export interface ComparedFields {
  readonly stores?: readonly string[];
  readonly profiles?: readonly string[];
  /** Numbers of records. */
  readonly records?: readonly number[];
}

export interface FullField {
  readonly profile: string;
  readonly size: number;
  readonly stores: readonly string[];
  /** Whether stores that are named besides stay away. Default: false. */
  readonly isClosed?: boolean;
  /** Of the trials of a run. Default: 1. */
  readonly share?: number;
}
