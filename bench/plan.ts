// Which trials run, and in what order. Every block holds each trial once, the first ones those of heavy data too; blocks and what is in them are shuffled from
// the seed, so that a machine that gets slower or faster meanwhile favours nobody. The stores of one comparison run
// next to each other, on the same operations in the same order; floors on those of them that they have.

import type { Dataset, WorkloadGroup } from '../definition/bench.ts';
import { Random } from '../statistics/random.ts';
import type { Field } from './fields.ts';

export interface TrialChoice {
  readonly fields: readonly Field[];
  readonly operations: readonly string[];
  groupOf(operation: string): WorkloadGroup;
  /** Whether a trial of the contestant is worth while: a floor has some operations, of a store its trials show it. */
  isToTry(store: string, operation: string): boolean;
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
  readonly dataset: Dataset;
  readonly operations: readonly string[];
}

const GROUPS: readonly WorkloadGroup[] = ['read', 'write', 'start'];

export function planTrials(choice: TrialChoice): PlannedTrial[] {
  const { fields, operations } = choice;
  const random = new Random(choice.seed);
  const blocks = Math.max(0, ...fields.map(({ trials }) => trials));
  const comparisons = fields.flatMap((field) =>
    GROUPS.map((group) => ({
      ...field,
      members: operations.filter((each) => choice.groupOf(each) === group),
    })),
  );
  const planned: PlannedTrial[] = [];
  let comparison = 0;
  for (let block = 0; block < blocks; block++) {
    for (const { dataset, stores, trials, members } of random.shuffled(comparisons)) {
      const shuffled = random.shuffled(members);
      const contestants = random.shuffled(stores);
      if (block >= trials) continue;
      for (const store of contestants) {
        const own = shuffled.filter((operation) => choice.isToTry(store, operation));
        if (own.length === 0) continue;
        planned.push({ order: planned.length, block, comparison, store, dataset, operations: own });
      }
      comparison++;
    }
  }
  return planned;
}
