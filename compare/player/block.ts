// A block: whole rounds of calls, timed one by one.

import type { Round } from '../../definition/bench.ts';
import { quantile } from '../../statistics/quantile.ts';
import type { Block } from '../decision.ts';
import type { Slowdown } from './slowdown.ts';

/** Durations of calls in ns, sorted. */
export async function playRounds(
  round: Round,
  rounds: number,
  slowdown: Slowdown | null,
): Promise<Float64Array> {
  const durationsNs = new Float64Array(rounds * round.calls.length);
  let at = 0;
  for (let played = 0; played < rounds; played++) {
    await round.begin?.();
    for (const call of round.calls) {
      const startedNs = process.hrtime.bigint();
      await call();
      slowdown?.delay(startedNs);
      durationsNs[at++] = Number(process.hrtime.bigint() - startedNs);
    }
    await round.end?.();
  }
  return durationsNs.sort();
}

export const blockOf = (sortedNs: Float64Array): Block => ({
  p50Ns: Math.round(quantile(sortedNs, 0.5)),
  p95Ns: Math.round(quantile(sortedNs, 0.95)),
  calls: sortedNs.length,
});
