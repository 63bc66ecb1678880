// Figures as people read them: three significant digits, a unit that fits, the same in every rendering.

import type { Estimate } from '../../statistics/interval.ts';

type Units = readonly (readonly [upTo: number, factor: number, name: string])[];

const DURATIONS: Units = [
  [1e3, 1, 'ns'],
  [1e6, 1e3, 'µs'],
  [1e9, 1e6, 'ms'],
  [60e9, 1e9, 's'],
  [Infinity, 60e9, 'min'],
];

const SIZES: Units = [
  [1e3, 1, 'B'],
  [1e6, 1e3, 'KB'],
  [1e9, 1e6, 'MB'],
  [Infinity, 1e9, 'GB'],
];

/** 950 ns, 12.3 µs, 4.56 ms, 1.20 s, 3.4 min. */
export const duration = (ns: number, significant = 3): string => inUnits(ns, DURATIONS, significant);

/** Decimal units: 10 MB is 10,000,000 bytes. */
export const size = (bytes: number, significant = 3): string => inUnits(bytes, SIZES, significant);

function inUnits(value: number, units: Units, significant: number): string {
  const [, factor, name] = units.find(([upTo]) => Math.abs(value) < upTo) ?? [0, 1, ''];
  return `${digits(value / factor, significant)} ${name}`;
}

export const rate = (perSecond: number, significant = 3): string => `${digits(perSecond, significant)}/s`;

export const percent = (value: number, significant = 3): string => `${digits(value, significant)}%`;

/** 0.42x, 3.8x, 25x, 1,240x. */
export const times = (ratio: number, significant = 2): string => `${digits(ratio, significant)}x`;

/** 3.8x (3.1 to 4.5): the ends of the interval without the unit. */
export const timesWithInterval = (ratio: Estimate, significant = 2): string =>
  bounded(
    ratio,
    (value) => times(value, significant),
    (end) => digits(end, significant),
  );

export type FigureText = (value: number, significant: number) => string;

/**
 * How many significant digits keep figures and their limit apart: as many as the limit has, and enough that no figure
 * that misses it reads as if it were within, or the other way round. `least` is what the text has without a limit.
 */
export function digitsBeside(limit: number, figures: readonly number[], text: FigureText, least = 3): number {
  let significant = least;
  while (significant < DIGITS_MAX && !isNear(shownValue(text(limit, significant)), limit)) significant++;
  while (
    significant < DIGITS_MAX &&
    figures.some((figure) => !isOnItsSide(figure, limit, significant, text))
  ) {
    significant++;
  }
  return significant;
}

/** Beyond these a double has none to show. */
const DIGITS_MAX = 15;

const isNear = (shown: number, value: number): boolean => Math.abs(shown - value) <= Math.abs(value) * 1e-14;

function isOnItsSide(figure: number, limit: number, significant: number, text: FigureText): boolean {
  if (!Number.isFinite(figure)) return true;
  const shown = shownValue(text(figure, significant));
  return figure === limit || (!isNear(shown, limit) && shown > limit === figure > limit);
}

/** What a reader takes a figure for, in the unit of the harness. */
function shownValue(text: string): number {
  const [, number = '', unit = ''] = /^([-\d.,]+) ?(.*?)(?:\/h)?$/.exec(text) ?? [];
  const [, factor] = [...DURATIONS, ...SIZES].find(([, , name]) => name === unit) ?? [0, 1];
  return Number(number.replaceAll(',', '')) * factor;
}

/** A figure beside its limit, both with the digits that keep them apart. */
export const beside = (value: number, limit: number, text: FigureText, least = 3): string =>
  text(value, digitsBeside(limit, [value], text, least));

/** How many digits keep a ratio and its interval apart from the ratio that was asked for; from 1, where none was. */
export const timesDigits = ({ value, low, high }: Estimate, limit = 1): number =>
  digitsBeside(limit, [value, low, high], times, 2);

/** A ratio with its interval, beside the ratio that was asked for. */
export const timesBeside = (ratio: Estimate, limit = 1): string =>
  timesWithInterval(ratio, timesDigits(ratio, limit));

/** What was asked for, with all its digits. */
export const asked = (limit: number, text: FigureText, least = 3): string =>
  text(limit, digitsBeside(limit, [], text, least));

/** 0.04, 0.98: two places behind the point say all that a fit over a few sizes can. */
export const exponent = (value: number, places = 2): string =>
  !Number.isFinite(value) ? NO_FIGURE : value.toFixed(places).replace(/^-(0\.0+)$/, '$1');

export const exponentWithInterval = (estimate: Estimate, places = 2): string => {
  const [value, low, high] = [estimate.value, estimate.low, estimate.high].map((one) =>
    exponent(one, places),
  );
  return low === high ? `${value}` : `${value} (${low} to ${high})`;
};

export const withInterval = (estimate: Estimate, text: (value: number) => string): string =>
  bounded(estimate, text, text);

/** Few trials of which one was disturbed give an interval from nanoseconds to years; its ends would only distract. */
const TELLING_FACTOR_MAX = 1_000;

function bounded(
  { value, low, high }: Estimate,
  text: (value: number) => string,
  end: (value: number) => string,
): string {
  if (low === high) return text(value);
  const isTelling = high <= low * TELLING_FACTOR_MAX;
  return `${text(value)} (${isTelling ? `${end(low)} to ${end(high)}` : 'no useful interval'})`;
}

export const count = (value: number): string => digits(value, 15);

/** Of what is no number, or without end: a division by a time of nothing, say. */
const NO_FIGURE = '–';

/** At most so many significant digits for what is below 10^significant, whole and grouped numbers above. */
export function digits(value: number, significant = 3): string {
  if (!Number.isFinite(value)) return NO_FIGURE;
  if (Math.abs(value) >= 10 ** significant) return grouped(Math.round(value).toString());
  const precise = Number(value.toPrecision(significant));
  return grouped(precise.toString().includes('e') ? precise.toFixed(6) : precise.toString());
}

/** A comma between thousands, whatever the locale of the machine. */
function grouped(text: string): string {
  const [whole, fraction] = text.split('.') as [string, string | undefined];
  const commas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? commas : `${commas}.${fraction}`;
}
