// Random sessions and messages as callers would pass them, weighted to hurt: optional keys absent or null, unknown
// keys, keys out of order, positional records, duplicate and dangling ids, ties, big integers, odd texts.
// Sizes stay small, so that long sequences run in seconds; a large text comes now and then.

import { INSTANCE_SHAPE, MESSAGE_SHAPE, type RecordShape, SESSION_SHAPE } from '../contract/session.ts';
import {
  DURATIONS,
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
  WRONG_VALUES,
} from './hurtful-values.ts';
import type { Random } from './random.ts';

type Json = Record<string, unknown>;

const LARGE_TEXT_CHARS = 40_000;

/** A session as an argument; invalid in one place once in thirty times. */
export function generateSession(random: Random, id: string): unknown {
  const session = asPassed(random, wholeSession(random, id), SESSION_SHAPE);
  return random.isOnce(1, 30) ? spoiled(random, session) : session;
}

/** A message as an argument; invalid once in thirty times. */
export function generateMessage(random: Random): unknown {
  const message = asPassed(random, wholeMessage(random), MESSAGE_SHAPE);
  return random.isOnce(1, 30) ? spoiled(random, message) : message;
}

/** A session with every key, in file order, valid throughout. */
export function wholeSession(random: Random, id: string): Json {
  return {
    id,
    type: random.pick(TYPES),
    task: generateText(random),
    status: random.pick(STATUSES),
    createdAt: generateTimestamp(random),
    updatedAt: generateTimestamp(random),
    completedAt: optional(random, () => generateTimestamp(random)),
    instances: random.list(random.below(4), () => asPassed(random, wholeInstance(random), INSTANCE_SHAPE)),
    chatHistory: random.list(random.below(4), () => asPassed(random, wholeMessage(random), MESSAGE_SHAPE)),
    model: optional(random, () => random.pick(MODELS)),
    timeoutSeconds: optional(random, () => random.pick(SMALL_INTEGERS)),
    preserveWorktrees: optional(random, () => random.isOnce(1, 2)),
    winnerId: optional(random, () => random.pick(SMALL_INTEGERS)),
    runtimeMix: optional(random, () => random.list(random.below(3), () => random.pick(RUNTIMES))),
    totalDuration: optional(random, () => random.pick(DURATIONS)),
    totalFilesChanged: optional(random, () => random.pick(SMALL_INTEGERS)),
    totalLinesAdded: optional(random, () => random.pick(SMALL_INTEGERS)),
    totalLinesDeleted: optional(random, () => random.pick(SMALL_INTEGERS)),
  };
}

function wholeInstance(random: Random): Json {
  return {
    instanceId: random.pick(INSTANCE_IDS),
    worktreePath: `/work/${random.pick(WORDS)}`,
    branch: random.pick(WORDS),
    agentName: random.pick(['agent-1', 'Agent-1', ...WORDS]),
    status: random.pick(INSTANCE_STATUSES),
    tmuxSessionId: random.isOnce(1, 2) ? '' : `tmux-${random.below(9)}`,
    output: optional(random, () => generateText(random)),
    startTime: optional(random, () => generateTimestamp(random)),
    endTime: optional(random, () => generateTimestamp(random)),
    filesChanged: optional(random, () => random.pick(SMALL_INTEGERS)),
    linesAdded: optional(random, () => random.pick(SMALL_INTEGERS)),
    linesDeleted: optional(random, () => random.pick(SMALL_INTEGERS)),
    runtime: optional(random, () => random.pick(RUNTIMES)),
    model: optional(random, () => random.pick(MODELS)),
    runtimeLabel: optional(random, () => generateText(random)),
  };
}

const wholeMessage = (random: Random): Json => ({
  id: random.pick(['m-1', 'm-2', 'm-3', ...ODD_IDS]),
  role: random.pick(ROLES),
  content: generateText(random),
  timestamp: generateTimestamp(random),
  instanceId: optional(random, () => random.pick(SMALL_INTEGERS)),
});

const optional = <T>(random: Random, make: () => T): T | null => (random.isOnce(2, 5) ? null : make());

export function generateTimestamp(random: Random): string {
  if (random.isOnce(1, 2)) return random.pick(TIMESTAMPS);
  const second = String(random.below(60)).padStart(2, '0');
  return `2025-11-12T14:00:${second}${random.pick(['.5Z', 'Z', '+00:00', '.500+00:00', '.500001+00:00'])}`;
}

export function generateText(random: Random): string {
  if (random.isOnce(1, 400)) return largeText(random);
  const pieces = random.list(random.below(6), () =>
    random.isOnce(1, 5) ? random.pick(NOISE) : random.pick(WORDS),
  );
  return pieces.join(random.pick([' ', '', ', ', '\n']));
}

/** Compressible or not, ASCII or not. */
function largeText(random: Random): string {
  const length = random.below(LARGE_TEXT_CHARS);
  if (random.isOnce(1, 2)) return random.pick(WORDS).repeat(Math.ceil(length / 8));
  const digits = random.list(Math.ceil(length / 8), () => random.next().toString(16).padStart(8, '0'));
  return digits.join('') + random.pick(['', '日本', '\0']);
}

/** The same record as a caller may write it. */
function asPassed<T>(random: Random, record: Json, shape: RecordShape<T>): unknown {
  if (random.isOnce(1, 40)) return shape.fields.map(({ name }) => record[name]);
  let entries = Object.entries(record);
  if (random.isOnce(1, 3)) entries = entries.filter(([, value]) => value !== null || random.isOnce(1, 2));
  if (random.isOnce(1, 5)) entries = random.shuffled([...entries, ...unknownEntries(random)]);
  // Not a literal: `__proto__` must become a key and not the prototype.
  return Object.fromEntries(entries);
}

const unknownEntries = (random: Random): [string, unknown][] => [
  ['__proto__', { id: 'from the prototype', task: null }],
  [
    random.pick(['toJSON2', 'Id', 'completed_at', '']),
    random.pick([1.5, 'text', [[]], { nested: { deep: null } }]),
  ],
];

/** An argument with one fault: a field of the wrong type or missing, or no record at all. */
function spoiled(random: Random, record: unknown): unknown {
  if (random.isOnce(1, 8)) return random.pick([null, 'text', 7, [], [1, 2], {}]);
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return [record];
  const keys = Object.keys(record);
  const key = random.pick(keys);
  const entries = Object.entries(record);
  return Object.fromEntries(
    random.isOnce(1, 4)
      ? entries.filter(([name]) => name !== key)
      : entries.map(([name, value]) => [name, name === key ? random.pick(WRONG_VALUES) : value]),
  );
}
