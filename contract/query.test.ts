import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitrarySessions } from '../sessions/arbitraries/any-session.ts';
import { checkedSession } from './arguments.ts';
import {
  checkedFilter,
  checkedPage,
  checkedQuery,
  matchesFilter,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  pageOf,
  type SessionQuery,
  type SessionSummary,
  SORT_KEYS,
  summaryOf,
} from './query.ts';
import type { WorktreeSession } from './session.ts';

const session = (id: string, more: Record<string, unknown> = {}): WorktreeSession =>
  checkedSession({
    ...{ id, type: 'debate', task: '', status: 'running', createdAt: '2025-01-01T00:00:00Z' },
    ...{ updatedAt: '2025-01-01T00:00:00Z', instances: [], chatHistory: [], ...more },
  });
const instance = (agentName: string, more: Record<string, unknown> = {}) => ({
  ...{ instanceId: 1, worktreePath: '', branch: '', agentName, status: '', tmuxSessionId: '', output: 'out' },
  ...more,
});

/** Follows the cursors to the end. The number of pages is bounded by that of the sessions. */
function walk(sessions: readonly WorktreeSession[], query: SessionQuery): SessionSummary[] {
  const found: SessionSummary[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages <= sessions.length; pages++) {
    const page = pageOf(sessions, checkedQuery({ ...query, ...(cursor === null ? {} : { cursor }) }));
    found.push(...page.sessions);
    cursor = page.nextCursor;
    if (cursor === null) return found;
    expect(page.sessions).toHaveLength(query.limit ?? PAGE_LIMIT_DEFAULT);
  }
  return expect.fail('the pages do not end');
}

const idsOf = (sessions: readonly { id: string }[]): string => sessions.map(({ id }) => id).join('');
const ids = (sessions: readonly WorktreeSession[], query: SessionQuery = {}): string =>
  idsOf(walk(sessions, query));

describe('the order of a list', () => {
  const list = [
    session('a', { updatedAt: '2025-01-01T12:00:00Z', totalFilesChanged: 2 }),
    session('b', { updatedAt: '2025-01-01T14:00:00+09:00', totalFilesChanged: null }),
    session('c', { updatedAt: '2025-01-01T12:00:00.000+00:00', totalFilesChanged: 0 }),
    session('d', { updatedAt: 'no time', totalFilesChanged: 2 }),
    session('e', { updatedAt: '2025-01-01T12:00:00.000001Z', totalFilesChanged: 4_294_967_295 }),
  ];

  test('is by updatedAt, newest first, unless asked otherwise', () => expect(ids(list)).toBe('eacbd'));
  test('is by instant, not by text, and unknown times are earliest', () => {
    expect(ids(list, { sortBy: 'updatedAt', direction: 'asc' })).toBe('dbace');
  });
  test('puts an absent number below zero, and keeps file order among equals', () => {
    expect(ids(list, { sortBy: 'totalFilesChanged', direction: 'asc' })).toBe('bcade');
    expect(ids(list, { sortBy: 'totalFilesChanged', direction: 'desc' })).toBe('eadcb');
  });
  test('takes durations beyond the safe integers as equal', () => {
    const long = [
      session('a', { totalDuration: 2n ** 60n }),
      session('b', { totalDuration: 2n ** 63n }),
      session('c', { totalDuration: 1 }),
    ];
    expect(ids(long, { sortBy: 'totalDuration', direction: 'desc' })).toBe('abc');
  });
});

