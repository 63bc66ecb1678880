// Writes the sessions of the generated legacy home, as the app and its UI write them: competitions and ensembles
// leave two records of one id, debates stop in a round for ever, clocks disagree, ids repeat or name nothing.
// Not here: which file gets what (legacy-home-files.ts).

import { appTimestamp } from '../contract/instant.ts';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../contract/session.ts';
import type { HomeRandom } from './legacy-home-random.ts';
import { outputText, remarkText, taskText } from './legacy-home-text.ts';
import { debateRecord } from './model.ts';

/** 2025-11-03T09:00:00Z: the first session of the home. */
const START_MS = Date.UTC(2025, 10, 3, 9);
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
const LARGE_OUTPUT_LENGTH = 110_000;

/** Who stamped a time: the UI, the app at its three resolutions, or some caller. */
export type ClockSpelling = 'ui' | 'app' | 'mixed';

export class SessionAuthor {
  private readonly random: HomeRandom;
  private readonly shrinkage: number;
  private nowMs = START_MS;

  /** Outputs are cut to a part: one of `shrinkage`. All else is the same, whatever it is. */
  constructor(random: HomeRandom, shrinkage = 1) {
    this.random = random;
    this.shrinkage = shrinkage;
  }

  /** A finished or running session of any type, one record. */
  single(): WorktreeSession {
    const isEnsemble = this.random.isOneIn(3);
    return this.record({ type: isEnsemble ? 'ensemble' : 'competition', firstInstanceId: 1, spelling: 'ui' });
  }

  /** What every competition and ensemble leaves: one id, two records, instance ids 1..n and 0..n-1. */
  pair(): [WorktreeSession, WorktreeSession] {
    const type = this.random.pick(['competition', 'ensemble']);
    const fromUi = this.record({ type, firstInstanceId: 1, spelling: 'ui' });
    const fromApp = this.record({ type, firstInstanceId: 0, spelling: 'app' });
    return [fromUi, { ...fromApp, id: fromUi.id, task: fromUi.task, chatHistory: [] }];
  }

  /** A debate of the UI and, mostly, the progress writer's record of the same id that never left its round. */
  debate(): WorktreeSession[] {
    const fromUi = this.record({ type: 'debate', firstInstanceId: 1, spelling: 'ui' });
    return this.random.isOneIn(4) ? [fromUi] : [fromUi, this.debateProgress(fromUi.id)];
  }

  /** The record of the app's debate writer: no instances, no chat, totals zero. */
  debateProgress(id: string): WorktreeSession {
    const status = this.random.pick(['round_1', 'round_2', 'round_3', 'completed', 'failed']);
    const startedAt = this.stamp('app');
    const updatedAt = this.stamp('app');
    // Drawn and dropped: the debate takes the time of a session, and every seed keeps the home that it stands for.
    this.record({ type: 'debate', firstInstanceId: 0, spelling: 'app' });
    return debateRecord(id, status, startedAt, updatedAt);
  }

  /** Times that tie, go backwards and come in every spelling, one of them no timestamp at all. */
  outOfTime(): WorktreeSession {
    if (this.random.isOneIn(3)) this.nowMs -= this.random.between(1, 90) * 60_000;
    const session = this.record({ type: 'competition', firstInstanceId: 1, spelling: 'mixed' });
    const tied = session.chatHistory.map((message) => ({ ...message, timestamp: session.createdAt }));
    return this.random.isOneIn(2) ? { ...session, chatHistory: tied, updatedAt: session.createdAt } : session;
  }

  /** Instance 0, repeated instance and message ids, and references to instances that do not exist. */
  tangled(): WorktreeSession {
    const session = this.record({ type: 'ensemble', firstInstanceId: 0, spelling: 'ui' });
    const [first] = session.instances;
    const again =
      first === undefined ? [] : [{ ...first, branch: `${first.branch}-retry`, status: 'failed' }];
    const message = this.message(99, 'ui');
    return {
      ...session,
      instances: [...session.instances, ...again],
      winnerId: 77,
      chatHistory: [...session.chatHistory, message, { ...message, content: 'sent twice' }, message],
      ...(this.random.isOneIn(2) ? { status: 'completed', completedAt: null } : { status: 'running' }),
    };
  }

  /** Integers that a double rounds. */
  longRunning(seconds: bigint): WorktreeSession {
    return { ...this.single(), totalDuration: seconds };
  }

  /** One instance that printed `length` characters. */
  talkative(length: number = LARGE_OUTPUT_LENGTH): WorktreeSession {
    const session = this.single();
    const instances = session.instances.map((instance, index) =>
      index === 0 ? { ...instance, output: this.output(length) } : instance,
    );
    return { ...session, instances };
  }

