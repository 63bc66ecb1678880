// What the harness puts to the test: something that opens stores.

import type { Clock } from '../contract/instant.ts';

export interface OpenOptions {
  /** For every time that the store stamps, so that two stores stamp the same. */
  readonly clock?: Clock;
  /** Nothing is timed: the store may keep what it read last, as long as it sees what changes meanwhile. Default: false. */
  readonly mayRemember?: boolean;
}

/**
 * `model`: what the others are compared with, in memory and plain. `store`: under test. `peer`: by others, only when it is asked
 * for. `floor`: does the least that the machine must do for a workload; never compared, only timed.
 */
export type Role = 'model' | 'store' | 'peer' | 'floor';

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
  /** Names of the operations that this store has. Default: all of the definition. */
  offered?(store: Store): ReadonlySet<string>;
}

/** A program that answers the subject protocol (docs/subjects.md): its command. */
export interface ProgramChoice {
  readonly command: readonly string[];
  readonly role?: Role;
}

export type SubjectChoice<Store> = SubjectDefinition<Store> | ProgramChoice;
