// Judges what the design document says of JSON files: the figures from which its promises start.

import { type Measurements, referenceWorkload } from '../measurements.ts';
import { BASELINE, CANDIDATE, operationTitle } from '../operations.ts';
import type { Estimate } from '../statistics/interval.ts';
import { medianRatio } from '../statistics/measurement.ts';
import { count, digits, duration, times } from '../text/figures.ts';
import type { BeforeMeasure } from './claim.ts';
import { type Decided, type Judgement, judgement, NEAR_FACTOR, notMeasured } from './judgement.ts';
import { figureOf } from './timing.ts';

export function judgeBefore(measure: BeforeMeasure, measurements: Measurements): Judgement {
  const { operation, records, ms } = measure;
  const workload = referenceWorkload(operation, records);
  const baseline = measurements.of(workload, BASELINE);
  const what = `"${operationTitle(operation)}" at ${count(records)} sessions`;
  if (baseline === null) return notMeasured(`This run did not time ${what} on JSON files.`);
  const candidate = measurements.of(workload, CANDIDATE);
  const isFair = candidate !== null && measurements.isSameWork(workload, [CANDIDATE, BASELINE]);
  const own = baseline.p50;
  const share = (ms * 1e6) / Math.max(own.value, 1);
  const comparison =
    share > 1 ? `the document says ${times(share)} as much` : `the document says ${times(share)} of that`;
  return judgement({
    measured: candidate === null ? null : figureOf(candidate),
    baseline: figureOf(baseline),
    ratio: isFair ? medianRatio(baseline, candidate) : null,
    verdict: baseline.trials < 2 ? 'unclear' : near(own, ms * 1e6),
    sentence: `JSON files take ${duration(own.value)} as a median for ${what}; ${comparison}, ${digits(ms)} ms.`,
  });
}

function near(own: Estimate, ns: number): Decided {
  const [low, high] = [ns / NEAR_FACTOR, ns * NEAR_FACTOR];
  if (own.low >= low && own.high <= high) return 'holds';
  return own.high < low || own.low > high ? 'does not hold' : 'unclear';
}
