// A block: whole rounds of calls, timed one by one by tinybench, as in bench/trial/sampler.ts. Here nothing is checked meanwhile: the
// work is shown before the first block and after the last one.

import { Bench } from 'tinybench';
import type { Call, Round } from '../../definition/bench.ts';
import { quantile } from '../../statistics/quantile.ts';
import type { Block } from '../decision.ts';
import type { Slowdown } from './slowdown.ts';

/** Durations of calls in ns, sorted. Rejects when a call does. */
export async function playRounds(
  round: Round,
  rounds: number,
  slowdown: Slowdown | null,
): Promise<Float64Array> {
  const { calls } = round;
  const durationsNs = new Float64Array(rounds * calls.length);
  const over = new AbortController();
  let at = 0;
  const bench = new Bench({
    ...{ warmup: false, time: Number.POSITIVE_INFINITY, iterations: 0 },
    ...{ signal: over.signal, throws: true },
  });
  bench.add(
    'call',
    async () => {
      const call = calls[at % calls.length] as Call;
      const startedNs = process.hrtime.bigint();
      await call();
      slowdown?.delay(startedNs);
      const durationNs = Number(process.hrtime.bigint() - startedNs);
      durationsNs[at++] = durationNs;
      return { overriddenDuration: durationNs / 1e6 };
    },
    {
      async: true,
      beforeEach: () => (at % calls.length === 0 ? round.begin?.() : undefined),
      afterEach: async () => {
        if (at % calls.length === 0) await round.end?.();
        if (at === durationsNs.length) over.abort();
      },
    },
  );
  await bench.run();
  return durationsNs.sort();
}

export const blockOf = (sortedNs: Float64Array): Block => ({
  p50Ns: Math.round(quantile(sortedNs, 0.5)),
  p95Ns: Math.round(quantile(sortedNs, 0.95)),
  calls: sortedNs.length,
});