describe('a filter', () => {
  const list = [
    session('a', {
      type: 'debate',
      status: 'round_1',
      task: 'Fix the PARSER',
      createdAt: '2025-01-01T00:00:00Z',
    }),
    session('b', {
      type: 'ensemble',
      status: 'failed',
      instances: [instance('Parser-Bot')],
      createdAt: '2025-01-02',
    }),
    session('c', { type: 'debate', status: 'failed', task: '日本語', createdAt: '～' }),
    session('parser', { type: 'other', task: 'x', createdAt: '😀' }),
  ];
  const found = (filter: SessionQuery): string[] => walk(list, filter).map(({ id }) => id);

  test.each<[SessionQuery, string[]]>([
    [{}, ['a', 'b', 'c', 'parser']],
    [{ types: ['debate'] }, ['a', 'c']],
    [{ types: ['debate', 'other'], statuses: ['failed', 'running'] }, ['c', 'parser']],
    [{ types: [] }, []],
    [{ statuses: [''] }, []],
    [{ text: 'pArSeR' }, ['a', 'b', 'parser']],
    [{ text: '' }, ['a', 'b', 'c', 'parser']],
    [{ text: '本語' }, ['c']],
    [{ text: 'the parser' }, ['a']],
    [{ createdFrom: '2025-01-02' }, ['b', 'c', 'parser']],
    [{ createdTo: '2025-01-02' }, ['a', 'b']],
    [{ createdFrom: '2025-01-01T00:00:00Z', createdTo: '2025-01-01T00:00:00Z' }, ['a']],
    [{ createdFrom: '\uffff' }, ['parser']],
    [{ createdTo: '\uffff' }, ['a', 'b', 'c']],
    [{ createdFrom: '2', createdTo: '1' }, []],
  ])('%j', (filter, expected) => expect(found(filter)).toEqual(expected));

  const used = [
    session('a', { model: 'opus', updatedAt: '2025-01-01T12:00:00Z' }),
    session('b', { model: 'sonnet', instances: [instance('x', { model: 'opus', runtime: 'codex' })] }),
    session('c', { instances: [instance('x'), instance('y', { runtime: 'claude' })], updatedAt: 'no time' }),
    session('d', { runtimeMix: ['codex', 'gemini'], updatedAt: '2025-01-01T21:00:00.5+09:00' }),
  ];
  test.each<[SessionQuery, string]>([
    [{ models: ['opus'] }, 'ab'],
    [{ models: ['sonnet', 'haiku'] }, 'b'],
    [{ models: [] }, ''],
    [{ models: [''] }, ''],
    [{ runtimes: ['codex'] }, 'bd'],
    [{ runtimes: ['claude', 'gemini'] }, 'cd'],
    [{ runtimes: ['Claude'] }, ''],
    [{ updatedFrom: '2025-01-01T12:00:00+00:00' }, 'ad'],
    [{ updatedFrom: '2025-01-01T12:00:00.1Z', updatedTo: '2026-01-01T00:00:00Z' }, 'd'],
    [{ updatedTo: '2025-01-01T13:00:00+01:00' }, 'ab'],
    [{ updatedFrom: '2026-01-01T00:00:00Z', updatedTo: '2025-01-01T00:00:00Z' }, ''],
  ])('%j', (filter, expected) =>
    expect(ids(used, { ...filter, sortBy: 'totalFilesChanged' })).toBe(expected),
  );

  test('is the same function for lists and for statistics', () => {
    expect(list.filter((one) => matchesFilter(one, checkedFilter({ text: 'PARSER' })))).toHaveLength(3);
  });
});

describe('pages', () => {
  const query = fc.record({
    sortBy: fc.constantFrom(...SORT_KEYS),
    direction: fc.constantFrom('asc' as const, 'desc' as const),
    limit: fc.integer({ min: 1, max: 4 }),
  });

  test('together give every session exactly once, in the order of one large page', () => {
    fc.assert(
      fc.property(arbitrarySessions, query, (random, order) => {
        const sessions = random.map((one, index) => ({ ...one, id: String(index) }));
        const whole = pageOf(sessions, checkedQuery({ ...order, limit: PAGE_LIMIT_MAX }));
        expect(whole.nextCursor).toBeNull();
        const walked = walk(sessions, order);
        expect(walked).toEqual(whole.sessions);
        expect(walked.map(({ id }) => id).toSorted()).toEqual(sessions.map(({ id }) => id).toSorted());
      }),
      { numRuns: 300 },
    );
  });

  test('go on behind the same place after a session further on was deleted or added', () => {
    const list = ['a', 'b', 'c', 'd', 'e'].map((id) => session(id));
    const first = pageOf(list, checkedQuery({ limit: 2 }));
    expect(idsOf(first.sessions)).toBe('ab');
    const rest = { limit: 9, cursor: first.nextCursor };
    expect(
      idsOf(
        pageOf(
          list.filter(({ id }) => id !== 'd'),
          checkedQuery(rest),
        ).sessions,
      ),
    ).toBe('ce');
    expect(idsOf(pageOf([...list, session('f')], checkedQuery(rest)).sessions)).toBe('cdef');
    expect(pageOf([], checkedQuery(rest))).toEqual({ sessions: [], nextCursor: null });
  });

  test('end exactly at the last session', () => {
    const list = ['a', 'b'].map((id) => session(id));
    expect(pageOf(list, checkedQuery({ limit: 2 })).nextCursor).toBeNull();
    expect(pageOf([], checkedQuery({})).nextCursor).toBeNull();
  });
});

