// Valid sessions of values chosen to hurt (hurtful-values.ts), as some caller may have sent them: with every key, and
// references, times and words that mean nothing.

import fc from 'fast-check';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import {
  DURATIONS,
  ID_POOL,
  INSTANCE_IDS,
  INSTANCE_STATUSES,
  MODELS,
  NOISE,
  ODD_IDS,
  ROLES,
  RUNTIMES,
  SMALL_INTEGERS,
  STATUSES,
  TIMESTAMPS,
  TYPES,
  WORDS,
} from '../hurtful-values.ts';

const LARGE_TEXT_REPEATS_MAX = 2_000;

const aHurtfulText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc
      .tuple(
        fc.array(
          fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
            { weight: 1, arbitrary: fc.constantFrom(...NOISE) },
          ),
          { maxLength: 5, size: 'max' },
        ),
        fc.constantFrom(' ', '', ', ', '\n'),
      )
      .map(([pieces, between]) => pieces.join(between)),
  },
  // Long enough to be stored compressed.
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...WORDS), fc.nat(LARGE_TEXT_REPEATS_MAX))
      .map(([word, times]) => word.repeat(times)),
  },
);

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 2 });
const aCount = maybe(fc.constantFrom(...SMALL_INTEGERS));
const aTimestamp = fc.constantFrom(...TIMESTAMPS);

const aHurtfulInstance: fc.Arbitrary<WorktreeInstance> = fc.record({
  instanceId: fc.constantFrom(...INSTANCE_IDS),
  worktreePath: aHurtfulText,
  branch: fc.constantFrom(...WORDS),
  agentName: fc.constantFrom(...WORDS),
  status: fc.constantFrom(...INSTANCE_STATUSES),
  tmuxSessionId: fc.constantFrom('', 'tmux-1'),
  output: maybe(aHurtfulText),
  startTime: maybe(aTimestamp),
  endTime: maybe(aTimestamp),
  filesChanged: aCount,
  linesAdded: aCount,
  linesDeleted: aCount,
  runtime: maybe(fc.constantFrom(...RUNTIMES)),
  model: maybe(fc.constantFrom(...MODELS)),
  runtimeLabel: maybe(aHurtfulText),
});

export const aHurtfulMessage: fc.Arbitrary<ChatMessage> = fc.record({
  id: fc.constantFrom('m-1', 'm-2', ...ODD_IDS),
  role: fc.constantFrom(...ROLES),
  content: aHurtfulText,
  timestamp: aTimestamp,
  instanceId: aCount,
});

export const aHurtfulSession: fc.Arbitrary<WorktreeSession> = fc.record({
  id: fc.constantFrom(...ID_POOL.slice(0, 3), ...ODD_IDS),
  type: fc.constantFrom(...TYPES),
  task: aHurtfulText,
  status: fc.constantFrom(...STATUSES),
  createdAt: aTimestamp,
  updatedAt: aTimestamp,
  completedAt: maybe(aTimestamp),
  instances: fc.array(aHurtfulInstance, { maxLength: 3 }),
  chatHistory: fc.array(aHurtfulMessage, { maxLength: 3 }),
  model: maybe(fc.constantFrom(...MODELS)),
  timeoutSeconds: aCount,
  preserveWorktrees: maybe(fc.boolean()),
  winnerId: aCount,
  runtimeMix: maybe(fc.array(fc.constantFrom(...RUNTIMES), { maxLength: 2 })),
  totalDuration: maybe(fc.constantFrom(...DURATIONS)),
  totalFilesChanged: aCount,
  totalLinesAdded: aCount,
  totalLinesDeleted: aCount,
});
