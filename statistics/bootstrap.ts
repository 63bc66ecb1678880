// How far a quantile of samples from several trials may be off.
//
// Method: hierarchical bootstrap (Davison and Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8;
// for benchmarks: Kalibera and Jones, "Rigorous benchmarking in reasonable time", ISMM 2013). A trial is one process
// with its own heap, code and file layout, so its samples are not independent: each replicate draws trials with
// replacement, then samples within each drawn trial. Resampling the pool as if it were one would call a chance
// difference between two processes a finding.
// The resampled pool is never sorted: draws are counted per rank of the pool, and the quantile is found by
// walking the counts.

import { ascending, quantilePosition } from './quantile.ts';
import type { Random } from './random.ts';

/** Samples by trial; every trial has at least one. */
export type Trials = readonly ArrayLike<number>[];

/**
 * Of a longer trial only so many samples take part, spread evenly over its order: the interval can only become wider,
 * and what 250 samples leave open is below the differences between trials. A full benchmark has thousands of
 * measurements, and each costs a thousand resamples.
 */
const SAMPLES_RESAMPLED_MAX = 250;

/** For each of the quantiles `ps`, ascending, its value in each of `count` replicates. O(count x samples). */
export function replicates(
  trials: Trials,
  ps: readonly number[],
  count: number,
  random: Random,
): Float64Array[] {
  const pool = rankedPool(trials);
  const found = ps.map(() => new Float64Array(count));
  const drawn = new Uint32Array(pool.values.length);
  for (let replicate = 0; replicate < count; replicate++) {
    const total = draw(pool, drawn, random);
    // Each quantile goes on where the one before it stopped: the pool is walked once.
    const walk = { rank: 0, passed: drawn[0] as number };
    for (let index = 0; index < ps.length; index++) {
      const position = quantilePosition(total, ps[index] as number);
      (found[index] as Float64Array)[replicate] = countedQuantile(pool.values, drawn, walk, position);
    }
  }
  return found;
}

interface RankedPool {
  /** All samples in ascending order. */
  readonly values: Float64Array;
  /** By trial, the places of its samples in `values`. */
  readonly ranks: readonly Uint32Array[];
  chosen: Uint32Array;
}

function rankedPool(trials: Trials): RankedPool {
  const thinned = trials.map((trial) => thin(ascending(trial)));
  const owned = thinned.flatMap((samples, trial) => Array.from(samples, (value) => ({ value, trial })));
  owned.sort((left, right) => left.value - right.value);
  const ranks: number[][] = trials.map(() => []);
  for (const [rank, { trial }] of owned.entries()) ranks[trial]?.push(rank);
  return {
    values: Float64Array.from(owned, ({ value }) => value),
    ranks: ranks.map((places) => Uint32Array.from(places)),
    chosen: new Uint32Array(SAMPLES_RESAMPLED_MAX),
  };
}

function thin(sorted: Float64Array): Float64Array {
  if (sorted.length <= SAMPLES_RESAMPLED_MAX) return sorted;
  const step = (sorted.length - 1) / (SAMPLES_RESAMPLED_MAX - 1);
  return Float64Array.from(
    { length: SAMPLES_RESAMPLED_MAX },
    (_, index) => sorted[Math.round(index * step)] as number,
  );
}

/** Fills `drawn` with how often each rank was drawn; answers the number of draws. */
function draw(pool: RankedPool, drawn: Uint32Array, random: Random): number {
  drawn.fill(0);
  let total = 0;
  for (let trial = 0; trial < pool.ranks.length; trial++) {
    const ranks = pool.ranks[random.below(pool.ranks.length)] as Uint32Array;
    const chosen = pool.chosen.subarray(0, ranks.length);
    random.fill(chosen, ranks.length);
    for (let sample = 0; sample < chosen.length; sample++) {
      const rank = ranks[chosen[sample] as number] as number;
      drawn[rank] = (drawn[rank] as number) + 1;
    }
    total += ranks.length;
  }
  return total;
}

/** Stands at a rank, with so many draws up to and including it. */
interface Walk {
  rank: number;
  passed: number;
}

function countedQuantile(
  values: Float64Array,
  drawn: Uint32Array,
  walk: Walk,
  { index, fraction }: { readonly index: number; readonly fraction: number },
): number {
  let { rank, passed } = walk;
  while (passed <= index) {
    rank += 1;
    passed += drawn[rank] as number;
  }
  walk.rank = rank;
  walk.passed = passed;
  const low = values[rank] as number;
  if (fraction === 0 || passed > index + 1) return low;
  let next = rank + 1;
  while (drawn[next] === 0) next += 1;
  return low + fraction * ((values[next] as number) - low);
}
