// Optimistic locking: an update that holds only for the session that its caller has read. The revision of a session is its
// digest (canonical.ts): every store has it without keeping anything, and whoever reads a session can work it out.

import { refuseArgument } from './arguments.ts';
import { sessionDigest } from './canonical.ts';
import { StoreError } from './errors.ts';
import { checkedObject } from './query-arguments.ts';
import type { WorktreeSession } from './session.ts';

export interface UpdateOptions {
  /**
   * The `sessionDigest` of the session as it was read. When the first session with the id is another one by now, the update
   * fails with E_CONFLICT and writes nothing. Default: whatever is stored is replaced.
   */
  readonly expectedRevision?: string;
}

/** The revision that is expected; null for any. Throws E_ARGS. */
export function checkedRevision(options: unknown): string | null {
  const { expectedRevision = null } = checkedObject(options, 'options');
  if (expectedRevision === null) return null;
  if (typeof expectedRevision === 'string' && /^[0-9a-f]{64}$/.test(expectedRevision))
    return expectedRevision;
  return refuseArgument({ argument: 'expectedRevision', pointer: '' }, 'expected 64 lower-case hex digits');
}

/** Throws E_CONFLICT. */
export function requireRevision(stored: WorktreeSession, expected: string | null): void {
  if (expected === null || sessionDigest(stored) === expected) return;
  throw new StoreError(
    'E_CONFLICT',
    `Session ${stored.id} was changed since it was read. Nothing was written. Read it again, bring your change to it, and update with its new revision.`,
    { data: { sessionId: stored.id } },
  );
}
