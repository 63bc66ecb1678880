import { expect, test } from 'vitest';
import { checkedSession } from '../contract/arguments.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { type OddityCounts, odditiesOf } from './oddities.ts';

const plain = checkedSession({
  id: 'a',
  type: 'competition',
  task: 'task\twith\r\nline ends',
  status: 'completed',
  createdAt: '2025-11-12T14:00:00.123Z',
  updatedAt: '2025-11-12T14:00:01.000Z',
  completedAt: '2025-11-12T14:00:01.000Z',
  instances: [1, 2].map((instanceId) => ({
    instanceId,
    worktreePath: '',
    branch: '',
    agentName: '',
    status: 'idle',
    tmuxSessionId: '',
  })),
  chatHistory: [
    { id: 'm1', role: 'user', content: '', timestamp: '2025-11-12T14:00:00.000Z', instanceId: 1 },
    { id: 'm2', role: 'assistant', content: '', timestamp: '2025-11-12T14:00:02.000Z' },
  ],
  winnerId: 2,
  totalDuration: Number.MAX_SAFE_INTEGER,
});
const [one, two] = plain.instances as [(typeof plain.instances)[0], (typeof plain.instances)[0]];
const [first, second] = plain.chatHistory as [(typeof plain.chatHistory)[0], (typeof plain.chatHistory)[0]];

const changed = (change: Partial<WorktreeSession>): OddityCounts => odditiesOf([{ ...plain, ...change }]);

test('an ordinary session has no oddity', () => {
  expect(odditiesOf([])).toEqual({});
  expect(odditiesOf([plain])).toEqual({});
});

test.each<[string, Partial<WorktreeSession>, OddityCounts]>([
  ['a repeated instance id', { instances: [one, two, two] }, { 'duplicate-instance-id': 1 }],
  ['instance 0', { instances: [{ ...one, instanceId: 0 }, one, two] }, { 'instance-id-zero': 1 }],
  ['a winner that does not exist', { winnerId: 9 }, { 'dangling-winner-id': 1 }],
  [
    'a message to nobody',
    { chatHistory: [{ ...first, instanceId: 9 }, second] },
    { 'dangling-instance-id': 1 },
  ],
  [
    'a message id used three times at one time',
    { chatHistory: [first, first, first] },
    { 'duplicate-message-id': 2, 'equal-times': 2 },
  ],
  ['messages in reverse', { chatHistory: [second, first] }, { 'backward-times': 1 }],
  ['a round', { status: 'round_2', completedAt: null }, { 'round-status': 1 }],
  ['a fourth round', { status: 'round_4', completedAt: null }, { 'outside-vocabulary': 1 }],
  ['unusual words', { type: 'x', runtimeMix: ['claude', 'y', 'y'] }, { 'outside-vocabulary': 3 }],
  ['completed without a time', { completedAt: null }, { 'completion-contradiction': 1 }],
  ['running with a completion time', { status: 'running' }, { 'completion-contradiction': 1 }],
  [
    'the app’s spelling among the UI’s',
    { updatedAt: '2025-11-12T14:00:01+00:00' },
    { 'mixed-time-spellings': 1 },
  ],
  ['an empty time', { updatedAt: '' }, { 'unknown-time': 1, 'mixed-time-spellings': 1 }],
  ['2^53', { totalDuration: 2n ** 53n }, { 'big-integer': 1 }],
  ['an escape character', { task: '\u001b[0m' }, { 'control-characters': 1 }],
  [
    'a large output of bells',
    { instances: [one, { ...two, output: '\u0007'.repeat(100_000) }] },
    { 'large-output': 1, 'control-characters': 1 },
  ],
])('%s is counted, and nothing else', (_what, change, expected) => {
  expect(changed(change)).toEqual(expected);
});

test('two records of one id are counted in the file, and so is their order in time', () => {
  expect(odditiesOf([plain, plain])).toEqual({ 'duplicate-session-id': 1, 'equal-times': 1 });
  const earlier = { ...plain, id: 'b', createdAt: '2025-11-12T13:00:00Z' };
  expect(odditiesOf([plain, earlier])).toEqual({ 'backward-times': 1 });
});
