// How a process spends its time on one benchmark: how many pairs of blocks, of how many rounds of calls.

import type { Prepared } from './player/calls.ts';

export interface BlockPlan {
  readonly pairs: number;
  readonly rounds: number;
}

const PAIRS = 12;
const BLOCK_NS = 10e6;
/** Fewer have no p95. */
const CALLS = 20;
/** For all blocks of a benchmark in a process, with what is not timed. */
const BUDGET_NS = 800e6;
/** What is left of the pairs so that a block has calls enough, and of those whose calls alone take long. */
const PAIRS_OF_MANY = 6;
const PAIRS_OF_LONG = 2;

/** From how long calls took on the sides. Slow ones have fewer calls in a block, and then fewer blocks. */
export function planBlocks(prepared: readonly Prepared[]): BlockPlan {
  const most = (value: (one: Prepared) => number): number => Math.max(...prepared.map(value));
  const costNs = Math.max(
    1,
    most((one) => one.costNs),
  );
  const callsPerRound = most((one) => one.callsPerRound);
  const roundsOf = (calls: number): number => Math.max(1, Math.ceil(calls / callsPerRound));
  const pairsOf = (rounds: number): number => Math.floor(BUDGET_NS / (2 * rounds * callsPerRound * costNs));
  const few = roundsOf(
    BLOCK_NS /
      Math.max(
        1,
        most((one) => one.callNs),
      ),
  );
  const many = Math.max(few, roundsOf(CALLS));
  const rounds = pairsOf(many) >= PAIRS_OF_MANY ? many : few;
  return { rounds, pairs: Math.min(PAIRS, Math.max(PAIRS_OF_LONG, pairsOf(rounds))) };
}
