// How the histories of a definition are played, where arguments as they were generated are not what a store is to be given:
// paths of directories that exist only during a run, cursors and revisions that an earlier answer gave, steps that happen
// beside the stores. Most definitions need none of it.

import type { Arbitrary } from 'fast-check';
import type { Step } from './operation.ts';
import type { Outcome } from './outcome.ts';

/** `reopen` closes a store and opens it again; `kill` ends it as a crash would. Steps of every definition. */
export type Restart = 'reopen' | 'kill';

/** What a history may be made of. */
export interface StepChoices {
  /** Names of the operations that every store of the run has. */
  readonly offered: ReadonlySet<string>;
  /** None: stores are never restarted. */
  readonly restarts: readonly Restart[];
}

export interface HistoryDefinition<Store> {
  /** A folder of histories that showed a bug once: a verification plays them before anything random. Default: none. */
  readonly kept?: string;
  /** What comes next: a step, or several that belong together. Default: an operation by its weight, or now and then a restart. */
  steps?(choices: StepChoices): Arbitrary<Step | readonly Step[]>;
  /** Simpler variants of a step, for counterexamples; each strictly smaller. Default: what its arbitrary shrinks to. */
  simpler?(step: Step): Iterable<Step>;
  /** Of the text of a kept history. Default: JSON.parse. */
  parse?(text: string): unknown;
  /** Whether what a file held can be played. Default: a restart, or an operation with a list of arguments. */
  isStep?(value: unknown): boolean;
  /** In a few words, null when there is none. Undefined: as without this. Crashes are not asked about. */
  difference?(expected: Outcome, actual: Outcome): string | null | undefined;
  /** Once for each run of a history. `folder` is empty, and shared by all stores. */
  begin?(folder: string): HistoryRun<Store>;
}

/** One history while it is played. */
export interface HistoryRun<Store> {
  /** The step with what it stands for now. Null: it was done beside the stores, and none of them is asked. */
  real?(step: Step, reference: Store): Step | null | Promise<Step | null>;
  /** What came of a step, as it was given, on the store that the others are compared with. */
  told?(step: Step, outcome: Outcome): void;
  /** Steps that read all that the stores hold. Default: the content. */
  parts?(): Iterable<Step>;
}