describe('a cursor', () => {
  const list = ['a', 'b', 'c'].map((id) => session(id));
  const cursor = String(pageOf(list, checkedQuery({ limit: 1 })).nextCursor);

  test.each<SessionQuery>([
    { direction: 'asc' },
    { sortBy: 'createdAt' },
    { text: '' },
    { types: ['debate'] },
  ])('is refused with another query: %j', (other) =>
    expect(() => checkedQuery({ ...other, cursor })).toThrow(
      expect.objectContaining({ code: 'E_CURSOR', message: expect.stringContaining('another query') }),
    ),
  );
  test('goes with another limit', () =>
    expect(checkedQuery({ cursor, limit: 7 })).toMatchObject({ limit: 7 }));

  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  test.each<unknown>([
    ...['', 'x', '{}', 5, {}, [], true, `${cursor}AAAA`, cursor.slice(1)],
    ...[
      encoded(null),
      encoded([]),
      encoded(['m', 'k', 1]),
      encoded(['m', 1, 0]),
      encoded(['m', 1, 1.5]),
      encoded(['m', 1, -1]),
    ],
    encoded(['search', 20]),
  ])('is refused when no store gave it out: %j', (wrong) => {
    expect(() => checkedQuery({ cursor: wrong })).toThrow(expect.objectContaining({ code: 'E_CURSOR' }));
  });
});

describe('arguments', () => {
  test.each<[unknown, string]>([
    [5, ''],
    ['text', ''],
    [[], ''],
    [{ sortBy: 'id' }, '/sortBy'],
    [{ sortBy: '__proto__' }, '/sortBy'],
    [{ direction: 'DESC' }, '/direction'],
    [{ limit: 0 }, '/limit'],
    [{ limit: 1.5 }, '/limit'],
    [{ limit: '5' }, '/limit'],
    [{ limit: PAGE_LIMIT_MAX + 1 }, '/limit'],
    [{ types: 'debate' }, '/types'],
    [{ types: [1] }, '/types'],
    [{ statuses: ['\ud800'] }, '/statuses'],
    [{ models: 'opus' }, '/models'],
    [{ runtimes: [null] }, '/runtimes'],
    [{ updatedFrom: '2025-01-01' }, '/updatedFrom'],
    [{ updatedTo: 5 }, '/updatedTo'],
    [{ createdFrom: 1 }, '/createdFrom'],
    [{ createdTo: new Date(0) }, '/createdTo'],
    [{ text: ['a'] }, '/text'],
    [{ text: '\udc00' }, '/text'],
  ])('%j are refused at %j', (query, pointer) => {
    expect(() => checkedQuery(query)).toThrow(
      expect.objectContaining({ code: 'E_ARGS', data: { argument: expect.any(String), pointer } }),
    );
  });

  test('may be absent or null, and unknown ones are ignored', () => {
    const plain = checkedQuery(undefined);
    expect(plain).toEqual({
      filter: {},
      sortBy: 'updatedAt',
      direction: 'desc',
      limit: PAGE_LIMIT_DEFAULT,
      after: null,
    });
    expect(checkedQuery(null)).toEqual(plain);
    expect(
      checkedQuery({ sortBy: null, limit: null, types: null, text: null, cursor: null, more: 1 }),
    ).toEqual(plain);
  });

  test('of a page of records are an offset and a limit', () => {
    expect(checkedPage(undefined)).toEqual({ offset: 0, limit: PAGE_LIMIT_DEFAULT });
    expect(checkedPage({ offset: 3, limit: 1 })).toEqual({ offset: 3, limit: 1 });
    for (const offset of [-1, 0.5, '1', Number.NaN]) expect(() => checkedPage({ offset })).toThrow('/offset');
    for (const limit of [0, -1, 1e9]) expect(() => checkedPage({ limit })).toThrow('/limit');
  });
});

test('a summary is the session without outputs and chat', () => {
  const message = { id: 'm', role: '', content: '', timestamp: '' };
  const full = session('a', { instances: [instance('x')], chatHistory: [message, message] });
  const summary = summaryOf(full);
  expect(summary).toMatchObject({
    id: 'a',
    messageCount: 2,
    instances: [{ agentName: 'x' }],
    winnerId: null,
  });
  expect(summary).not.toHaveProperty('chatHistory');
  expect(summary.instances[0]).not.toHaveProperty('output');
  expect(full.instances[0]?.output).toBe('out');
});
