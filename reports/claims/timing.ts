// Judges promises about the time of one call.

import { type Measurements, referenceWorkload } from '../measurements.ts';
import { BASELINE, CANDIDATE, operationTitle } from '../operations.ts';
import { doubtsAbout } from '../statistics/doubts.ts';
import type { Estimate } from '../statistics/interval.ts';
import { type Measurement, medianRatio } from '../statistics/measurement.ts';
import {
  asked,
  beside,
  count,
  digits,
  duration,
  times,
  timesBeside,
  timesWithInterval,
} from '../text/figures.ts';
import type { Figure, TimingMeasure } from './claim.ts';
import {
  atLeast,
  atMost,
  isNearTo,
  type Judgement,
  notMeasured,
  type Part,
  partsText,
  verdictOf,
} from './judgement.ts';

export function judgeTiming(measure: TimingMeasure, measurements: Measurements): Judgement {
  const workload = referenceWorkload(measure.operation, measure.records);
  const what = `"${operationTitle(measure.operation)}" at ${count(measure.records)} sessions`;
  const candidate = measurements.of(workload, CANDIDATE);
  if (candidate === null) return notMeasured(`This run did not time ${what} on SQLite.`);
  const baseline = measurements.of(workload, BASELINE);
  if (baseline === null && measure.speedUpMin !== null) {
    return notMeasured(`This run did not time ${what} on JSON files, so there is nothing to compare with.`);
  }
  if (!measurements.isSameWork(workload, [CANDIDATE, BASELINE])) {
    return notMeasured(`The trials of ${what} did not all do the same work, so their times mean nothing.`);
  }
  const ratio = baseline === null ? null : medianRatio(baseline, candidate);
  const hasTrials = candidate.trials > 1 && (baseline === null || baseline.trials > 1);
  const parts = partsOf(measure, candidate, ratio);
  return {
    measured: figureOf(candidate),
    baseline: baseline === null ? null : figureOf(baseline),
    ratio,
    verdict: hasTrials ? verdictOf(parts) : 'unclear',
    sentence: `${comparison(measure, candidate, { baseline, ratio })}: ${
      hasTrials ? partsText(parts) : 'a single trial cannot show whether that lasts'
    }.`,
    doubts: [...new Set([...doubtsAbout(candidate), ...(baseline === null ? [] : doubtsAbout(baseline))])],
  };
}

function partsOf(measure: TimingMeasure, candidate: Measurement, ratio: Estimate | null): Part[] {
  const parts: Part[] = [];
  if (measure.limitMs !== null) {
    const verdict = atMost(candidate[measure.quantile], measure.limitMs * 1e6);
    parts.push({ text: `${asked(measure.limitMs, digits)} ms`, verdict });
  }
  if (measure.speedUpMin !== null && ratio !== null) {
    const text = measure.beforeMs === null ? 'faster than a scan' : asked(measure.speedUpMin, times, 2);
    parts.push({ text, verdict: atLeast(ratio, measure.speedUpMin) });
  }
  return parts;
}

/** "SQLite takes 0.3 ms and JSON 12 ms, not 50 ms: 40x as fast (38 to 43)". */
function comparison(
  measure: TimingMeasure,
  candidate: Measurement,
  other: { baseline: Measurement | null; ratio: Estimate | null },
): string {
  const quantile = measure.quantile === 'p50' ? 'as a median' : `at ${measure.quantile}`;
  const ns = candidate[measure.quantile].value;
  const shown = measure.limitMs === null ? duration(ns) : beside(ns, measure.limitMs * 1e6, duration);
  const own = `SQLite takes ${shown} ${quantile}`;
  if (other.baseline === null || other.ratio === null) return own;
  const json = duration(other.baseline[measure.quantile].value);
  const ratio =
    measure.speedUpMin === null
      ? timesWithInterval(other.ratio)
      : timesBeside(other.ratio, measure.speedUpMin);
  const before =
    measure.beforeMs === null && measure.speedUpMin !== null
      ? `a linear scan of the JSON file, which was always possible, ${json}`
      : `JSON files ${json}${correction(measure.beforeMs, other.baseline)}`;
  return `${own} and ${before}, which makes it ${ratio} as fast`;
}

/** Says so when JSON files are not near the figure that the promise starts from. */
function correction(beforeMs: number | null, baseline: Measurement): string {
  if (beforeMs === null) return '';
  return isNearTo(beforeMs, baseline.p50.value) ? '' : ` (not ${digits(beforeMs)} ms)`;
}

export const figureOf = ({ p50, p95 }: Measurement): Figure => ({ unit: 'ns', p50, p95 });
