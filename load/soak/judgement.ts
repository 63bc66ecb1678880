// What a soak says when it is over: nothing that is to stay flat may have grown.

import type { LoadSlope } from '../../results/load.ts';
import { flatIn, growthMaxOf, growthsIn } from '../sampling/index.ts';

export interface SoakJudgement {
  /** In sentences: what fails it, and what leaves it open. */
  readonly findings: readonly string[];
  readonly doubts: readonly string[];
}

export function judgedSlopes(slopes: readonly LoadSlope[]): SoakJudgement {
  if (slopes.length === 0) return { findings: [], doubts: ['It was too short to tell what grows.'] };
  const grown = growthsIn(slopes);
  const isOpen = (slope: LoadSlope): boolean =>
    !grown.includes(slope) && slope.high > (growthMaxOf(slope.of) ?? Number.POSITIVE_INFINITY);
  const hasMemory = flatIn(slopes).some(({ of }) => of === 'resident memory' || of === 'memory in use');
  return {
    findings: grown.map(grownText),
    doubts: [
      ...flatIn(slopes).filter(isOpen).map(openText),
      ...(hasMemory ? [] : ['This system does not say what memory and handles a process has.']),
    ],
  };
}

const grownText = (slope: LoadSlope): string => `It grew: ${slope.of} by ${slopeText(slope)}.`;

const openText = (slope: LoadSlope): string =>
  `Whether ${slope.of} grew cannot be told: ${slopeText(slope)}. Let it go on for longer.`;

function slopeText({ of, unit, perHour, low, high }: LoadSlope): string {
  const max = amount(growthMaxOf(of) ?? 0, unit);
  return `${amount(perHour, unit)} an hour (95%: ${amount(low, unit)} to ${amount(high, unit)}), of ${max} at most`;
}

/** For the line of progress: what is to stay flat, and its slope so far. */
export const slopesText = (slopes: readonly LoadSlope[]): string =>
  flatIn(slopes)
    .map(({ of, unit, perHour }) => `${of} ${perHour > 0 ? '+' : ''}${amount(perHour, unit)}/h`)
    .join(', ');

const amount = (value: number, unit: string): string =>
  unit === 'bytes' ? `${rounded(value / 1e6)} MB` : `${rounded(value)} ${unit}`;

/** Without a minus before nothing. */
const rounded = (value: number): string => String(Number(value.toFixed(1)) || 0);
