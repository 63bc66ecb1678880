// What the harness puts to the test: something that opens stores.

import type { Clock } from '../contract/instant.ts';
import type { Round, Stage } from './bench.ts';
import type { Section } from './section.ts';

export interface OpenOptions {
  /** For every time that the store stamps, so that two stores stamp the same. */
  readonly clock?: Clock;
  /** Nothing is timed: the store may keep what it read last, as long as it sees what changes meanwhile. Default: false. */
  readonly mayRemember?: boolean;
  /** A program tells it every line of its protocol, so that a counterexample can show them. */
  readonly onLine?: (line: string) => void;
}

/** `model`: what the others are compared with, in memory and plain. `store`: under test. `peer`: by others, only when it is asked for. */
export type Role = 'model' | 'store' | 'peer';

export interface SubjectDefinition<Store> {
  /** `home` is an existing directory, empty or as a store of this subject left it. */
  open(home: string, options: OpenOptions): Store | Promise<Store>;
  /** Default: the store's own `close`, if it has one. */
  close?(store: Store): void | Promise<void>;
  /** Ends it as a crash would. Default: closes it. */
  kill?(store: Store): void | Promise<void>;
  /** Default: `store`. */
  readonly role?: Role;
  /** Whether a store that is opened again on the same home holds what was written before. Default: true, but false of a model. */
  readonly isPersistent?: boolean;
  /** Whether another process answers. Default: false. */
  readonly isRemote?: boolean;
  /** Names of the operations that this store has. Default, and null: all of the definition. */
  offered?(store: Store): ReadonlySet<string> | null;
}

/** A program that answers the subject protocol (docs/subjects.md): its command. */
export interface ProgramChoice {
  readonly command: readonly string[];
  readonly role?: Role;
}

/**
 * Does the least that a workload needs: what no store can be faster than. It is timed beside the stores and never compared. It works on a
 * home that another subject has filled, and what it answers, after `Round.reveal`, is held against the model's work like any answer.
 */
export interface FloorDefinition<Store> {
  readonly role: 'floor';
  /** The subject that fills its home and restores it between rounds: it is on the stage. */
  readonly base: string;
  /** By the names of the workloads that it is a floor of. Default: none. */
  readonly workloads?: Section<Readonly<Record<string, FloorWorkload<Store>>>>;
  /** What the processes of a load open, on a home that the base has filled. Default: it is no floor of a load. */
  readonly underLoad?: SubjectDefinition<Store>;
}

export interface FloorWorkload<Store> {
  prepare(stage: Stage<Store>): Round | Promise<Round>;
}

export type SubjectChoice<Store> = SubjectDefinition<Store> | ProgramChoice | FloorDefinition<Store>;
