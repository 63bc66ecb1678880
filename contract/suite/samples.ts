// The plainest record of each kind, with what a test is about given by the test.

import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../session.ts';

export const sampleSession = (id: string, changes: Partial<WorktreeSession> = {}): WorktreeSession => ({
  id,
  type: 'competition',
  task: `Task of ${id}`,
  status: 'running',
  createdAt: '2025-11-12T10:00:00.000Z',
  updatedAt: '2025-11-12T10:00:00.000Z',
  completedAt: null,
  instances: [],
  chatHistory: [],
  model: null,
  timeoutSeconds: null,
  preserveWorktrees: null,
  winnerId: null,
  runtimeMix: null,
  totalDuration: null,
  totalFilesChanged: null,
  totalLinesAdded: null,
  totalLinesDeleted: null,
  ...changes,
});

export const sampleInstance = (
  instanceId: number,
  changes: Partial<WorktreeInstance> = {},
): WorktreeInstance => ({
  instanceId,
  worktreePath: `/work/tree-${instanceId}`,
  branch: `branch-${instanceId}`,
  agentName: `agent-${instanceId}`,
  status: 'idle',
  tmuxSessionId: `tmux-${instanceId}`,
  output: null,
  startTime: null,
  endTime: null,
  filesChanged: null,
  linesAdded: null,
  linesDeleted: null,
  runtime: null,
  model: null,
  runtimeLabel: null,
  ...changes,
});

export const sampleMessage = (id: string, changes: Partial<ChatMessage> = {}): ChatMessage => ({
  id,
  role: 'user',
  content: `Content of ${id}`,
  timestamp: '2025-11-12T10:00:00.000Z',
  instanceId: null,
  ...changes,
});
