// A floor does the least that any store must do for an operation: what no store can be faster than. It runs as a
// contestant of its own, in the same trials; what it answers is held against the model's work like any answer, where
// it is no answer of the contract after `Round.reveal` has made one of it.

import type { Round, Stage } from '../../bench/workloads/workload.ts';
import type { Operation } from '../workloads/registry.ts';

export interface Floor {
  /** Of an operation that it is a floor of (names.ts). */
  prepare(operation: Operation, stage: Stage): Promise<Round>;
}
