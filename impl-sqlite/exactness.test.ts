import { beforeEach, describe, expect, test } from 'vitest';
import type { WorktreeSession } from '../contract/session.ts';
import { statisticsOf } from '../contract/statistics.ts';
import type { SqliteStore } from './index.ts';
import { instanceWith, messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
let store: SqliteStore;
beforeEach(async () => {
  store = await place.store();
});

/** What is stored, read one by one and all together by a store of its own. */
async function stored(...sessions: WorktreeSession[]): Promise<readonly WorktreeSession[]> {
  for (const session of sessions) await store.createSession(place.workspace, session);
  const other = await place.store();
  const all = await other.getAllSessions(place.workspace);
  if (sessions.length === 1)
    expect(await other.getSession(place.workspace, sessions[0]?.id ?? '')).toEqual(all[0]);
  expect((await other.check()).findings).toEqual([]);
  return all;
}

const U64 = [
  0,
  1,
  Number.MAX_SAFE_INTEGER,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

describe('durations', () => {
  test.each(U64)('of %s seconds come back digit for digit', async (totalDuration) => {
    expect(await stored(sessionWith('s', { totalDuration }))).toStrictEqual([
      sessionWith('s', { totalDuration }),
    ]);
  });

  test('add up exactly, beyond 64 bits too', async () => {
    const sessions = [...U64, ...U64, null].map((totalDuration, at) =>
      sessionWith(`s${at}`, { totalDuration }),
    );
    await stored(...sessions);
    const statistics = await store.sessionStatistics(place.workspace);
    expect(statistics).toStrictEqual(statisticsOf(sessions, {}));
    expect(statistics.totals.totalDuration).toBe(
      2n * U64.reduce<bigint>((sum, value) => sum + BigInt(value), 0n),
    );
  });

  test('sort as the contract says, absent ones first and all above 2^53 as equal', async () => {
    const sessions = [2n ** 64n - 1n, null, 5, 2n ** 63n, 0, Number.MAX_SAFE_INTEGER].map(
      (totalDuration, at) => sessionWith(`s${at}`, { totalDuration }),
    );
    await stored(...sessions);
    const page = await store.listSessions(place.workspace, { sortBy: 'totalDuration', direction: 'asc' });
    expect(page.sessions.map(({ id }) => id)).toEqual(['s1', 's4', 's2', 's0', 's3', 's5']);
  });
});

test.each([0, 1, 2 ** 31, 2 ** 32 - 1])('the 32-bit number %i comes back in every field', async (number) => {
  const session = sessionWith('s', {
    timeoutSeconds: number,
    winnerId: number,
    totalFilesChanged: number,
    totalLinesAdded: number,
    totalLinesDeleted: number,
    instances: [instanceWith(number, { filesChanged: number, linesAdded: number, linesDeleted: number })],
    chatHistory: [messageWith('m', { instanceId: number })],
  });
  expect(await stored(session)).toStrictEqual([session]);
  expect(await store.sessionStatistics(place.workspace)).toStrictEqual(statisticsOf([session], {}));
});

test.each([0, 1, 10, 50, 300])('a session of %i instances comes back in order', async (count) => {
  const instances = Array.from({ length: count }, (_, at) =>
    instanceWith(at % 7, { output: at % 3 === 0 ? null : `${at}` }),
  );
  expect(await stored(sessionWith('s', { instances }))).toStrictEqual([sessionWith('s', { instances })]);
});

test.each([
  ['NUL', 'a\0b\0'],
  ['control characters', '\x01\x1b[31m\x07\b\r\n\t\x7f'],
  ['separators and marks', '\u2028\u2029\u0085\ufeff\ufffd\uffff'],
  ['emoji and rare signs', '😀👩‍👩‍👧‍👦𠮷\u{10ffff}'],
  ['two forms of one letter', 'é e\u0301 Å Å'],
  ['quotes and statements', `'"\`; DROP TABLE sessions; -- \\ %_ ?1 :a @b $c`],
  ['names of an object’s own', '__proto__ constructor toString'],
  ['nothing', ''],
  ['white space', '  \n  '],
  ['digits', '3.0'],
])('a text of %s comes back in every field', async (_what, text) => {
  const session = sessionWith(text, {
    type: text,
    task: text,
    status: text,
    createdAt: text,
    updatedAt: text,
    completedAt: text,
    model: text,
    runtimeMix: [text, text],
    instances: [
      instanceWith(0, {
        worktreePath: text,
        branch: text,
        agentName: text,
        status: text,
        tmuxSessionId: text,
        output: text,
        startTime: text,
        endTime: text,
        runtime: text,
        model: text,
        runtimeLabel: text,
      }),
    ],
    chatHistory: [messageWith(text, { role: text, content: text, timestamp: text })],
  });
  expect(await stored(session)).toStrictEqual([session]);
  const filter = { types: [text], statuses: [text, 'other'], createdFrom: text, createdTo: text, text };
  expect((await store.listSessions(place.workspace, filter)).sessions).toHaveLength(1);
});

test.each([
  ['compressible text', 'line of output\r\n'.repeat(70_000)],
  [
    'text that does not compress',
    Array.from({ length: 250_000 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000))).join(
      '',
    ),
  ],
  ['emoji across every boundary', `x${'😀'.repeat(400_000)}`],
])('an output of a megabyte, %s, comes back whole', async (_what, output) => {
  const session = sessionWith('s', {
    instances: [instanceWith(1, { output }), instanceWith(2, { output: 'after' })],
  });
  expect(await stored(session)).toStrictEqual([session]);
});

test('an empty text, none, false and zero are four things', async () => {
  const sessions = [
    sessionWith('none'),
    sessionWith('empty', {
      model: '',
      completedAt: '',
      runtimeMix: [],
      preserveWorktrees: false,
      totalDuration: 0,
    }),
    sessionWith('true', { preserveWorktrees: true, runtimeMix: [''] }),
  ];
  expect(await stored(...sessions)).toStrictEqual(sessions);
});

test('ids may repeat everywhere, and the order of the file is kept', async () => {
  const message = messageWith('m');
  const sessions = ['b', 'a', 'b', 'a', 'b'].map((id, at) =>
    sessionWith(id, {
      task: `record ${at}`,
      createdAt: `2025-11-12T14:00:0${9 - at}Z`,
      instances: [instanceWith(1, { agentName: 'first' }), instanceWith(1, { agentName: 'second' })],
      chatHistory: [message, message, messageWith('m', { content: 'other', timestamp: '' })],
    }),
  );
  expect(await stored(...sessions)).toStrictEqual(sessions);
  expect(await store.getSession(place.workspace, 'a')).toStrictEqual(sessions[1]);
  await store.updateInstanceStatus(place.workspace, 'a', 1, 'failed');
  const [, changed, , untouched] = await store.getAllSessions(place.workspace);
  expect(changed?.instances.map(({ status }) => status)).toEqual(['failed', 'idle']);
  expect(untouched).toStrictEqual(sessions[3]);
  await store.deleteSession(place.workspace, 'b');
  expect((await store.getAllSessions(place.workspace)).map(({ task }) => task)).toEqual([
    'record 1',
    'record 3',
  ]);
});

test('words outside the vocabulary are kept, and the row says that they are', async () => {
  await stored(
    sessionWith('usual'),
    sessionWith('odd', { type: 'solo' }),
    sessionWith('odder', { status: 'lost' }),
  );
  const marks = place
    .raw()
    .prepare('SELECT id, is_outside_vocabulary FROM sessions ORDER BY session_key')
    .raw()
    .all();
  expect(marks).toEqual([
    ['usual', 0],
    ['odd', 1],
    ['odder', 1],
  ]);
});
