// Sessions to JSON text: the app's file layout, and the canonical form on which equality and digests are defined.

import type { WorktreeSession } from './session.ts';

/** JSON.rawJSON (ES2026) writes an integer above 2^53 with all its digits; TypeScript's es2024 library lacks it. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

const withExactDigits = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? rawJSON(value.toString()) : value;

const hasBigInt = (session: WorktreeSession): boolean => typeof session.totalDuration === 'bigint';

/** The text of a session file, byte for byte as the app writes it: two spaces, LF, no newline at the end. */
export function writeSessions(sessions: readonly WorktreeSession[]): string {
  // A replacer costs several times the whole write, so only the rare list that needs it pays.
  return JSON.stringify(sessions, sessions.some(hasBigInt) ? withExactDigits : undefined, 2);
}

/**
 * The canonical form of a session: compact JSON, keys in file order, every empty option null, integers exact.
 * Records built by this project's readers and checks have their keys in that order.
 */
export const canonicalText = (session: WorktreeSession): string => writeJson(session);

/** Any answer or request as one line of JSON; bigint as plain digits. */
export function writeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // JSON.stringify refuses a bigint with a TypeError: rare enough to try without the replacer first.
    if (error instanceof TypeError) return JSON.stringify(value, withExactDigits);
    throw error;
  }
}
