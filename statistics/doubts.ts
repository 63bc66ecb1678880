// Reasons not to trust a measurement: a closed set, each with what to do about it. A doubt never changes a figure; it
// stands beside it.

import type { Trials } from './bootstrap.ts';
import type { Measurement } from './measurement.ts';
import { ascending, medianOf } from './quantile.ts';

export const DOUBTS = {
  'single-trial': {
    text: 'all samples come from one process',
    advice: 'Run at least three trials: what differs from process to process does not show within one.',
  },
  'few-samples': {
    text: 'fewer than 5 samples lie above the 95th percentile',
    advice: 'Give the operation more time, or read only its median.',
  },
  'few-calls': {
    text: 'fewer than 5 calls of a load run took longer than its p99',
    advice: 'Let it run longer, or read only the median and the longest.',
  },
  'wide-interval': {
    text: 'the upper end of the interval is more than twice the lower',
    advice: 'Run more trials, and close other programs.',
  },
  'trials-disagree': {
    text: 'the slowest trial took more than 1.5 times as long as the fastest',
    advice:
      'Something differs between processes: look for other load, or a cache that only some of them found warm.',
  },
  'near-limit': {
    text: 'the figure is within its limit, and clearly more than what the limit was made of',
    advice: 'Compare the change with its base (gate --base REF): that tells a slowdown from another machine.',
  },
  disturbed: {
    text: 'most of the trials waited for a processor for more than 5% of their time',
    advice: 'Repeat on a quiet machine: the slowest calls of a busy one show its other programs.',
  },
  drift: {
    text: 'times at the end of the trials differ from those at their start',
    advice: 'Warm up longer, or look for something that grows with every call.',
  },
  'slow-start': {
    text: 'the first call of the trials was far slower than all others',
    advice: 'If first calls are not the question, warm up before sampling.',
  },
  outliers: {
    text: 'more than 2% of the samples took over 5 times the median',
    advice: 'Repeat on a quiet machine; if they stay, they belong to the operation.',
  },
  'near-clock': {
    text: 'the median is below 1 microsecond, near the cost of reading the clock',
    advice: 'Time many calls as one sample.',
  },
} as const satisfies Record<string, { text: string; advice: string }>;

export type Doubt = keyof typeof DOUBTS;

/** Of the calls of one operation of a load run that succeeded. */
export const doubtsAboutCalls = (succeeded: number): Doubt[] =>
  succeeded > 0 && succeeded * 0.01 < 5 ? ['few-calls'] : [];

export function doubtsAbout(measurement: Measurement): Doubt[] {
  const { p50, raw } = measurement;
  const found: Record<Exclude<Doubt, 'few-calls' | 'disturbed' | 'near-limit'>, boolean> = {
    'single-trial': measurement.trials < 2,
    'few-samples': measurement.samples * 0.05 < 5,
    'wide-interval': p50.high > 2 * p50.low,
    'trials-disagree': hasDisagreement(raw),
    drift: isMostly(raw, hasDrift),
    'slow-start': isMostly(raw, hasSlowStart),
    outliers: outlierShare(raw, 5 * p50.value) > 0.02,
    'near-clock': p50.value < 1_000,
  };
  return (Object.keys(found) as (keyof typeof found)[]).filter((doubt) => found[doubt]);
}

/** More than half: one odd trial is the interval's business. */
const isMostly = (trials: Trials, holds: (trial: ArrayLike<number>) => boolean): boolean =>
  trials.filter(holds).length * 2 > trials.length;

function hasDisagreement(trials: Trials): boolean {
  const medians = trials.map(medianOf);
  return Math.max(...medians) > 1.5 * Math.min(...medians);
}

/** Fewer samples than this in a third of a trial cannot show a drift. */
const DRIFT_SAMPLES_MIN = 5;
const DRIFT_SHIFT = 0.1;
const DRIFT_Z = 3;

/** The first third of a trial against its last: medians 10% apart, and by the Mann-Whitney test not by chance. */
function hasDrift(trial: ArrayLike<number>): boolean {
  const samples = Array.from(trial);
  const third = Math.floor(samples.length / 3);
  if (third < DRIFT_SAMPLES_MIN) return false;
  const [first, last] = [samples.slice(0, third), samples.slice(-third)];
  const [before, after] = [medianOf(first), medianOf(last)];
  const isFar = Math.max(before, after) > (1 + DRIFT_SHIFT) * Math.min(before, after);
  return isFar && Math.abs(mannWhitneyZ(first, last)) > DRIFT_Z;
}

/** Normal approximation of the Mann-Whitney U (Annals of Mathematical Statistics 18, 1947), equal sizes; ties count half. */
export function mannWhitneyZ(left: readonly number[], right: readonly number[]): number {
  const sorted = ascending(right);
  const wins = left.reduce(
    (sum, value) => sum + (countBelow(sorted, value) + countUpTo(sorted, value)) / 2,
    0,
  );
  const pairs = left.length * right.length;
  return (wins - pairs / 2) / Math.sqrt((pairs * (left.length + right.length + 1)) / 12);
}

const countBelow = (sorted: Float64Array, value: number): number =>
  boundary(sorted, (other) => other < value);
const countUpTo = (sorted: Float64Array, value: number): number =>
  boundary(sorted, (other) => other <= value);

/** How many values from the start satisfy a condition that, once false, stays false. */
function boundary(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function hasSlowStart(trial: ArrayLike<number>): boolean {
  const samples = Array.from(trial);
  return samples.length > 2 && (samples[0] as number) > 2 * Math.max(...rest(samples));
}

/** Bounded, because Math.max takes its arguments on the stack. */
const rest = (samples: readonly number[]): readonly number[] => samples.slice(1, 10_000);

function outlierShare(trials: Trials, limit: number): number {
  const samples = trials.flatMap((trial) => Array.from(trial));
  return samples.filter((sample) => sample > limit).length / samples.length;
}
