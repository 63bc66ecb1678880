import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitrarySessions, arbitraryText } from '../sessions/arbitraries/any-session.ts';
import { checkedSession } from './arguments.ts';
import { checkedSearch, hitOf, SEARCH_LIMIT_DEFAULT, searchIn, tokenSetOf } from './search.ts';
import type { WorktreeSession } from './session.ts';
import { termsOf } from './tokenizer.ts';

const session = (
  id: string,
  task: string,
  chat: string[] = [],
  outputs: (string | null)[] = [],
): WorktreeSession =>
  checkedSession({
    ...{ id, type: 'debate', task, status: 'running', createdAt: 'c', updatedAt: 'u' },
    chatHistory: chat.map((content) => ({ id: '', role: 'user', content, timestamp: '' })),
    instances: outputs.map((output, instanceId) => ({
      ...{
        instanceId,
        worktreePath: 'hidden',
        branch: 'hidden',
        agentName: 'hidden',
        status: '',
        tmuxSessionId: '',
        output,
      },
    })),
  });

const find = (sessions: readonly WorktreeSession[], text: string, more: object = {}) =>
  searchIn(sessions, checkedSearch({ text, ...more }));
const idsFor = (sessions: readonly WorktreeSession[], text: string): string =>
  find(sessions, text)
    .hits.map(({ id }) => id)
    .join('');

describe('a search', () => {
  const list = [
    session('a', 'Fix the parser', ['Use a Configuration file'], [null, 'all tests passed']),
    session('b', '日本語のテスト', ['config'], []),
    session('c', 'parser and lexer', [], ['ＣＯＮＦＩＧ error', 'Straße']),
  ];

  test.each([
    ['parser', 'ca'],
    ['PARSER fix', 'a'],
    ['parser passed file', 'a'],
    ['pars', ''],
    ['pars*', 'ca'],
    ['config', 'cb'],
    ['config*', 'cba'],
    ['strasse', 'c'],
    ['日本', 'b'],
    ['語', 'b'],
    ['本日', ''],
    ['テスト config', 'b'],
    ['hidden', ''],
    ['nothing parser', ''],
    ['', ''],
    ['*', ''],
    ['!!!', ''],
  ])('for %j finds %j, newest first', (text, ids) => expect(idsFor(list, text)).toBe(ids));

  test('finds words only as a whole, and across the texts of one session', () => {
    expect(idsFor([session('a', 'one', ['two'], ['three'])], 'three one two')).toBe('a');
    expect(idsFor([session('a', 'one'), session('b', 'two')], 'one two')).toBe('');
  });

  test('agrees with the sets of tokens, whatever is searched', () => {
    fc.assert(
      fc.property(arbitrarySessions, arbitraryText, (random, text) => {
        const sessions = random.map((one, index) => ({ ...one, id: String(index) }));
        const terms = termsOf(text);
        const expected = sessions.filter((one) => {
          const tokens = [...tokenSetOf(one)];
          const has = (token: string, isPrefix: boolean) =>
            tokens.some((word) => (isPrefix ? word.startsWith(token) : word === token));
          return terms.length > 0 && terms.every(({ token, isPrefix }) => has(token, isPrefix));
        });
        expect(find(sessions, text, { limit: 100 }).hits.map(({ id }) => id)).toEqual(
          expected.map(({ id }) => id).reverse(),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('a snippet', () => {
  test.each([
    [
      'task first',
      session('a', 'the word', ['word'], ['word']),
      { source: 'task', index: 0, text: 'the word' },
    ],
    [
      'then the chat',
      session('a', '', ['x', 'a word'], ['word']),
      { source: 'chat', index: 1, text: 'a word' },
    ],
    [
      'then the outputs',
      session('a', 'words', ['swordfish'], [null, 'Word!']),
      { source: 'output', index: 1, text: 'Word!' },
    ],
  ])('shows the %s', (_what, one, snippet) => expect(find([one], 'word').hits[0]?.snippet).toEqual(snippet));

  test('shows the surroundings on one line', () => {
    const text = `${'before '.repeat(50)}\x1b[31mword\x07\r\n\tthen${' after'.repeat(50)}`;
    const snippet = String(find([session('a', text)], 'then').hits[0]?.snippet.text);
    expect(snippet).toMatch(/^….*then after.*…$/);
    expect(snippet).not.toMatch(/[\0-\x1f\x7f]/);
    expect(snippet.length).toBeLessThan(130);
  });

  test('is well formed wherever it is cut', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (before, after) => {
        const one = session('a', `${'😀'.repeat(before)} x${'y'.repeat(before % 2)} ${'😀'.repeat(after)}`);
        expect(find([one], 'x*').hits[0]?.snippet.text.isWellFormed()).toBe(true);
      }),
    );
  });

  test('of a session without any of the terms is a bug, and says so', () => {
    expect(() => hitOf(session('a', 'other'), termsOf('word'))).toThrow(
      expect.objectContaining({ code: 'E_INTERNAL' }),
    );
  });
});

describe('pages of hits', () => {
  const list = Array.from({ length: 45 }, (_, index) =>
    session(String(index), index % 3 === 0 ? 'word' : 'other word'),
  );

  test('give every hit exactly once, newest first', () => {
    const ids: string[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages < 10; pages++) {
      const page = find(list, 'word', { limit: 7, ...(cursor === null ? {} : { cursor }) });
      ids.push(...page.hits.map(({ id }) => id));
      cursor = page.nextCursor;
      if (cursor === null) break;
    }
    expect(ids).toEqual(list.map(({ id }) => id).reverse());
  });

  test('hold a default number of hits and end without a cursor', () => {
    expect(find(list, 'word').hits).toHaveLength(SEARCH_LIMIT_DEFAULT);
    expect(find(list, 'word', { limit: 45 }).nextCursor).toBeNull();
    expect(find([], 'word')).toEqual({ hits: [], nextCursor: null });
  });

  test.each([
    '',
    'x',
    5,
    Buffer.from('["search",0]').toString('base64url'),
    Buffer.from('["other",5]').toString('base64url'),
  ])('are refused behind the cursor %j', (cursor) =>
    expect(() => checkedSearch({ text: 'a', cursor })).toThrow(expect.objectContaining({ code: 'E_CURSOR' })),
  );
});

test.each<[unknown, string]>([
  [undefined, '/text'],
  [{}, '/text'],
  [{ text: 5 }, '/text'],
  [{ text: '\ud800' }, '/text'],
  [{ text: 'a', limit: 0 }, '/limit'],
  ['word', ''],
])('the search %j is refused', (search, pointer) => {
  expect(() => checkedSearch(search)).toThrow(
    expect.objectContaining({ code: 'E_ARGS', data: { argument: 'search', pointer } }),
  );
});
