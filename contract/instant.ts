// Timestamps: the instant that a stored text means, for sorting, and the app's own clock form, for stamping.
// The text itself is opaque and kept as it is.

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** The instant of a text that is no RFC 3339 timestamp: before every real one (year 0 is -6.2e16), exact as a double. */
export const UNKNOWN_INSTANT: number = -(2 ** 56);

/**
 * Microseconds since 1970 UTC, further digits cut off. Exact from year 1685 to 2254; beyond, the nearest double,
 * the same in every store. UNKNOWN_INSTANT for any text that is not RFC 3339 (a date alone, a 31 February, a leap
 * second).
 */
export function instantUs(text: string): number {
  // Sorting a list asks this of every session: no group is captured, because that makes ten texts.
  if (!RFC3339.test(text)) return UNKNOWN_INSTANT;
  const [hour, minute, second] = [digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)];
  if (hour > 23 || minute > 59 || second > 59) return UNKNOWN_INSTANT;
  const midnight = midnightMs(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
  const offset = offsetMinutes(text);
  if (midnight === undefined || offset === undefined) return UNKNOWN_INSTANT;
  const seconds = hour * 3600 + minute * 60 + second - offset * 60;
  return (midnight + seconds * 1000) * 1000 + fractionUs(text);
}

/** The number in the decimal digits between two places. */
function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (text.charCodeAt(at) - DIGIT_0);
  return value;
}

const DIGIT_0 = 0x30;
const FRACTION_START = 20;

/** Six digits behind the point, where there is one. */
function fractionUs(text: string): number {
  if (text[FRACTION_START - 1] !== '.') return 0;
  let value = 0;
  let isOver = false;
  for (let at = FRACTION_START; at < FRACTION_START + 6; at++) {
    const digit = text.charCodeAt(at) - DIGIT_0;
    isOver ||= !(digit >= 0 && digit <= 9);
    value = value * 10 + (isOver ? 0 : digit);
  }
  return value;
}

/** The calendar repeats itself after so many years; Date.UTC takes the years before 100 for those of another century. */
const CYCLE_YEARS = 400;
const CYCLE_MS: number = 146_097 * 86_400_000;
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function midnightMs(year: number, month: number, day: number): number | undefined {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % CYCLE_YEARS === 0);
  const days = month === 2 && !isLeap ? 28 : (MONTH_DAYS[month - 1] ?? 0);
  if (day < 1 || day > days) return undefined;
  return Date.UTC(year + CYCLE_YEARS, month - 1, day) - CYCLE_MS;
}

/** Of a text that ends in `Z` or in an offset. */
function offsetMinutes(text: string): number | undefined {
  const at = text.length - '+00:00'.length;
  const sign = text[at];
  if (sign !== '+' && sign !== '-') return 0;
  const [hours, minutes] = [digits(text, at + 1, at + 3), digits(text, at + 4, at + 6)];
  if (hours > 23 || minutes > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}

/** The app's clock form at millisecond resolution: `2025-11-12T14:00:00.123+00:00`, no fraction when it is zero. */
export const appTimestamp = (epochMs: number): string =>
  new Date(epochMs).toISOString().replace(/(?:\.000)?Z$/, '+00:00');

/** Where operations that stamp a time take it from. */
export interface Clock {
  readonly now: () => string;
}

export const systemClock: Clock = { now: () => appTimestamp(Date.now()) };
