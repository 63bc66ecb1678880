// Contestants that take turns, and what one took in proportion to another of the same round: neighbours on a shared
// machine slow all of a round.

import { medianOf } from '../statistics/quantile.ts';

/** Of one call. */
export interface Sample {
  /** Of all threads of the process. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** What each contestant told in each round; before them come rounds for the compiler. */
export async function interleaved<T>(
  contestants: readonly (() => T | Promise<T>)[],
  { rounds, roundsBefore }: { readonly rounds: number; readonly roundsBefore: number },
): Promise<T[][]> {
  const samples: T[][] = contestants.map(() => []);
  for (let round = -roundsBefore; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const at = (turn + round + roundsBefore) % contestants.length;
      const sample = await contestants[at]?.();
      if (round >= 0 && sample !== undefined) samples[at]?.push(sample);
    }
  }
  return samples;
}

export const ratios = (left: readonly Sample[], right: readonly Sample[], what: keyof Sample): number[] =>
  left.map((sample, round) => sample[what] / (right[round] as Sample)[what]);

export function medianText(values: readonly number[]): string {
  const [low, high] = orderStatistics(values);
  return `${medianOf(values).toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

/** Those that hold the median in 19 of 20 runs; of few values all. */
export function orderStatistics(values: readonly number[]): [low: number, high: number] {
  const sorted = values.toSorted((left, right) => left - right);
  const reach = 0.98 * Math.sqrt(sorted.length);
  const middle = (sorted.length - 1) / 2;
  const at = (place: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, place))] as number;
  return [at(Math.floor(middle - reach)), at(Math.ceil(middle + reach))];
}
