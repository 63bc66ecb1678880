// One record of a session file, as the app or its UI writes it.

import fc from 'fast-check';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import { debateRecord } from '../model.ts';
import { chance, once } from './choices.ts';
import { aMoment, type ClockSpelling } from './legacy-moment.ts';
import { aRemark, aTask } from './lifelike-text.ts';

/** Once it is known when the session was made. */
export type LegacyRecord = (startMs: number) => WorktreeSession;

const MODELS = ['sonnet', 'haiku', 'opus', 'gpt-5-codex', 'gemini-2.5-pro'] as const;
const RUNTIMES = ['claude', 'codex', 'gemini'] as const;
const INSTANCE_STATUSES = [
  'idle',
  'running',
  'completed',
  'completed',
  'failed',
  'paused',
  'archived',
] as const;
const ROLES = ['user', 'assistant', 'assistant', 'system'] as const;
const MESSAGE_STEP_MS = 6 * 60_000;

interface Wanted {
  readonly type: string;
  readonly firstInstanceId: number;
  readonly spelling: ClockSpelling;
  readonly output: fc.Arbitrary<string>;
}

export function aRecord({ type, firstInstanceId, spelling, output }: Wanted): fc.Arbitrary<LegacyRecord> {
  const totals = (max: number): fc.Arbitrary<number | null> => fc.option(fc.nat(max), { freq: 2 });
  const parts = fc.record({
    id: chance(
      [1, 5],
      hex(8).map((digits) => `${type}-${digits}`),
      fc.uuid({ version: 4 }),
    ),
    task: aTask,
    status: fc.constantFrom('completed', 'completed', 'completed', 'running', 'failed', 'paused'),
    createdAt: aMoment(spelling),
    updatedAt: aMoment(spelling, 50),
    instances: fc.array(anInstance(spelling, output), { minLength: 1, maxLength: 4, size: 'max' }),
    chatHistory: fc.array(aMessage(spelling), { maxLength: 8, size: 'max' }),
    model: fc.option(fc.constantFrom(...MODELS), { freq: 3 }),
    timeoutSeconds: fc.option(fc.constantFrom(0, 600, 3600, 4294967295), { freq: 2 }),
    preserveWorktrees: fc.constantFrom(true, false, null),
    hasWinner: once(1, 3),
    hasMix: fc.boolean(),
    totalDuration: totals(8999),
    totalFilesChanged: totals(59),
    totalLinesAdded: totals(3999),
    totalLinesDeleted: totals(1999),
  });
  return parts.map(({ hasWinner, hasMix, ...given }) => (startMs) => {
    const { id, task, status, model, timeoutSeconds, preserveWorktrees } = given;
    const updatedAt = given.updatedAt(startMs);
    const instances = given.instances.map((make, at) =>
      make({ id, instanceId: firstInstanceId + at, startMs }),
    );
    const chatHistory = given.chatHistory.map((make, at) => {
      const message = make(startMs + at * MESSAGE_STEP_MS);
      const { instanceId } = message;
      return {
        ...message,
        instanceId: instanceId === null ? null : firstInstanceId + (instanceId % instances.length),
      };
    });
    return {
      ...{ id, type, task, status, createdAt: given.createdAt(startMs), updatedAt },
      completedAt: status === 'completed' ? updatedAt : null,
      ...{ instances, chatHistory, model, timeoutSeconds, preserveWorktrees },
      winnerId: hasWinner ? firstInstanceId : null,
      runtimeMix: hasMix ? instances.map(({ runtime }) => runtime ?? 'claude') : null,
      totalDuration: given.totalDuration,
      totalFilesChanged: given.totalFilesChanged,
      totalLinesAdded: given.totalLinesAdded,
      totalLinesDeleted: given.totalLinesDeleted,
    };
  });
}

interface InstancePlace {
  /** Of the session. */
  readonly id: string;
  readonly instanceId: number;
  readonly startMs: number;
}

function anInstance(
  spelling: ClockSpelling,
  output: fc.Arbitrary<string>,
): fc.Arbitrary<(place: InstancePlace) => WorktreeInstance> {
  const parts = fc.record({
    agentName: fc.constantFrom('backend-developer', 'test-generator', 'レビュアー', 'architect'),
    status: fc.constantFrom(...INSTANCE_STATUSES),
    runtime: fc.option(fc.constantFrom(...RUNTIMES), { freq: 4 }),
    model: fc.option(fc.constantFrom(...MODELS), { freq: 2 }),
    started: fc.option(
      fc.record({
        ...{ tmux: hex(6), output, startTime: aMoment(spelling) },
        endTime: fc.option(aMoment(spelling, 10), { freq: 2 }),
        ...{ filesChanged: fc.nat(39), linesAdded: fc.nat(1999), linesDeleted: fc.nat(899) },
      }),
      { freq: 5 },
    ),
  });
  return parts.map(({ agentName, status, runtime, model, started }) => ({ id, instanceId, startMs }) => {
    const branch = `ait42/${id.slice(0, 8)}/${instanceId}`;
    return {
      ...{ instanceId, worktreePath: `/Users/mika/src/.worktrees/${branch}`, branch, agentName, status },
      tmuxSessionId: started === null ? '' : `ait42-${started.tmux}`,
      output: started?.output ?? null,
      startTime: started?.startTime(startMs) ?? null,
      endTime: started?.endTime?.(startMs) ?? null,
      filesChanged: started?.filesChanged ?? null,
      linesAdded: started?.linesAdded ?? null,
      linesDeleted: started?.linesDeleted ?? null,
      ...{ runtime, model, runtimeLabel: runtime === null ? null : `${runtime} (${instanceId})` },
    };
  });
}

export function aMessage(spelling: ClockSpelling): fc.Arbitrary<(startMs: number) => ChatMessage> {
  const parts = fc.record({
    uuid: chance([1, 3], fc.constant(null), fc.uuid({ version: 4 })),
    role: fc.constantFrom(...ROLES),
    content: aRemark,
    timestamp: aMoment(spelling),
    instanceId: fc.option(fc.nat(3), { freq: 2 }),
  });
  return parts.map(({ uuid, role, content, timestamp, instanceId }) => (startMs) => ({
    // Two messages of one millisecond have one id.
    ...{ id: uuid ?? `msg-${startMs}`, role, content, timestamp: timestamp(startMs), instanceId },
  }));
}

/** The record of the app's debate writer: no instances, no chat, totals zero. */
export const progressRecord: fc.Arbitrary<(id: string, startMs: number) => WorktreeSession> = fc
  .record({
    status: fc.constantFrom('round_1', 'round_2', 'round_3', 'completed', 'failed'),
    startedAt: aMoment('app'),
    updatedAt: aMoment('app', 40),
  })
  .map(
    ({ status, startedAt, updatedAt }) =>
      (id, startMs) =>
        debateRecord(id, status, startedAt(startMs), updatedAt(startMs)),
  );

/** So many hexadecimal digits. */
function hex(digits: number): fc.Arbitrary<string> {
  return fc.nat(16 ** digits - 1).map((number) => number.toString(16).padStart(digits, '0'));
}
