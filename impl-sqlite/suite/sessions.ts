// Sessions for the tests of this folder: simple ones by id, and varied ones by seed.

import fc from 'fast-check';
import { checkedSession } from '../../contract/arguments.ts';
import type { SessionInput, WorktreeSession } from '../../contract/session.ts';
import { sampleInstance, sampleMessage, sampleSession } from '../../contract/suite/samples.ts';
import { arbitrarySession } from '../../sessions/arbitraries/any-session.ts';

export { sampleInstance as instanceWith, sampleMessage as messageWith };

const PLAIN: Partial<WorktreeSession> = {
  type: 'debate',
  task: 'task',
  createdAt: '2025-11-12T14:00:00.123Z',
  updatedAt: '2025-11-12T14:00:00.123Z',
};

export const sessionWith = (id: string, more: Partial<SessionInput> = {}): WorktreeSession =>
  checkedSession({ ...sampleSession(id, PLAIN), ...more });

/** Sessions of every kind; the same seed gives the same ones. */
export const variedSessions = (count: number, seed: number): WorktreeSession[] =>
  fc.sample(arbitrarySession, { numRuns: count, seed });
