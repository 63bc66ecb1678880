// What belongs together in a session file: competitions and ensembles leave two records of one id, debates stop in a round
// for ever, clocks disagree, ids repeat or name nothing. Not here: which file gets what (legacy-home.ts).

import fc from 'fast-check';
import type { ChatMessage, WorktreeSession } from '../../contract/session.ts';
import { chance } from './choices.ts';
import type { ClockSpelling } from './legacy-moment.ts';
import { aMessage, aRecord, progressRecord } from './legacy-record.ts';
import { anOutput } from './lifelike-text.ts';
import { session } from './session.ts';

/** Records, the first of them made at a time that is given: files are in the order of creation. */
export type Group = (startMs: number) => fc.Arbitrary<WorktreeSession[]>;

/** 2025-11-03T09:00:00Z: the first session of a file. */
const START_MS: number = Date.UTC(2025, 10, 3, 9);
const STEP_MS = 17 * 60_000;

/** When the session of that number in its file was made. */
export const startOf = (at: number): number => START_MS + at * STEP_MS;

/** A file of groups, one after the other. */
export const inTime = (groups: readonly Group[]): fc.Arbitrary<WorktreeSession[]> =>
  fc.tuple(...groups.map((group, at) => group(startOf(at)))).map((lists) => lists.flat());

const OUTPUT_LENGTHS = [200, 800, 2500, 6000] as const;
const LARGE_OUTPUT_LENGTH = 110_000;

export interface Groups {
  /** A finished or running session of any type, one record. */
  readonly single: Group;
  /** What every competition and ensemble leaves: one id, two records, instance ids 1..n and 0..n-1. */
  readonly pair: Group;
  /** A debate of the UI and, mostly, the progress writer's record of the same id that never left its round. */
  readonly debate: Group;
  /** Times that tie, go backwards and come in every spelling, one of them no timestamp at all. */
  readonly outOfTime: Group;
  /** Instance 0, repeated instance and message ids, and references to instances that do not exist. */
  readonly tangled: Group;
  /** Of values chosen to hurt. */
  readonly hurtful: Group;
  /** Seconds that a double may round. */
  readonly longRunning: (seconds: bigint) => Group;
  /** One instance that printed so many characters. */
  readonly talkative: (length?: number) => Group;
}

/** Outputs are cut to a part: one of `shrinkage`. */
export function sessionGroups(shrinkage = 1): Groups {
  const cut = (length: number): number => Math.ceil(length / shrinkage);
  const output = anOutput(fc.constantFrom(...OUTPUT_LENGTHS.map(cut)));
  const record =
    (type: string, firstInstanceId = 1, spelling: ClockSpelling = 'ui') =>
    (startMs: number): fc.Arbitrary<WorktreeSession> =>
      aRecord({ type, firstInstanceId, spelling, output, startMs });
  const aSingle = (startMs: number): fc.Arbitrary<WorktreeSession> =>
    chance([1, 3], record('ensemble')(startMs), record('competition')(startMs));
  return {
    single: (startMs) => aSingle(startMs).map(alone),
    pair: (startMs) =>
      fc.oneof(
        ...['competition', 'ensemble'].map((type) =>
          fc.tuple(record(type)(startMs), record(type, 0, 'app')(startMs + PAIR_STEP_MS)).map(asPair),
        ),
      ),
    debate: (startMs) =>
      fc
        .tuple(record('debate')(startMs), fc.option(progressRecord(startMs + PAIR_STEP_MS), { freq: 3 }))
        .map(([fromUi, progress]) =>
          progress === null ? [fromUi] : [fromUi, { ...progress, id: fromUi.id }],
        ),
    outOfTime: (startMs) =>
      fc
        .tuple(
          fc.oneof(
            { weight: 6, arbitrary: record('competition', 1, 'mixed')(startMs) },
            ...[1, 30, 90].map((minutes) => record('competition', 1, 'mixed')(startMs - minutes * 60_000)),
          ),
          fc.boolean(),
        )
        .map(([made, isTied]) => [isTied ? tied(made) : made]),
    tangled: (startMs) =>
      fc
        .tuple(record('ensemble', 0)(startMs), aMessage('ui', startMs), fc.boolean())
        .map(([made, message, isEnded]) => [tangled(made, message, isEnded)]),
    hurtful: () => session.map(alone),
    longRunning: (totalDuration) => (startMs) => aSingle(startMs).map((made) => [{ ...made, totalDuration }]),
    talkative:
      (length = LARGE_OUTPUT_LENGTH) =>
      (startMs) =>
        fc.tuple(aSingle(startMs), anOutput(fc.constant(cut(length)))).map(([made, large]) => {
          const [first, ...others] = made.instances;
          return [
            { ...made, instances: first === undefined ? [] : [{ ...first, output: large }, ...others] },
          ];
        }),
  };
}

const alone = (made: WorktreeSession): WorktreeSession[] => [made];

/** The app's record comes behind that of the UI. */
const PAIR_STEP_MS = 6 * 60_000;

const asPair = ([first, fromApp]: readonly [WorktreeSession, WorktreeSession]): WorktreeSession[] => [
  first,
  { ...fromApp, id: first.id, task: first.task, chatHistory: [] },
];

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
