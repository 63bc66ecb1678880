// What a soak says when it is over: nothing that is to stay flat may have grown.

import type { LoadSlope } from '../../results/load.ts';
import { growthMaxOf, growthsIn } from '../sampling/index.ts';

export interface SoakJudgement {
  /** In sentences: what fails it, and what leaves it open. */
  readonly findings: readonly string[];
  readonly doubts: readonly string[];
}

export const judgedSlopes = (slopes: readonly LoadSlope[]): SoakJudgement => ({
  findings: growthsIn(slopes).map(grownText),
  doubts:
    slopes.length === 0
      ? ['It was too short to tell what grows.']
      : slopes.some(({ of }) => of === 'resident memory')
        ? []
        : ['This system does not say what memory and handles a process has.'],
});

function grownText({ of, unit, perHour, low, high }: LoadSlope): string {
  const max = amount(growthMaxOf(of) ?? 0, unit);
  const interval = `95%: ${amount(low, unit)} to ${amount(high, unit)}`;
  return `It grew: ${of} by ${amount(perHour, unit)} an hour (${interval}), of ${max} at most.`;
}

/** For the line of progress: what is to stay flat, and its slope so far. */
export const slopesText = (slopes: readonly LoadSlope[]): string =>
  slopes
    .filter(({ of }) => growthMaxOf(of) !== null)
    .map(({ of, unit, perHour }) => `${of} ${perHour > 0 ? '+' : ''}${amount(perHour, unit)}/h`)
    .join(', ');

const amount = (value: number, unit: string): string =>
  unit === 'bytes' ? `${rounded(value / 1e6)} MB` : `${rounded(value)} ${unit}`;

/** Without a minus before nothing. */
const rounded = (value: number): string => String(Number(value.toFixed(1)) || 0);
