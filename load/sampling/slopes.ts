// What goes up over the time of a load: the slope of each quantity that was sampled, and which of them is a finding.

import type { LoadSlope } from '../../results/load.ts';
import { type Point, trendOf } from '../../statistics/trend.ts';
import type { Sample } from './sampler.ts';

/** What a load takes in its first tenth (code, caches, a log up to its first checkpoint) is no growth. */
const BEGIN_SHARE = 0.1;
/** Of memory in use, which is seen so exactly that caches of a store and of the driver show for minutes as they fill; a leak goes on. */
const SETTLING_SHARE = 0.5;
const HOUR_NS = 3_600e9;

interface Quantity {
  readonly of: string;
  readonly unit: string;
  readonly value: (sample: Sample) => number | undefined;
  /** Of the time, before it counts. */
  readonly beginShare?: number;
}

const OF_PROCESSES: readonly Quantity[] = [
  { of: 'resident memory', unit: 'bytes', value: ({ residentBytes }) => residentBytes },
  { of: 'live heap', unit: 'bytes', beginShare: SETTLING_SHARE, value: ({ heapBytes }) => heapBytes },
  {
    ...{ of: 'memory in use', unit: 'bytes', beginShare: SETTLING_SHARE },
    value: ({ inUseBytes }) => inUseBytes,
  },
  { of: 'handles', unit: 'handles', value: ({ handles }) => handles },
];

/** Of all workers together and of each file. None of a quantity that was sampled for too short: less than 45 times. */
export function slopesOf(samples: readonly Sample[]): LoadSlope[] {
  const endNs = samples.at(-1)?.atNs ?? 0;
  return quantitiesIn(samples).flatMap(({ of, unit, value, beginShare = BEGIN_SHARE }) => {
    const points = samples.flatMap((sample): Point[] => {
      const found = sample.atNs < endNs * beginShare ? undefined : value(sample);
      return found === undefined ? [] : [{ at: sample.atNs / HOUR_NS, value: found }];
    });
    const trend = trendOf(points);
    if (trend === null) return [];
    const low = beginShare === SETTLING_SHARE && isSettling(points) ? Math.min(0, trend.low) : trend.low;
    return [{ of, unit, perHour: trend.value, low, high: trend.high }];
  });
}

/** Caches that fill grow ever less, and a leak goes on. What may come to rest is no growth for sure, and before a few minutes anything may. */
function isSettling(points: readonly Point[]): boolean {
  const [first, last] = [points[0] as Point, points.at(-1) as Point];
  if (last.at - first.at < SETTLING_HOURS_MIN) return true;
  const middle = Math.floor(points.length / 2);
  const [earlier, later] = [trendOf(points.slice(0, middle)), trendOf(points.slice(middle))];
  return earlier === null || later === null || later.value < earlier.value / 2;
}

const SETTLING_HOURS_MIN = 3.5 / 60;

const quantitiesIn = (samples: readonly Sample[]): Quantity[] => [
  ...OF_PROCESSES,
  ...Object.keys(samples.at(-1)?.fileBytes ?? {}).map(
    (name): Quantity => ({ of: name, unit: 'bytes', value: ({ fileBytes }) => fileBytes[name] }),
  ),
];

/** An hour's growth of what is to stay flat; a slope that is surely above 0 and larger than this is a finding. */
export const GROWTH_MAX = {
  /** 1 MB a minute, of all workers together: where nobody knows how much of it is in use. */
  'resident memory': 60e6,
  'memory in use': 30e6,
  /** A part of it, and known exactly on a busy machine, too. */
  'live heap': 30e6,
  /** One a minute. */
  handles: 60,
  /** 1 MB a minute, of each file that is a log: one whose name ends in "log". All others grow by what is put in. */
  log: 60e6,
} as const;

/** Those that are to stay flat. Resident memory is not among them where it is known what of it is in use: the rest is free. */
export const flatIn = (slopes: readonly LoadSlope[]): LoadSlope[] => {
  const isKnown = slopes.some(({ of }) => of === 'memory in use');
  return slopes.filter(({ of }) => growthMaxOf(of) !== null && !(isKnown && of === 'resident memory'));
};

export const growthsIn = (slopes: readonly LoadSlope[]): LoadSlope[] =>
  flatIn(slopes).filter(({ of, perHour, low }) => {
    const max = growthMaxOf(of);
    return max !== null && low > 0 && perHour > max;
  });

/** Null of what may grow. */
export function growthMaxOf(of: string): number | null {
  if (of.endsWith('log')) return GROWTH_MAX.log;
  return Object.hasOwn(GROWTH_MAX, of) ? GROWTH_MAX[of as keyof typeof GROWTH_MAX] : null;
}
