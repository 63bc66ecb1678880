// Sessions for the tests of this folder: simple ones by id, and varied ones by seed.

import fc from 'fast-check';
import { checkedMessage, checkedSession } from '../../contract/arguments.ts';
import type {
  ChatMessage,
  MessageInput,
  SessionInput,
  WorktreeInstance,
  WorktreeSession,
} from '../../contract/session.ts';
import { arbitrarySession } from '../../contract/suite/arbitrary-session.ts';

const TIME = '2025-11-12T14:00:00.123Z';

export const sessionWith = (id: string, more: Partial<SessionInput> = {}): WorktreeSession =>
  checkedSession({
    id,
    type: 'debate',
    task: 'task',
    status: 'running',
    createdAt: TIME,
    updatedAt: TIME,
    instances: [],
    chatHistory: [],
    ...more,
  });

export const instanceWith = (instanceId: number, more: Partial<WorktreeInstance> = {}): WorktreeInstance => ({
  instanceId,
  worktreePath: `/work/project-${instanceId}`,
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
  ...more,
});

export const messageWith = (id: string, more: Partial<MessageInput> = {}): ChatMessage =>
  checkedMessage({ id, role: 'user', content: `content of ${id}`, timestamp: TIME, ...more });

/** Sessions of every kind; the same seed gives the same ones. */
export const variedSessions = (count: number, seed: number): WorktreeSession[] =>
  fc.sample(arbitrarySession, { numRuns: count, seed });
