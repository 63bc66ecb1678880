// When two sessions are the same, and what identifies their content. Both are defined on the canonical form
// (session-writer.ts), so an answer of any store can be compared with an answer of any other.

import { createHash } from 'node:crypto';
import { digestOfText } from './digest.ts';
import type { WorktreeSession } from './session.ts';
import { canonicalText } from './session-writer.ts';

/** SHA-256 of the canonical form, 64 lower-case hex digits. */
export const sessionDigest = (session: WorktreeSession): string => digestOfText(canonicalText(session));

/** SHA-256 over a list of sessions: the canonical forms in order, each followed by LF. */
export function sessionsDigest(sessions: Iterable<WorktreeSession>): string {
  const hash = createHash('sha256');
  for (const session of sessions) hash.update(`${canonicalText(session)}\n`, 'utf8');
  return hash.digest('hex');
}

export const sessionsEqual = (left: WorktreeSession, right: WorktreeSession): boolean =>
  canonicalText(left) === canonicalText(right);
