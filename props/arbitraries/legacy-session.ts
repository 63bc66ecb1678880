// What belongs together in a session file: competitions and ensembles leave two records of one id, debates stop in a round
// for ever, clocks disagree, ids repeat or name nothing. Not here: which file gets what (legacy-home.ts).

import fc from 'fast-check';
import type { ChatMessage, WorktreeSession } from '../../contract/session.ts';
import { chance } from './choices.ts';
import type { ClockSpelling } from './legacy-moment.ts';
import { aMessage, aRecord, type LegacyRecord, progressRecord } from './legacy-record.ts';
import { anOutput } from './lifelike-text.ts';
import { session } from './session.ts';

/** The records, once it is known when the first of them was made: files are in the order of creation. */
export type Group = (startMs: number) => readonly WorktreeSession[];

/** 2025-11-03T09:00:00Z: the first session of a file. */
export const START_MS: number = Date.UTC(2025, 10, 3, 9);

const OUTPUT_LENGTHS = [200, 800, 2500, 6000] as const;
const LARGE_OUTPUT_LENGTH = 110_000;

export interface Groups {
  /** A finished or running session of any type, one record. */
  readonly single: fc.Arbitrary<Group>;
  /** What every competition and ensemble leaves: one id, two records, instance ids 1..n and 0..n-1. */
  readonly pair: fc.Arbitrary<Group>;
  /** A debate of the UI and, mostly, the progress writer's record of the same id that never left its round. */
  readonly debate: fc.Arbitrary<Group>;
  /** Times that tie, go backwards and come in every spelling, one of them no timestamp at all. */
  readonly outOfTime: fc.Arbitrary<Group>;
  /** Instance 0, repeated instance and message ids, and references to instances that do not exist. */
  readonly tangled: fc.Arbitrary<Group>;
  /** Of values chosen to hurt. */
  readonly hurtful: fc.Arbitrary<Group>;
  /** Seconds that a double may round. */
  readonly longRunning: (seconds: bigint) => fc.Arbitrary<Group>;
  /** One instance that printed so many characters. */
  readonly talkative: (length?: number) => fc.Arbitrary<Group>;
}

/** Outputs are cut to a part: one of `shrinkage`. */
export function sessionGroups(shrinkage = 1): Groups {
  const lengths = fc.constantFrom(...OUTPUT_LENGTHS.map((length) => Math.ceil(length / shrinkage)));
  const record = (
    type: string,
    firstInstanceId: number,
    spelling: ClockSpelling,
  ): fc.Arbitrary<LegacyRecord> => aRecord({ type, firstInstanceId, spelling, output: anOutput(lengths) });
  const single = fc.oneof(
    { weight: 2, arbitrary: record('competition', 1, 'ui') },
    { weight: 1, arbitrary: record('ensemble', 1, 'ui') },
  );
  const changed = (change: (session: WorktreeSession) => WorktreeSession) => (make: LegacyRecord) =>
    oneOf((startMs) => change(make(startMs)));
  return {
    single: single.map(oneOf),
    pair: fc.oneof(
      ...['competition', 'ensemble'].map((type) =>
        fc.tuple(record(type, 1, 'ui'), record(type, 0, 'app')).map(asPair),
      ),
    ),
    debate: fc.tuple(record('debate', 1, 'ui'), fc.option(progressRecord, { freq: 3 })).map(
      ([fromUi, progress]): Group =>
        (startMs) => {
          const session = fromUi(startMs);
          return progress === null ? [session] : [session, progress(session.id, startMs + PAIR_STEP_MS)];
        },
    ),
    outOfTime: fc
      .tuple(
        record('competition', 1, 'mixed'),
        chance([1, 3], fc.integer({ min: 1, max: 90 }), fc.constant(0)),
        fc.boolean(),
      )
      .map(([make, minutesBack, isTied]) =>
        oneOf((startMs) => {
          const session = make(startMs - minutesBack * 60_000);
          return isTied ? tied(session) : session;
        }),
      ),
    tangled: fc
      .tuple(record('ensemble', 0, 'ui'), aMessage('ui'), fc.boolean())
      .map(([make, message, isEnded]) =>
        oneOf((startMs) => tangled(make(startMs), message(startMs), isEnded)),
      ),
    hurtful: session.map((made) => oneOf(() => made)),
    longRunning: (totalDuration) =>
      single.map((make) => oneOf((startMs) => ({ ...make(startMs), totalDuration }))),
    talkative: (length = LARGE_OUTPUT_LENGTH) =>
      fc.tuple(single, anOutput(fc.constant(Math.ceil(length / shrinkage)))).map(([make, output]) =>
        changed((session) => ({
          ...session,
          instances: session.instances.map((instance, index) =>
            index === 0 ? { ...instance, output } : instance,
          ),
        }))(make),
      ),
  };
}

const oneOf =
  (make: LegacyRecord): Group =>
  (startMs) => [make(startMs)];

/** The app's record comes behind that of the UI. */
const PAIR_STEP_MS = 6 * 60_000;

const asPair =
  ([fromUi, fromApp]: readonly [LegacyRecord, LegacyRecord]): Group =>
  (startMs) => {
    const first = fromUi(startMs);
    return [first, { ...fromApp(startMs + PAIR_STEP_MS), id: first.id, task: first.task, chatHistory: [] }];
  };

const tied = (session: WorktreeSession): WorktreeSession => ({
  ...session,
  updatedAt: session.createdAt,
  chatHistory: session.chatHistory.map((message) => ({ ...message, timestamp: session.createdAt })),
});

function tangled(session: WorktreeSession, message: ChatMessage, isEnded: boolean): WorktreeSession {
  const again = session.instances
    .slice(0, 1)
    .map((first) => ({ ...first, branch: `${first.branch}-retry`, status: 'failed' }));
  return {
    ...session,
    instances: [...session.instances, ...again],
    winnerId: 77,
    chatHistory: [...session.chatHistory, message, { ...message, content: 'sent twice' }, message],
    ...(isEnded ? { status: 'completed', completedAt: null } : { status: 'running' }),
  };
}
