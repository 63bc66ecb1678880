import { expect, test } from 'vitest';
import type { WorktreeSession } from '../contract/session.ts';
import { initialSessions } from '../sessions/load/initial-sessions.ts';
import { auditLoad } from './audit.ts';
import { messageIdOf } from './worker-loop.ts';

const [one, two] = initialSessions(2) as [WorktreeSession, WorktreeSession];

const withMessages = (session: WorktreeSession, ...ids: string[]): WorktreeSession => ({
  ...session,
  updatedAt: 'later',
  chatHistory: [
    ...session.chatHistory,
    ...ids.map((id) => ({ id, role: 'assistant', content: '', timestamp: '', instanceId: null })),
  ],
});
const told = (session: WorktreeSession, ...steps: number[]) =>
  steps.map((step) => ({ sessionId: session.id, messageId: messageIdOf(0, step) }));

test('messages of several workers interleave, and one that was never acknowledged may be there', () => {
  const after = [withMessages(one, 'load-0-1', 'load-1-0', 'load-0-2', 'load-1-7'), two];
  expect(auditLoad([one, two], after, told(one, 1, 2))).toEqual({
    acknowledged: 2,
    found: 2,
    lost: 0,
    duplicated: 0,
    disordered: 0,
    damaged: 0,
  });
});

test('a message in another session than it was written to is lost', () => {
  const after = [one, withMessages(two, 'load-0-1')];
  expect(auditLoad([one, two], after, told(one, 1))).toMatchObject({ found: 0, lost: 1 });
});

test('a message that is there twice, and one before its worker’s earlier one, are counted', () => {
  const after = [withMessages(one, 'load-0-2', 'load-0-1', 'load-0-2'), two];
  expect(auditLoad([one, two], after, told(one, 1, 2))).toMatchObject({
    lost: 0,
    duplicated: 1,
    disordered: 1,
  });
});

test('a session that is gone, doubled or changed is damaged', () => {
  const damaged = (after: WorktreeSession[]) => auditLoad([one, two], after, []).damaged;
  expect(damaged([one, two])).toBe(0);
  expect(damaged([one])).toBe(1);
  expect(damaged([one, two, two])).toBe(1);
  expect(damaged([{ ...one, task: '' }, two])).toBe(1);
  expect(damaged([{ ...one, chatHistory: one.chatHistory.slice(1) }, two])).toBe(1);
});
