// What is unusual in the sessions of one file, counted by kind. Nothing here is an error: every one of these is in
// use and must survive a migration. Not here: files that cannot be read, and what only the text shows (key-walk.ts).

import { instantUs, UNKNOWN_INSTANT } from '../contract/instant.ts';
import { VOCABULARY, type WorktreeInstance, type WorktreeSession } from '../contract/session.ts';

/** The kinds in the order of reports, each with what one count of it is. */
export const ODDITIES = {
  'duplicate-session-id': 'a session whose id an earlier one of the file has',
  'duplicate-instance-id': 'an instance whose id an earlier one of the session has',
  'duplicate-message-id': 'a message whose id an earlier one of the session has',
  'instance-id-zero': 'an instance with id 0',
  'dangling-instance-id': 'a message that names no instance of its session',
  'dangling-winner-id': 'a session whose winner is none of its instances',
  'round-status': 'a session in round_1, round_2 or round_3',
  'completion-contradiction': 'a completed session without completedAt, or another one with it',
  'outside-vocabulary': 'a type, status, role or runtime that is not in ordinary use',
  'equal-times': 'a session or message with the same time as the one before it',
  'backward-times': 'a session or message with an earlier time than the one before it',
  'mixed-time-spellings': 'a session whose times are spelled in more than one way',
  'unknown-time': 'a time that is no RFC 3339 timestamp',
  'big-integer': 'a duration above 2^53-1',
  'control-characters': 'a text with control characters other than tab and line ends',
  'large-output': 'an output of 100,000 characters or more',
  'absent-keys': 'an optional key that is not there',
  'unknown-keys': 'a key that the app does not know',
  'positional-records': 'a record given as an array of its values',
} as const;
export type Oddity = keyof typeof ODDITIES;
export type OddityCounts = Partial<Record<Oddity, number>>;

const LARGE_OUTPUT_LENGTH = 100_000;
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

/** Counts of the kinds that occur; what occurs in the text only is for the caller to add. */
export function odditiesOf(sessions: readonly WorktreeSession[]): OddityCounts {
  const counts: OddityCounts = {};
  const count: Count = (oddity, times = 1) => {
    if (times > 0) counts[oddity] = (counts[oddity] ?? 0) + times;
  };
  count('duplicate-session-id', repeats(sessions.map(({ id }) => id)));
  countOrder(
    sessions.map(({ createdAt }) => createdAt),
    count,
  );
  for (const session of sessions) {
    countIds(session, count);
    countStates(session, count);
    countTimes(session, count);
    countValues(session, count);
  }
  return counts;
}

type Count = (oddity: Oddity, times?: number) => void;

function countIds({ instances, chatHistory, winnerId }: WorktreeSession, count: Count): void {
  const instanceIds = instances.map(({ instanceId }) => instanceId);
  const isDangling = (id: number | null): boolean => id !== null && !instanceIds.includes(id);
  count('duplicate-instance-id', repeats(instanceIds));
  count('duplicate-message-id', repeats(chatHistory.map(({ id }) => id)));
  count('instance-id-zero', instanceIds.filter((id) => id === 0).length);
  count('dangling-instance-id', chatHistory.filter(({ instanceId }) => isDangling(instanceId)).length);
  count('dangling-winner-id', isDangling(winnerId) ? 1 : 0);
}

function countStates(session: WorktreeSession, count: Count): void {
  const { type, status, completedAt, instances, chatHistory, runtimeMix } = session;
  count('round-status', /^round_[123]$/.test(status) ? 1 : 0);
  count('completion-contradiction', (status === 'completed') === (completedAt === null) ? 1 : 0);
  const runtimes = [...(runtimeMix ?? []), ...instances.map(({ runtime }) => runtime)];
  count(
    'outside-vocabulary',
    outside([type], VOCABULARY.type) +
      outside([status], VOCABULARY.status) +
      outside(
        instances.map((instance) => instance.status),
        VOCABULARY.instanceStatus,
      ) +
      outside(
        chatHistory.map(({ role }) => role),
        VOCABULARY.role,
      ) +
      outside(runtimes, VOCABULARY.runtime),
  );
}

const outside = (words: readonly (string | null)[], known: readonly string[]): number =>
  words.filter((word) => word !== null && !known.includes(word)).length;

function countTimes(session: WorktreeSession, count: Count): void {
  const messageTimes = session.chatHistory.map(({ timestamp }) => timestamp);
  countOrder(messageTimes, count);
  const times = [session.createdAt, session.updatedAt, session.completedAt, ...messageTimes]
    .concat(session.instances.flatMap(({ startTime, endTime }) => [startTime, endTime]))
    .filter((time) => time !== null);
  count('unknown-time', times.filter((time) => instantUs(time) === UNKNOWN_INSTANT).length);
  count('mixed-time-spellings', new Set(times.map(spellingOf)).size > 1 ? 1 : 0);
}

function countOrder(times: readonly string[], count: Count): void {
  const instants = times.map(instantUs);
  count('equal-times', instants.filter((instant, index) => instant === instants[index - 1]).length);
  count(
    'backward-times',
    instants.filter((instant, index) => instant < (instants[index - 1] ?? instant)).length,
  );
}

/** The end of the text says who wrote it: `Z` the UI, `+00:00` the app's clock, anything else some caller. */
const spellingOf = (time: string): string => /(?:Z|[+-]\d\d:\d\d)$/.exec(time)?.[0] ?? 'other';

function countValues(session: WorktreeSession, count: Count): void {
  const { instances, chatHistory, task } = session;
  const texts = [
    task,
    ...instances.map(({ output }) => output ?? ''),
    ...chatHistory.map(({ content }) => content),
  ];
  count('big-integer', typeof session.totalDuration === 'bigint' ? 1 : 0);
  count('control-characters', texts.filter((text) => CONTROL.test(text)).length);
  count('large-output', instances.filter(isLarge).length);
}

const isLarge = ({ output }: WorktreeInstance): boolean => (output?.length ?? 0) >= LARGE_OUTPUT_LENGTH;

const repeats = (ids: readonly (string | number)[]): number => ids.length - new Set(ids).size;
