// How a process spends its time on one benchmark: how many pairs of blocks, of how many rounds of calls.

import type { Prepared } from './player/calls.ts';

export interface BlockPlan {
  readonly pairs: number;
  readonly rounds: number;
}

/** Processes differ by more than pairs do: what more pairs take is better spent on more processes. */
const PAIRS = 8;
const BLOCK_NS = 5e6;
/** Fewer have no p95. */
const CALLS = 20;
/** For all blocks of a benchmark in a process, with what is not timed. */
const BUDGET_NS = 300e6;
/** What is left of the pairs where not all that is wanted fits: an operation whose preparation takes longer than its calls. */
const PAIRS_OF_LESS = 4;
/** Of a side that became so slow that its calls for a p95 do not fit. */
const SLOW_BLOCK_NS_MAX = 3e9;
/** And where one round of each side is too long for that. */
const PAIRS_MIN = 2;

/** From how long calls took on the sides. */
export function planBlocks(prepared: readonly Prepared[]): BlockPlan {
  const most = (value: (one: Prepared) => number): number => Math.max(...prepared.map(value));
  const roundNs = most(({ costNs, callsPerRound }) => Math.max(1, costNs * callsPerRound));
  const callsPerRound = most((one) => one.callsPerRound);
  const fittingRounds = Math.floor(BUDGET_NS / (2 * PAIRS_OF_LESS * roundNs));
  const roundsOfP95 = Math.ceil(CALLS / callsPerRound);
  // Of the faster side: a head whose slow calls became slower must not lose the p95 that shows it.
  const fastNs = Math.min(...prepared.map(({ costNs, callsPerRound: calls }) => Math.max(1, costNs * calls)));
  const hasP95 =
    roundsOfP95 * fastNs <= BUDGET_NS / (2 * PAIRS_OF_LESS) && roundsOfP95 * roundNs <= SLOW_BLOCK_NS_MAX;
  const calls = Math.max(
    hasP95 ? CALLS : 1,
    BLOCK_NS /
      Math.max(
        1,
        most((one) => one.callNs),
      ),
  );
  const rounds = Math.max(
    hasP95 ? roundsOfP95 : 1,
    Math.min(Math.ceil(calls / callsPerRound), fittingRounds),
  );
  const pairs = Math.floor(BUDGET_NS / (2 * rounds * roundNs));
  return { rounds, pairs: Math.min(PAIRS, Math.max(PAIRS_MIN, pairs)) };
}