  private record(wanted: {
    type: string;
    firstInstanceId: number;
    spelling: ClockSpelling;
  }): WorktreeSession {
    const { type, firstInstanceId, spelling } = wanted;
    const { random } = this;
    const id = random.isOneIn(5) ? `${type}-${random.hex(8)}` : random.uuid();
    const createdAt = this.stamp(spelling);
    const status = random.pick(['completed', 'completed', 'completed', 'running', 'failed', 'paused']);
    const count = random.between(1, 4);
    const instances = Array.from({ length: count }, (_, index) =>
      this.instance(firstInstanceId + index, id, spelling),
    );
    const chatHistory = Array.from({ length: random.between(0, 8) }, () =>
      this.message(firstInstanceId + random.below(count), spelling),
    );
    const updatedAt = this.stamp(spelling);
    return {
      id,
      type,
      task: taskText(random),
      status,
      createdAt,
      updatedAt,
      completedAt: status === 'completed' ? updatedAt : null,
      instances,
      chatHistory,
      model: random.isOneIn(4) ? null : random.pick(MODELS),
      timeoutSeconds: random.isOneIn(3) ? null : random.pick([0, 600, 3600, 4294967295]),
      preserveWorktrees: random.pick([true, false, null]),
      winnerId: random.isOneIn(3) ? firstInstanceId : null,
      runtimeMix: random.isOneIn(2) ? null : instances.map(({ runtime }) => runtime ?? 'claude'),
      totalDuration: random.isOneIn(3) ? null : random.below(9000),
      totalFilesChanged: random.isOneIn(3) ? null : random.below(60),
      totalLinesAdded: random.isOneIn(3) ? null : random.below(4000),
      totalLinesDeleted: random.isOneIn(3) ? null : random.below(2000),
    };
  }

  private instance(instanceId: number, sessionId: string, spelling: ClockSpelling): WorktreeInstance {
    const { random } = this;
    const branch = `ait42/${sessionId.slice(0, 8)}/${instanceId}`;
    const hasStarted = !random.isOneIn(6);
    const count = (max: number): number | null => (hasStarted ? random.below(max) : null);
    const runtime = random.isOneIn(5) ? null : random.pick(RUNTIMES);
    return {
      instanceId,
      worktreePath: `/Users/mika/src/.worktrees/${branch}`,
      branch,
      agentName: random.pick(['backend-developer', 'test-generator', 'レビュアー', 'architect']),
      ...{
        status: random.pick(INSTANCE_STATUSES),
        tmuxSessionId: hasStarted ? `ait42-${random.hex(6)}` : '',
      },
      output: hasStarted ? this.output(random.pick([200, 800, 2500, 6000])) : null,
      startTime: hasStarted ? this.stamp(spelling) : null,
      endTime: hasStarted && !random.isOneIn(3) ? this.stamp(spelling) : null,
      filesChanged: count(40),
      linesAdded: count(2000),
      linesDeleted: count(900),
      runtime,
      model: random.isOneIn(3) ? null : random.pick(MODELS),
      runtimeLabel: runtime === null ? null : `${runtime} (${instanceId})`,
    };
  }

  /** Whole lines. */
  private output(length: number): string {
    const text = outputText(this.random, length);
    return text.slice(0, text.indexOf('\n', length / this.shrinkage) + 1) || text;
  }

  private message(instanceId: number, spelling: ClockSpelling): ChatMessage {
    const { random } = this;
    return {
      id: random.isOneIn(3) ? `msg-${this.nowMs}` : random.uuid(),
      role: random.pick(ROLES),
      content: remarkText(random),
      timestamp: this.stamp(spelling),
      instanceId: random.isOneIn(3) ? null : instanceId,
    };
  }

  /** The next time, in the spelling of whoever stamps it. */
  private stamp(spelling: ClockSpelling): string {
    const { random } = this;
    this.nowMs += random.between(0, 40) * 1_000 + random.below(1_000);
    if (spelling === 'ui') return new Date(this.nowMs).toISOString();
    if (spelling === 'app') return this.appStamp();
    const date = new Date(this.nowMs).toISOString();
    return random.pick([date, this.appStamp(), date.replace(/\.\d+Z$/, '+09:00'), date.slice(0, 10)]);
  }

  /** The app's clock prints the shortest exact fraction: none, milli-, micro- or nanoseconds. */
  private appStamp(): string {
    const whole = appTimestamp(this.nowMs - (this.nowMs % 1000));
    const digits = this.random.pick([0, 3, 6, 9, 9]);
    if (digits === 0) return whole;
    const fraction = `${this.random.hex(9).replace(/[a-f]/g, '4')}`.slice(0, digits - 1);
    return whole.replace('+00:00', `.${fraction}7+00:00`);
  }
}
