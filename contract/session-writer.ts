// Sessions to JSON text: the app's file layout, and the canonical form on which equality and digests are defined.

import { withExactDigits, writeJson } from './json-text.ts';
import type { WorktreeSession } from './session.ts';

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
