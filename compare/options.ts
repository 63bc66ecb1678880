// What is asked of a comparison.

import type { ProgressListener } from '../contract/progress.ts';
import type { Programs } from '../definition/subjects.ts';
import type { BodyRow } from '../results/result.ts';
import type { Rule } from './decision.ts';
import type { StartPlayers } from './player/player-process.ts';

/** One of the two that are compared: its own copy of code and dependencies. */
export interface Side {
  /** Of a module whose default export is the definition. */
  readonly source: string;
  /** Stores that are programs, by name, as commands of this side. */
  readonly programs: Programs;
  /** Where its programs are started. */
  readonly directory: string;
  /** For people, such as a revision. */
  readonly title: string;
}

export interface Sides {
  readonly base: Side;
  readonly head: Side;
}

/** Default: what either side's definition says (`bench.compared`). */
export interface ComparisonChoice {
  readonly stores?: readonly string[];
  /** Default: all that are timed. */
  readonly operations?: readonly string[];
  readonly profiles?: readonly string[];
  readonly records?: readonly number[];
}

/** The head is made slower on purpose: its calls take longer by this share of their own durations. */
export interface Plant {
  /** 0.05 is 5%. */
  readonly share: number;
  readonly calls: 'all' | 'every tenth';
}

/** One operation of a store on one dataset. */
export interface Benchmark {
  readonly operation: string;
  readonly store: string;
  readonly records: number;
  readonly profile: string;
}

export interface CompareOptions extends ComparisonChoice {
  /** Of every order, and of the resampling. */
  readonly seed: number;
  /** Wall clock behind which no process is begun; what is open then cannot be told. Default: three minutes. */
  readonly budgetMs?: number;
  readonly rule?: Rule;
  /** Of benchmarks whose noise asks for other floors. */
  readonly ownRules?: (benchmark: Benchmark) => Rule | undefined;
  readonly plant?: Plant;
  /** Default: true, as long as both sides can be loaded in one process. */
  readonly isTogether?: boolean;
  /** How many benchmarks are run with the head against itself besides. Default: 3. */
  readonly againstItself?: number;
  /** Default: in processes of their own. */
  readonly startPlayers?: StartPlayers;
  readonly onRow: (row: BodyRow) => void;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}
