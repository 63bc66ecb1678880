// Sample records for the contract suite: the plainest of each, with what a test is about given by the test.

import type {
  ChatMessage,
  MessageInput,
  SessionInput,
  WorktreeInstance,
  WorktreeSession,
} from '../../contract/session.ts';

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

/** With only the keys that must be there. */
export const minimalSession = (id: string): SessionInput => ({
  id,
  type: '',
  task: '',
  status: '',
  createdAt: '',
  updatedAt: '',
  instances: [{ instanceId: 0, worktreePath: '', branch: '', agentName: '', status: '', tmuxSessionId: '' }],
  chatHistory: [{ id: '', role: '', content: '', timestamp: '' }],
});

export const minimalMessage: MessageInput = { id: '', role: '', content: '', timestamp: '' };

/** Every key has a value, and the values are those that careless stores change. */
export const fullSession = (id: string): WorktreeSession =>
  sampleSession(id, {
    type: 'unheard-of',
    task: 'NUL \0, ESC \u001b[0m, U+FEFF \ufeff, U+2028 \u2028, NFC caf\u00e9, NFD cafe\u0301, 移行 😀 \r\n',
    status: 'round_2',
    createdAt: '2025-11-12T14:00:00.123456789+00:00',
    updatedAt: 'yesterday',
    completedAt: '',
    instances: [
      sampleInstance(1, {
        output: '\u0007bell\b '.repeat(2_000),
        startTime: '',
        endTime: '2025-11-12T14:00:00Z',
        filesChanged: 0,
        linesAdded: 4_294_967_295,
        linesDeleted: 1,
        runtime: '',
        model: 'haiku',
        runtimeLabel: '\ud83d\ude00',
      }),
      sampleInstance(1),
      sampleInstance(0, { output: '' }),
    ],
    chatHistory: [
      sampleMessage('m', { instanceId: 0 }),
      sampleMessage('m', { instanceId: 4_294_967_295, content: '' }),
    ],
    model: '',
    timeoutSeconds: 0,
    preserveWorktrees: false,
    winnerId: 77,
    runtimeMix: ['claude', '', 'claude'],
    totalDuration: 18_446_744_073_709_551_615n,
    totalFilesChanged: 0,
    totalLinesAdded: 1,
    totalLinesDeleted: 4_294_967_295,
  });
