// Which trials of a run fall to a shard. What reports compare stays on one machine: all stores, all sizes and all trials
// of a group of operations on one kind of data go to the same shard, for a ratio between two machines says nothing of
// the stores, nor does growth from one machine to another.

import { requireShares, type Shard, WHOLE_RUN } from '../contract/shard.ts';
import type { WorkloadGroup } from '../definition/bench.ts';
import type { Definition } from '../definition/definition.ts';
import { type Contest, type ContestChoice, contestOf } from './contest.ts';
import { type PlannedTrial, planTrials } from './plan.ts';

export interface PlanChoice extends ContestChoice {
  /** Of the order of trials; the datasets have their own, fixed one. */
  readonly seed: number;
  /** Default: the whole run. */
  readonly shard?: Shard;
}

export interface SharedPlan {
  /** In the order of the whole plan, and with their positions in it. */
  readonly trials: readonly PlannedTrial[];
  /** Of the time of the whole run. */
  readonly share: number;
  /** Kinds of data that no shard with a lower number works on: the one that weighs their stores. */
  readonly weighed: ReadonlySet<string>;
}

export interface BenchPlan extends SharedPlan {
  /** Its fields are those of the shard. */
  readonly contest: Contest;
}

/** Rejects with E_USAGE for what the definition does not have, and when a shard would have nothing to do. */
export async function benchPlan(definition: Definition, choice: PlanChoice): Promise<BenchPlan> {
  const contest = await contestOf(definition, choice);
  const { fields, operations, workloads, ofContestants } = contest;
  const groupOf = (operation: string): WorkloadGroup => workloads[operation]?.group ?? 'read';
  const planned = planTrials({
    fields,
    operations,
    groupOf,
    isToTry: (store, operation) => Object.hasOwn(ofContestants.get(store) ?? {}, operation),
    seed: choice.seed,
  });
  const { shard = WHOLE_RUN } = choice;
  if (shard.of === 1) {
    return {
      contest,
      trials: planned,
      share: 1,
      weighed: new Set(fields.map(({ dataset }) => dataset.profile)),
    };
  }
  const plan = trialsOfShard(planned, groupOf, shard);
  const profiles = new Set(plan.trials.map(({ dataset }) => dataset.profile));
  const own = fields.filter(({ dataset }) => profiles.has(dataset.profile));
  return { contest: { ...contest, fields: own }, ...plan };
}

/** Each shard fills its stores itself: so much of the time of a run is for that. */
const FILLING_SHARE = 0.1;

/** Throws E_USAGE when a shard would have nothing to do. */
export function trialsOfShard(
  planned: readonly PlannedTrial[],
  groupOf: (operation: string) => WorkloadGroup,
  shard: Shard,
): SharedPlan {
  const pieces = Map.groupBy(planned, ({ dataset, operations: [first = ''] }) =>
    JSON.stringify([dataset.profile, groupOf(first)]),
  );
  requireShares(pieces.size, 'groups of operations', shard);
  const shards = shared([...pieces.values()], shard.of);
  const at = shard.number - 1;
  const own = new Set(shards[at]);
  const trials = planned.filter((trial) => own.has(trial));
  const profilesOf = (some: readonly PlannedTrial[]): string[] => some.map(({ dataset }) => dataset.profile);
  const taken = new Set(profilesOf(shards.slice(0, at).flat()));
  return {
    trials,
    share: FILLING_SHARE + ((1 - FILLING_SHARE) * trials.length) / planned.length,
    weighed: new Set(profilesOf(trials).filter((profile) => !taken.has(profile))),
  };
}

/**
 * The heaviest piece first, each to the shard that has least: the longest shard takes a third more than in the best
 * division, at most (Graham, "Bounds on multiprocessing timing anomalies", SIAM Journal on Applied Mathematics 17, 1969).
 */
function shared(pieces: readonly (readonly PlannedTrial[])[], of: number): PlannedTrial[][] {
  const shards: PlannedTrial[][] = Array.from({ length: of }, () => []);
  for (const piece of pieces.toSorted((left, right) => right.length - left.length)) {
    const trials = shards.map(({ length }) => length);
    shards[trials.indexOf(Math.min(...trials))]?.push(...piece);
  }
  return shards;
}
