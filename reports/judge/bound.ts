// Whether an interval keeps a bound: the whole interval decides. What lies across the bound is undecided.

import type { Estimate } from '../../statistics/interval.ts';
import type { Decided } from './outcome.ts';

export interface Bound {
  readonly atMost?: number | undefined;
  readonly below?: number | undefined;
  readonly atLeast?: number | undefined;
}

export function keeps({ low, high }: Estimate, bound: Bound): Decided {
  const { atMost = Infinity, below = Infinity, atLeast = -Infinity } = bound;
  // Without a bound nothing is asked, and nothing can hold.
  if (![atMost, below, atLeast].some(Number.isFinite)) return 'undecided';
  if (low > atMost || (low >= below && below < Infinity) || high < atLeast) return 'fails';
  return high <= atMost && (high < below || below === Infinity) && low >= atLeast ? 'holds' : 'undecided';
}

/** The bound that figures are told beside. */
export const limitOf = ({ atMost, below, atLeast }: Bound): number => atMost ?? below ?? atLeast ?? 0;

/** Above 1 misses it, and the more the further. */
export function shareOf(value: number, bound: Bound): number {
  const limit = limitOf(bound);
  if (bound.atMost !== undefined || bound.below !== undefined) return value / limit;
  return value > 0 ? limit / value : Infinity;
}

export const scaled = ({ atMost, below, atLeast }: Bound, factor: number): Bound => ({
  atMost: atMost === undefined ? undefined : atMost * factor,
  below: below === undefined ? undefined : below * factor,
  atLeast: atLeast === undefined ? undefined : atLeast * factor,
});

/** "at most 1.05x", "at least 100/s". */
export const boundText = (bound: Bound, text: (limit: number) => string): string =>
  [
    ...(bound.atLeast === undefined ? [] : [`at least ${text(bound.atLeast)}`]),
    ...(bound.atMost === undefined ? [] : [`at most ${text(bound.atMost)}`]),
    ...(bound.below === undefined ? [] : [`less than ${text(bound.below)}`]),
  ].join(', ');
