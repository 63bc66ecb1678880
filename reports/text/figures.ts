// Figures as people read them: three significant digits, a unit that fits, the same in every rendering.

import type { Estimate } from '../statistics/interval.ts';

/** 950 ns, 12.3 µs, 4.56 ms, 1.20 s, 3.4 min. */
export function duration(ns: number): string {
  if (ns < 1e3) return `${digits(ns)} ns`;
  if (ns < 1e6) return `${digits(ns / 1e3)} µs`;
  if (ns < 1e9) return `${digits(ns / 1e6)} ms`;
  if (ns < 60e9) return `${digits(ns / 1e9)} s`;
  return `${digits(ns / 60e9)} min`;
}

/** Decimal units: 10 MB is 10,000,000 bytes. */
export function size(bytes: number): string {
  if (bytes < 1e3) return `${digits(bytes)} B`;
  if (bytes < 1e6) return `${digits(bytes / 1e3)} KB`;
  if (bytes < 1e9) return `${digits(bytes / 1e6)} MB`;
  return `${digits(bytes / 1e9)} GB`;
}

export const rate = (perSecond: number): string => `${digits(perSecond)}/s`;

/** 0.42x, 3.8x, 25x, 1,240x. */
export const times = (ratio: number): string => `${digits(ratio, 2)}x`;

/** 3.8x (3.1 to 4.5): the ends of the interval without the unit. */
export const timesWithInterval = (ratio: Estimate): string => bounded(ratio, times, (end) => digits(end, 2));

/** 0.04, 0.98: two places behind the point say all that a fit over a few sizes can. */
export const exponent = (value: number): string => value.toFixed(2).replace('-0.00', '0.00');

export const exponentWithInterval = ({ value, low, high }: Estimate): string =>
  low === high ? exponent(value) : `${exponent(value)} (${exponent(low)} to ${exponent(high)})`;

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

/** At most so many significant digits for what is below 10^significant, whole and grouped numbers above. */
export function digits(value: number, significant = 3): string {
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
