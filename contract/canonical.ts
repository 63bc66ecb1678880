// When two sessions are the same, what identifies their content, and where they differ. All three are defined on the
// canonical form (session-writer.ts), so an answer of any store can be compared with an answer of any other.

import { createHash } from 'node:crypto';
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

export const digestOfText = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export const sessionsEqual = (left: WorktreeSession, right: WorktreeSession): boolean =>
  canonicalText(left) === canonicalText(right);

export interface Difference {
  /** JSON Pointer (RFC 6901) of the value. */
  readonly pointer: string;
  /** `missing`: only on the left; `extra`: only on the right. */
  readonly kind: 'changed' | 'missing' | 'extra';
}

/** At most this many differences are listed; a comparison that finds more says no more than that they differ. */
export const DIFFERENCES_MAX = 100;

/** Where two values made of plain JSON (bigint included) differ. Pointers only: content stays out of reports. */
export function differences(left: unknown, right: unknown, pointer = ''): Difference[] {
  const found: Difference[] = [];
  collect(left, right, pointer, found);
  return found;
}

function collect(left: unknown, right: unknown, pointer: string, found: Difference[]): void {
  if (Object.is(left, right)) return;
  if (!isObject(left) || !isObject(right) || Array.isArray(left) !== Array.isArray(right)) {
    found.push({ pointer, kind: 'changed' });
    return;
  }
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (found.length >= DIFFERENCES_MAX) return;
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!Object.hasOwn(right, key)) found.push({ pointer: at, kind: 'missing' });
    else if (!Object.hasOwn(left, key)) found.push({ pointer: at, kind: 'extra' });
    else collect(left[key], right[key], at, found);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
