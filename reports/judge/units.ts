// Figures of every unit that a test can be about, as text.

import type { Estimate } from '../../statistics/interval.ts';
import {
  asked,
  count,
  digits,
  digitsBeside,
  duration,
  exponent,
  exponentWithInterval,
  type FigureText,
  percent,
  rate,
  size,
  times,
  timesWithInterval,
  withInterval,
} from '../text/figures.ts';

export type Unit = keyof typeof UNITS;

const UNITS = {
  ns: { text: duration, least: 3 },
  bytes: { text: size, least: 3 },
  'per second': { text: rate, least: 3 },
  percent: { text: percent, least: 4 },
  'bytes an hour': { text: (value, significant) => `${size(value, significant)}/h`, least: 3 },
  'an hour': { text: (value, significant) => `${digits(value, significant)}/h`, least: 3 },
  exponent: { text: exponent, least: 2 },
  times: { text: times, least: 2 },
  differences: { text: (value: number) => (value === 0 ? 'none' : count(value)), least: 3 },
} as const satisfies Record<string, { readonly text: FigureText; readonly least: number }>;

/** Texts of values in a unit, with the digits that keep them apart from what was asked of them. */
export function figureTexts(unit: Unit, values: readonly number[], limit: number | null): string[] {
  const { text, least } = UNITS[unit];
  const significant = limit === null ? least : digitsBeside(limit, values, text, least);
  return values.map((value) => text(value, significant));
}

/** A figure with its interval beside its limit. */
export function estimateText(unit: Unit, estimate: Estimate, limit: number): string {
  const { text, least } = UNITS[unit];
  const { value, low, high } = estimate;
  const significant = digitsBeside(limit, [value, low, high], text, least);
  if (unit === 'times') return timesWithInterval(estimate, significant);
  if (unit === 'exponent') return exponentWithInterval(estimate, significant);
  return withInterval(estimate, (one) => text(one, significant));
}

/** What is asked for, with all its digits. */
export const limitText = (unit: Unit, limit: number): string =>
  asked(limit, UNITS[unit].text, UNITS[unit].least);
