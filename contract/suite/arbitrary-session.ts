// Random sessions for the contract's own properties: every field, empty options, exact integers, texts that hurt.

import fc from 'fast-check';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../session.ts';
import { anyText } from './any-text.ts';

const WORDS = [
  '',
  'a',
  'A',
  'x',
  'config',
  '日本語',
  'é',
  'e\u0301',
  '\0',
  '\u2028',
  '"\\/',
  '\n\r\t\x1b',
  '😀',
  'ﬀ',
  'ß',
];
const TIMES = [
  '2025-11-12T14:00:00.123Z',
  '2025-11-12T14:00:00+00:00',
  '2025-11-12T14:00:00.000001+00:00',
  '2025-11-12T15:00:00+01:00',
  '2024-02-29T00:00:00Z',
  'no time',
];

export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((words) => words.join(' ')),
  anyText({ maxLength: 8 }),
);
const u32 = fc.oneof(fc.nat({ max: 3 }), fc.constantFrom(0xffff_ffff), fc.nat({ max: 0xffff_ffff }));
const u64 = fc
  .oneof(
    fc.bigInt({ min: 0n, max: 5n }),
    fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 2n }),
    fc.constant(2n ** 64n - 1n),
  )
  .map((value) => (value <= Number.MAX_SAFE_INTEGER ? Number(value) : value));
const option = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value);
const time = fc.constantFrom(...TIMES);

export const arbitraryMessage: fc.Arbitrary<ChatMessage> = plain({
  id: arbitraryText,
  role: fc.constantFrom('user', 'assistant', 'system', 'other'),
  content: arbitraryText,
  timestamp: time,
  instanceId: option(u32),
});

export const arbitraryInstance: fc.Arbitrary<WorktreeInstance> = plain({
  instanceId: u32,
  worktreePath: arbitraryText,
  branch: arbitraryText,
  agentName: arbitraryText,
  status: fc.constantFrom('idle', 'running', 'other'),
  tmuxSessionId: arbitraryText,
  output: option(arbitraryText),
  startTime: option(time),
  endTime: option(time),
  filesChanged: option(u32),
  linesAdded: option(u32),
  linesDeleted: option(u32),
  runtime: option(fc.constantFrom('claude', 'codex', '')),
  model: option(arbitraryText),
  runtimeLabel: option(arbitraryText),
});

export const arbitrarySession: fc.Arbitrary<WorktreeSession> = plain({
  id: fc.constantFrom('a', 'b', 'c', ''),
  type: fc.constantFrom('competition', 'ensemble', 'debate', '😀', '～'),
  task: arbitraryText,
  status: fc.constantFrom('running', 'completed', 'round_2'),
  createdAt: time,
  updatedAt: time,
  completedAt: option(time),
  instances: fc.array(arbitraryInstance, { maxLength: 3 }),
  chatHistory: fc.array(arbitraryMessage, { maxLength: 3 }),
  model: option(fc.constantFrom('opus', 'haiku', '')),
  timeoutSeconds: option(u32),
  preserveWorktrees: option(fc.boolean()),
  winnerId: option(u32),
  runtimeMix: option(fc.array(arbitraryText, { maxLength: 3 })),
  totalDuration: option(u64),
  totalFilesChanged: option(u32),
  totalLinesAdded: option(u32),
  totalLinesDeleted: option(u32),
});

export const arbitrarySessions: fc.Arbitrary<WorktreeSession[]> = fc.array(arbitrarySession, {
  maxLength: 8,
});

/** Keys in the order given, on ordinary objects. */
function plain<T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record<T>(shape, { noNullPrototype: true }) as fc.Arbitrary<T>;
}
