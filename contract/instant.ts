// Timestamps: the instant that a stored text means, for sorting, and the app's own clock form, for stamping.
// The text itself is opaque and kept as it is.

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** The instant of a text that is no RFC 3339 timestamp: before every real one (year 0 is -6.2e16), exact as a double. */
export const UNKNOWN_INSTANT: number = -(2 ** 56);

/**
 * Microseconds since 1970 UTC, further digits cut off. Exact from year 1685 to 2254; beyond, the nearest double,
 * the same in every store. UNKNOWN_INSTANT for any text that is not RFC 3339 (a date alone, a 31 February, a leap
 * second).
 */
export function instantUs(text: string): number {
  const match = RFC3339.exec(text);
  if (match === null) return UNKNOWN_INSTANT;
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHour, offsetMinute] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return UNKNOWN_INSTANT;
  const midnight = midnightMs(Number(year), Number(month), Number(day));
  if (midnight === undefined) return UNKNOWN_INSTANT;
  const offset = sign === undefined ? 0 : offsetMinutes(sign, Number(offsetHour), Number(offsetMinute));
  if (offset === undefined) return UNKNOWN_INSTANT;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset * 60;
  const microseconds = Number((fraction ?? '').slice(0, 6).padEnd(6, '0'));
  return (midnight + seconds * 1000) * 1000 + microseconds;
}

function midnightMs(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.getTime() : undefined;
}

function offsetMinutes(sign: string, hours: number, minutes: number): number | undefined {
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
