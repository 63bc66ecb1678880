// Targets on times and sizes. An interval that lies across the target is unclear, and so is a single trial.

import type { BodyRow } from '../../contract/result.ts';
import type { Measurements, Workload } from '../measurements.ts';
import { storeTitle } from '../operations.ts';
import { DOUBTS, doubtsAbout } from '../statistics/doubts.ts';
import type { Estimate } from '../statistics/interval.ts';
import { type Measurement, medianRatio } from '../statistics/measurement.ts';
import {
  asked as askedText,
  beside,
  digits,
  duration,
  intervalBeside,
  size,
  times,
  timesBeside,
} from '../text/figures.ts';
import { type GateVerdict, type Outcome, unmeasured } from './outcome.ts';
import type { Target } from './targets.ts';

export function judgeRatio(target: Target & { kind: 'ratio' }, measurements: Measurements): Outcome {
  const asked = `at most ${askedText(target.timeRatioMax, times, 2)}`;
  const workload: Workload = target;
  const own = measurements.of(workload, target.store);
  const other = measurements.of(workload, target.baseline);
  if (own === null || other === null) {
    const absent = storeTitle(own === null ? target.store : target.baseline);
    return unmeasured({ asked, found: `${absent} was not timed` });
  }
  if (!measurements.isSameWork(workload, [target.store, target.baseline])) {
    return { verdict: 'fail', asked, found: 'the trials did not do the same work' };
  }
  const ratio = medianRatio(own, other);
  const found = timesBeside(ratio, target.timeRatioMax);
  const isSingle = own.trials < 2 || other.trials < 2;
  const verdict = isSingle ? 'cannot tell' : against(ratio, target.timeRatioMax);
  // The interval of one trial says nothing about others.
  const shown = isSingle
    ? `${beside(ratio.value, target.timeRatioMax, times, 2)}, from a single trial`
    : found;
  return verdict === 'cannot tell'
    ? { verdict, asked, found: shown, because: reasons(own, other) }
    : { verdict, asked, found: shown };
}

const against = (estimate: Estimate, max: number): GateVerdict =>
  estimate.low > max ? 'fail' : estimate.high <= max ? 'pass' : 'cannot tell';

/** The doubts about the measurements: what is known of why their interval is as wide as it is. */
const reasons = (...measured: readonly Measurement[]): string[] =>
  [...new Set(measured.flatMap(doubtsAbout))].map(
    (doubt) => `${DOUBTS[doubt].text}. ${DOUBTS[doubt].advice}`,
  );

export function judgeTime(target: Target & { kind: 'time' }, measurements: Measurements): Outcome {
  const asked = `${target.quantile} at most ${askedText(target.msMax, digits)} ms`;
  const measurement = measurements.of(target, target.store);
  if (measurement === null) {
    const found = `${storeTitle(target.store)} was not timed`;
    // Without a vote it fails nothing.
    return { ...unmeasured({ asked, found }), verdict: 'cannot tell' };
  }
  const estimate = measurement[target.quantile];
  return {
    verdict: against(estimate, target.msMax * 1e6),
    asked,
    found: intervalBeside(estimate, target.msMax * 1e6, duration),
  };
}

export function judgeSizeRatio(target: Target & { kind: 'size' }, rows: readonly BodyRow[]): Outcome {
  const asked = `at most ${askedText(target.sizeRatioMax, times, 2)}`;
  const own = largest(target, rows, target.store);
  const other = largest(target, rows, target.baseline);
  if (own === null || other === null) {
    const absent = storeTitle(own === null ? target.store : target.baseline);
    return unmeasured({ asked, found: `${absent} was not weighed` });
  }
  const ratio = own / Math.max(other, 1);
  return {
    verdict: ratio <= target.sizeRatioMax ? 'pass' : 'fail',
    asked,
    found: `${beside(ratio, target.sizeRatioMax, times, 2)}: ${size(own)} against ${size(other)}`,
  };
}

function largest(target: Target & { kind: 'size' }, rows: readonly BodyRow[], store: string): number | null {
  const bytes = rows
    .filter((row) => row.row === 'size')
    .filter((row) => row.store === store && row.records === target.records && row.profile === target.profile)
    .map((row) => row.bytes);
  return bytes.length === 0 ? null : Math.max(...bytes);
}
