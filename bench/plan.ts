// Which trials run, and in what order. Every block holds each trial once, the first ones those of heavy data too; blocks and what is in them are shuffled from
// the seed, so that a machine that gets slower or faster meanwhile favours nobody. The stores of one comparison run
// next to each other, on the same operations in the same order; floors on those of them that they have.

import type { DatasetSpec } from '../sessions/datasets/dataset.ts';
import { isToTry } from '../sessions/floors/names.ts';
import { type Operation, workloadOf } from '../sessions/workloads/registry.ts';
import type { Field } from './fields.ts';
import { Random } from './random.ts';
import type { WorkloadGroup } from './workloads/workload.ts';

export interface TrialChoice {
  readonly fields: readonly Field[];
  readonly operations: readonly Operation[];
  readonly seed: number;
}

export interface PlannedTrial {
  /** Position in the whole order, from 0. */
  readonly order: number;
  /** Blocks are complete experiments, each with every trial once of the fields that have so many. */
  readonly block: number;
  /** Trials of one comparison differ in the store alone; they follow each other. */
  readonly comparison: number;
  readonly store: string;
  readonly dataset: DatasetSpec;
  readonly operations: readonly Operation[];
}

const GROUPS: readonly WorkloadGroup[] = ['read', 'write', 'start'];

export function planTrials({ fields, operations, seed }: TrialChoice): PlannedTrial[] {
  const random = new Random(seed);
  const blocks = Math.max(0, ...fields.map(({ trials }) => trials));
  const comparisons = fields.flatMap((field) =>
    GROUPS.map((group) => ({ ...field, members: operations.filter(isOf(group)) })),
  );
  const planned: PlannedTrial[] = [];
  let comparison = 0;
  for (let block = 0; block < blocks; block++) {
    for (const { dataset, stores, trials, members } of random.shuffled(comparisons)) {
      const shuffled = random.shuffled(members);
      const contestants = random.shuffled(stores);
      if (block >= trials) continue;
      for (const store of contestants) {
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
