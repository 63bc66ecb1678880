// Sample records for the contract suite: those that have the least and the most in them.

import type { MessageInput, SessionInput, WorktreeSession } from '../../contract/session.ts';
import { sampleInstance, sampleMessage, sampleSession } from '../../contract/suite/samples.ts';

export { sampleInstance, sampleMessage, sampleSession };

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
