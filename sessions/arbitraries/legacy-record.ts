// One record of a session file, as the app or its UI writes it.

import fc from 'fast-check';
import {
  type ChatMessage,
  VOCABULARY,
  type WorktreeInstance,
  type WorktreeSession,
} from '../../contract/session.ts';
import { compareText } from '../../contract/text-order.ts';
import { debateRecord } from '../model.ts';
import { chance } from './choices.ts';
import { aMoment, type ClockSpelling } from './legacy-moment.ts';
import { aRemark, aTask } from './lifelike-text.ts';
import { plainRecord } from './plain-record.ts';

const model = fc.constantFrom('sonnet', 'haiku', 'opus', 'gpt-5-codex', 'gemini-2.5-pro');
const uuid = fc.uuid({ version: 4 });
const MESSAGES_MAX = 8;
const MESSAGE_STEP_MINUTES = 6;

export interface RecordOptions {
  readonly type: string;
  readonly firstInstanceId: number;
  readonly spelling: ClockSpelling;
  readonly output: fc.Arbitrary<string>;
  /** When the session was made. */
  readonly startMs: number;
}

export function aRecord(options: RecordOptions): fc.Arbitrary<WorktreeSession> {
  const { type, firstInstanceId, spelling, startMs } = options;
  const total = (max: number): fc.Arbitrary<number | null> => fc.option(fc.nat(max), { freq: 2 });
  return plainRecord<WorktreeSession>({
    id: chance(
      [1, 5],
      hex(8).map((digits) => `${type}-${digits}`),
      uuid,
    ),
    type: fc.constant(type),
    task: aTask,
    status: fc.constantFrom('completed', 'completed', 'completed', 'running', 'failed', 'paused'),
    createdAt: aMoment(spelling, startMs),
    updatedAt: aMoment(spelling, startMs, { minutes: 50 }),
    completedAt: fc.constant(null),
    instances: fc.array(anInstance(options), { minLength: 1, maxLength: 4, size: 'max' }),
    chatHistory: fc
      .array(aMessage(spelling, startMs), { maxLength: MESSAGES_MAX, size: 'max' })
      .map((messages) => messages.toSorted((one, other) => compareText(one.timestamp, other.timestamp))),
    model: fc.option(model, { freq: 3 }),
    timeoutSeconds: fc.option(fc.constantFrom(0, 600, 3600, 4_294_967_295), { freq: 2 }),
    preserveWorktrees: fc.constantFrom(true, false, null),
    winnerId: chance([1, 3], fc.constant(firstInstanceId), fc.constant(null)),
    runtimeMix: fc.constantFrom([], null),
    totalDuration: total(8999),
    totalFilesChanged: total(59),
    totalLinesAdded: total(3999),
    totalLinesDeleted: total(1999),
  }).map((session) => related(session, firstInstanceId));
}

/** Instances are counted and have branches of the session; messages, the mix and the end name what is there. */
function related(session: WorktreeSession, firstInstanceId: number): WorktreeSession {
  const { id, status, updatedAt, runtimeMix } = session;
  const instances = session.instances.map((instance, at) => {
    const instanceId = firstInstanceId + at;
    const branch = `ait42/${id.slice(0, 8)}/${instanceId}`;
    const { runtime } = instance;
    return {
      ...{ ...instance, instanceId, branch, worktreePath: `/Users/mika/src/.worktrees/${branch}` },
      runtimeLabel: runtime === null ? null : `${runtime} (${instanceId})`,
    };
  });
  const chatHistory = session.chatHistory.map(({ instanceId, ...message }) => ({
    ...message,
    instanceId: instanceId === null ? null : firstInstanceId + (instanceId % instances.length),
  }));
  return {
    ...{ ...session, instances, chatHistory },
    completedAt: status === 'completed' ? updatedAt : null,
    runtimeMix: runtimeMix && instances.map(({ runtime }) => runtime ?? 'claude'),
  };
}

/** Waiting, or with all that a started one has. */
function anInstance({ spelling, output, startMs }: RecordOptions): fc.Arbitrary<WorktreeInstance> {
  const asked = {
    ...{ instanceId: fc.constant(0), worktreePath: fc.constant(''), branch: fc.constant('') },
    agentName: fc.constantFrom('backend-developer', 'test-generator', 'レビュアー', 'architect'),
    status: fc.constantFrom(...VOCABULARY.instanceStatus, 'completed'),
  };
  const wanted = {
    runtime: fc.option(fc.constantFrom(...VOCABULARY.runtime), { freq: 4 }),
    model: fc.option(model, { freq: 2 }),
    runtimeLabel: fc.constant(null),
  };
  const none = fc.constant(null);
  const waiting = plainRecord<WorktreeInstance>({
    ...{ ...asked, tmuxSessionId: fc.constant(''), output: none, startTime: none, endTime: none },
    ...{ filesChanged: none, linesAdded: none, linesDeleted: none, ...wanted },
  });
  const started = plainRecord<WorktreeInstance>({
    ...{ ...asked, tmuxSessionId: hex(6).map((digits) => `ait42-${digits}`), output },
    startTime: aMoment(spelling, startMs),
    endTime: fc.option(aMoment(spelling, startMs, { minutes: 10 }), { freq: 2 }),
    ...{ filesChanged: fc.nat(39), linesAdded: fc.nat(1999), linesDeleted: fc.nat(899), ...wanted },
  });
  return chance<WorktreeInstance, WorktreeInstance>([1, 6], waiting, started);
}

export const aMessage = (spelling: ClockSpelling, startMs: number): fc.Arbitrary<ChatMessage> =>
  plainRecord<ChatMessage>({
    // Two messages of one millisecond have one id.
    id: chance(
      [1, 3],
      fc.nat(MESSAGES_MAX).map((at) => `msg-${startMs + at}`),
      uuid,
    ),
    role: fc.constantFrom(...VOCABULARY.role, 'assistant'),
    content: aRemark,
    timestamp: aMoment(spelling, startMs, { span: MESSAGES_MAX * MESSAGE_STEP_MINUTES }),
    instanceId: fc.option(fc.nat(3), { freq: 2 }),
  });

/** The record of the app's debate writer: no instances, no chat, totals zero. */
export const progressRecord = (startMs: number): fc.Arbitrary<WorktreeSession> =>
  fc
    .tuple(
      uuid,
      fc.constantFrom('round_1', 'round_2', 'round_3', 'completed', 'failed'),
      aMoment('app', startMs),
      aMoment('app', startMs, { minutes: 40 }),
    )
    .map((given) => debateRecord(...given));

/** So many hexadecimal digits. */
function hex(digits: number): fc.Arbitrary<string> {
  return fc.nat(16 ** digits - 1).map((number) => number.toString(16).padStart(digits, '0'));
}
