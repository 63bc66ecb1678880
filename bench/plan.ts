// Which trials run, and in what order. Every block holds each trial once; blocks and what is in them are shuffled from
// the seed, so that a machine that gets slower or faster meanwhile favours nobody. The stores of one comparison run
// next to each other, on the same operations in the same order; floors on those of them that they have.

import type { DatasetSpec } from './datasets/dataset.ts';
import { Random } from './datasets/random.ts';
import { isToTry } from './floors/names.ts';
import { type Operation, workloadOf } from './workloads/registry.ts';
import type { WorkloadGroup } from './workloads/workload.ts';

export interface TrialChoice {
  readonly stores: readonly string[];
  readonly datasets: readonly DatasetSpec[];
  readonly operations: readonly Operation[];
  /** Of each store, dataset and group of operations. */
  readonly trials: number;
  readonly seed: number;
}

export interface PlannedTrial {
  /** Position in the whole order, from 0. */
  readonly order: number;
  /** Blocks are complete experiments, each with every trial once. */
  readonly block: number;
  /** Trials of one comparison differ in the store alone; they follow each other. */
  readonly comparison: number;
  readonly store: string;
  readonly dataset: DatasetSpec;
  readonly operations: readonly Operation[];
}

const GROUPS: readonly WorkloadGroup[] = ['read', 'write', 'start'];

export function planTrials({ stores, datasets, operations, trials, seed }: TrialChoice): PlannedTrial[] {
  const random = new Random(seed);
  const comparisons = datasets.flatMap((dataset) =>
    GROUPS.map((group) => ({ dataset, members: operations.filter(isOf(group)) })),
  );
  const planned: PlannedTrial[] = [];
  let comparison = 0;
  for (let block = 0; block < trials; block++) {
    for (const { dataset, members } of random.shuffled(comparisons)) {
      const shuffled = random.shuffled(members);
      for (const store of random.shuffled(stores)) {
        const own = shuffled.filter((operation) => isToTry(store, operation));
        if (own.length === 0) continue;
        planned.push({ order: planned.length, block, comparison, store, dataset, operations: own });
      }
      comparison++;
    }
  }
  return planned;
}

const isOf =
  (group: WorkloadGroup) =>
  (operation: Operation): boolean =>
    workloadOf(operation).group === group;
