// The rules that all kinds of claims share: intervals against limits, and several parts of one promise.

import { medianOf } from '../../contract/median.ts';
import type { Estimate } from '../statistics/interval.ts';
import type { Figure, JudgedClaim, Unit, Verdict } from './claim.ts';

export type Judgement = Omit<JudgedClaim, 'claim' | 'instead'>;

export type Decided = Exclude<Verdict, 'not measured'>;

/** A promise may have several parts, such as a time and a ratio: "2 ms" and "25x". */
export interface Part {
  readonly text: string;
  readonly verdict: Decided;
}

export const atMost = (estimate: Estimate, max: number): Decided =>
  estimate.high <= max ? 'holds' : estimate.low > max ? 'does not hold' : 'unclear';

export const atLeast = (estimate: Estimate, min: number): Decided =>
  estimate.low >= min ? 'holds' : estimate.high < min ? 'does not hold' : 'unclear';

/** All parts must hold. */
export function verdictOf(parts: readonly Part[]): Decided {
  if (parts.some((part) => part.verdict === 'does not hold')) return 'does not hold';
  return parts.every((part) => part.verdict === 'holds') ? 'holds' : 'unclear';
}

/** "2 ms holds, 25x does not": the parts in the order of the promise. */
export const partsText = (parts: readonly Part[]): string =>
  parts.map((part) => `${part.text} ${PART_TEXT[part.verdict]}`).join(', ');

const PART_TEXT: Record<Decided, string> = {
  holds: 'holds',
  'does not hold': 'does not hold',
  unclear: 'is unclear',
};

/** Nothing to compare with and nothing to doubt, unless it is told. */
export const judgement = (told: Pick<Judgement, 'verdict' | 'sentence'> & Partial<Judgement>): Judgement => ({
  measured: null,
  baseline: null,
  ratio: null,
  doubts: [],
  ...told,
});

export const notMeasured = (sentence: string): Judgement => judgement({ verdict: 'not measured', sentence });

/** Without a p95 of its own. */
export const figure = (unit: Unit, p50: Estimate): Figure => ({ unit, p50, p95: null });

/** A figure that has no spread, such as the size of a file. */
export const exactly = (value: number): Estimate => ({ value, low: value, high: value });

/** The median of several values with their range; at least one. */
export function rangeOf(values: readonly number[]): Estimate {
  return { value: medianOf(values), low: Math.min(...values), high: Math.max(...values) };
}

/** The document writes "about": up to twice as much and down to half of it is what it says. */
export const NEAR_FACTOR = 2;

/** Whether a time is near what the document says of JSON files. */
export const isNearTo = (beforeMs: number, ns: number): boolean =>
  ns > (beforeMs * 1e6) / NEAR_FACTOR && ns < beforeMs * 1e6 * NEAR_FACTOR;
