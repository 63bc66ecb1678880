// Sessions, instances and messages with every key in file order, valid throughout, weighted to hurt: duplicate and
// dangling ids, ties, big integers, odd texts. Sizes stay small, so that long histories run in seconds.

import fc from 'fast-check';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import { among, anyOf, chance, upTo } from './choices.ts';
import {
  DURATIONS,
  ID_POOL,
  INSTANCE_IDS,
  INSTANCE_STATUSES,
  MODELS,
  ODD_IDS,
  ROLES,
  RUNTIMES,
  SMALL_INTEGERS,
  STATUSES,
  TYPES,
  WORDS,
} from './hurtful-values.ts';
import { plainRecord } from './plain-record.ts';
import { text, timestamp } from './text.ts';

/**
 * Seven plain ids and now and then an odd one: few, so that operations keep meeting the same records. `__proto__` more often
 * than the other odd ones: with its share of those alone, one history of 5,000 in fifty never asked for it.
 */
export const id: fc.Arbitrary<string> = among([30, ID_POOL], [4, ODD_IDS], [1, ['__proto__']]);

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  chance([3, 5], value, fc.constant(null));
const optionalOf = <T>(items: readonly T[]): fc.Arbitrary<T | null> =>
  among<T | null>([2, [null]], [3, items]);

export interface Records {
  readonly message: fc.Arbitrary<ChatMessage>;
  readonly instance: fc.Arbitrary<WorktreeInstance>;
  readonly session: fc.Arbitrary<WorktreeSession>;
  /** Sessions of instances and messages that need not be whole. */
  readonly sessionOf: (
    instance: fc.Arbitrary<unknown>,
    message: fc.Arbitrary<unknown>,
  ) => fc.Arbitrary<WorktreeSession>;
}

/** Records whose texts are these words, and whose optional integers are these counts. */
export function recordsWith(
  words: fc.Arbitrary<string>,
  optionalInteger: fc.Arbitrary<number | null> = optionalOf(SMALL_INTEGERS),
): Records {
  const message = plainRecord<ChatMessage>({
    id: anyOf(['m-1', 'm-2', 'm-3', ...ODD_IDS]),
    role: anyOf(ROLES),
    content: words,
    timestamp,
    instanceId: optionalInteger,
  });
  const instance = plainRecord<WorktreeInstance>({
    instanceId: anyOf(INSTANCE_IDS),
    worktreePath: anyOf(WORDS.map((word) => `/work/${word}`)),
    branch: anyOf(WORDS),
    agentName: anyOf(['agent-1', 'Agent-1', ...WORDS]),
    status: anyOf(INSTANCE_STATUSES),
    tmuxSessionId: among([1, ['']], [1, ['tmux-0', 'tmux-1', 'tmux-2']]),
    output: optional(words),
    startTime: optional(timestamp),
    endTime: optional(timestamp),
    filesChanged: optionalInteger,
    linesAdded: optionalInteger,
    linesDeleted: optionalInteger,
    runtime: optionalOf(RUNTIMES),
    model: optionalOf(MODELS),
    runtimeLabel: optional(words),
  });
  const sessionOf: Records['sessionOf'] = (anInstance, aMessage) =>
    plainRecord<WorktreeSession>({
      id,
      type: anyOf(TYPES),
      task: words,
      status: anyOf(STATUSES),
      createdAt: timestamp,
      updatedAt: timestamp,
      completedAt: optional(timestamp),
      instances: upTo(3, anInstance) as fc.Arbitrary<WorktreeInstance[]>,
      chatHistory: upTo(3, aMessage) as fc.Arbitrary<ChatMessage[]>,
      model: optionalOf(MODELS),
      timeoutSeconds: optionalInteger,
      preserveWorktrees: optionalOf([false, true]),
      winnerId: optionalInteger,
      runtimeMix: optional(upTo(2, anyOf(RUNTIMES))),
      totalDuration: optionalOf(DURATIONS),
      totalFilesChanged: optionalInteger,
      totalLinesAdded: optionalInteger,
      totalLinesDeleted: optionalInteger,
    });
  return { message, instance, sessionOf, session: sessionOf(instance, message) };
}

export const { message, instance, session, sessionOf }: Records = recordsWith(text);
