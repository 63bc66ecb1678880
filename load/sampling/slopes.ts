// What goes up over the time of a load: the slope of each quantity that was sampled, and which of them is a finding.

import type { LoadSlope } from '../../results/load.ts';
import { type Point, trendOf } from '../../statistics/trend.ts';
import type { Sample } from './sampler.ts';

/** What a load takes in its first tenth (code, caches, a log up to its first checkpoint) is no growth. */
const BEGIN_SHARE = 0.1;
const HOUR_NS = 3_600e9;

interface Quantity {
  readonly of: string;
  readonly unit: string;
  readonly value: (sample: Sample) => number | undefined;
}

const OF_PROCESSES: readonly Quantity[] = [
  { of: 'resident memory', unit: 'bytes', value: ({ residentBytes }) => residentBytes },
  { of: 'handles', unit: 'handles', value: ({ handles }) => handles },
];

/** Of all workers together and of each file. None of a quantity that was sampled for too short: less than 45 times. */
export function slopesOf(samples: readonly Sample[]): LoadSlope[] {
  const begin = (samples.at(-1)?.atNs ?? 0) * BEGIN_SHARE;
  const later = samples.filter(({ atNs }) => atNs >= begin);
  return quantitiesIn(later).flatMap(({ of, unit, value }) => {
    const trend = trendOf(
      later.flatMap((sample): Point[] => {
        const found = value(sample);
        return found === undefined ? [] : [{ at: sample.atNs / HOUR_NS, value: found }];
      }),
    );
    return trend === null ? [] : [{ of, unit, perHour: trend.value, low: trend.low, high: trend.high }];
  });
}

const quantitiesIn = (samples: readonly Sample[]): Quantity[] => [
  ...OF_PROCESSES,
  ...Object.keys(samples.at(-1)?.fileBytes ?? {}).map(
    (name): Quantity => ({ of: name, unit: 'bytes', value: ({ fileBytes }) => fileBytes[name] }),
  ),
];

/** An hour's growth of what is to stay flat; a slope that is surely above 0 and larger than this is a finding. */
export const GROWTH_MAX = {
  /** 1 MB a minute, of all workers together. */
  'resident memory': 60e6,
  /** One a minute. */
  handles: 60,
  /** 1 MB a minute, of each file that is a log: one whose name ends in "log". All others grow by what is put in. */
  log: 60e6,
} as const;

export const growthsIn = (slopes: readonly LoadSlope[]): LoadSlope[] =>
  slopes.filter(({ of, perHour, low }) => {
    const max = growthMaxOf(of);
    return max !== null && low > 0 && perHour > max;
  });

/** Null of what may grow. */
export function growthMaxOf(of: string): number | null {
  if (of === 'resident memory' || of === 'handles') return GROWTH_MAX[of];
  return of.endsWith('log') ? GROWTH_MAX.log : null;
}
