// What the app's second writer, the debate progress writer, puts into a session file (legacy format, section 5).

import type { WorktreeSession } from '../contract/session.ts';
import type { SessionList } from '../contract/session-list.ts';

/** The statuses that the app's debates go through. Any other text is stored as it is, like everywhere. */
export type DebateStatus = 'round_1' | 'round_2' | 'round_3' | 'completed' | 'failed';

/** Replaces the first record with the debate's id, whole, or appends one. */
export function withDebateRecord(list: SessionList, record: WorktreeSession): SessionList {
  const index = list.findIndex(({ id }) => id === record.id);
  return index < 0 ? [...list, record] : list.with(index, record);
}

export const debateRecord = (
  debateId: string,
  status: string,
  startedAt: string,
  now: string,
): WorktreeSession => ({
  id: debateId,
  type: 'debate',
  task: 'Debate in progress',
  status,
  createdAt: startedAt,
  updatedAt: now,
  completedAt: status === 'completed' ? now : null,
  instances: [],
  chatHistory: [],
  model: null,
  timeoutSeconds: null,
  preserveWorktrees: null,
  winnerId: null,
  runtimeMix: null,
  totalDuration: null,
  totalFilesChanged: 0,
  totalLinesAdded: 0,
  totalLinesDeleted: 0,
});
