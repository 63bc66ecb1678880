import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { MemoryStore } from '../contract/memory-store.ts';
import { anyText } from '../contract/suite/any-text.ts';
import type { SqliteStore } from './index.ts';
import { outcomeOf } from './suite/random-calls.ts';
import { instanceWith, messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
let store: SqliteStore;
beforeEach(async () => {
  store = await place.store();
});

const STATEMENTS = [
  "'; DROP TABLE sessions; --",
  '"; DROP TABLE sessions; --',
  "' OR '1'='1",
  "' OR 1=1 --",
  "x'); DELETE FROM sessions; --",
  "'; ATTACH DATABASE '/tmp/x' AS x; --",
  "'; PRAGMA writable_schema = ON; --",
  "' UNION SELECT task FROM sessions --",
  '1; SELECT load_extension(1)',
  "'||(SELECT hash FROM workspaces)||'",
  "); INSERT INTO sessions_fts (sessions_fts) VALUES ('delete-all'); --",
  '/* comment */ x',
  '-- comment',
  '\\',
  "\\'",
  "''",
  "'",
  '"',
  '""',
  '`',
  ';',
  ';;',
  'NULL',
  'null',
  'TRUE',
  '0x41',
  "x'41'",
  '?',
  '?1',
  '?999999',
  ':name',
  '@name',
  '$name',
  '%',
  '_',
  '%%',
  '[a-z]',
  '*',
  '**',
  'GLOB *',
  'LIKE %',
  'contains_text(task, 1)',
];
const SEARCH_SYNTAX = [
  'AND',
  'OR',
  'NOT',
  'NEAR',
  'a AND',
  'AND a',
  'a OR',
  'NOT a',
  'a NOT',
  'a AND OR b',
  'NEAR(a b)',
  'NEAR(a b, 5)',
  'NEAR(',
  'NEAR(a,',
  '(',
  ')',
  '()',
  '(a',
  'a)',
  '((a) OR (b)',
  'tokens:a',
  'tokens : a',
  '{tokens}: a',
  '- tokens: a',
  'rowid:1',
  'sessions_fts:a',
  'rank:a',
  '^a',
  '^ a',
  'a ^b',
  'a + b',
  '+a',
  'a+',
  'a*',
  'a *',
  '*a',
  'a**',
  '"a',
  'a"',
  '"a"',
  '"a" *',
  '"a""b"',
  '"""',
  "'a'",
  'a:b',
  'a:',
  ':a',
  'a-b',
  '-a',
  'a,b',
  '{a b}',
  '{',
  '}',
  '[',
  'a\0b',
  '\0',
  '"\0"',
];
const ODD = [...STATEMENTS, ...SEARCH_SYNTAX];

test('the corpus is large enough to mean something', () => {
  expect(new Set(ODD).size).toBeGreaterThanOrEqual(95);
});

test('odd texts as ids, words, values and paths do what they do in the model, and nothing else', async () => {
  const clock = { now: () => 't' };
  const model = new MemoryStore({ clock });
  const tried = await place.store({ clock }, ':memory:');
  for (const odd of ODD) {
    for (const workspace of [place.workspace, `${place.workspace}/${odd.replaceAll('/', '')}`]) {
      const session = sessionWith(odd, {
        type: odd,
        status: odd,
        task: odd,
        instances: [instanceWith(1, { agentName: odd, output: odd })],
      });
      for (const call of [
        (on: MemoryStore | SqliteStore) => on.createSession(workspace, session),
        (on: MemoryStore | SqliteStore) =>
          on.addChatMessage(workspace, odd, messageWith(odd, { content: odd })),
        (on: MemoryStore | SqliteStore) => on.updateInstanceStatus(workspace, odd, 1, odd),
        (on: MemoryStore | SqliteStore) => on.updateSession(workspace, session),
        (on: MemoryStore | SqliteStore) => on.getSession(workspace, odd),
        (on: MemoryStore | SqliteStore) => on.listSessions(workspace, { text: odd, limit: 3 }),
        (on: MemoryStore | SqliteStore) =>
          on.listSessions(workspace, { types: [odd], statuses: [odd, 'x'], createdFrom: odd }),
        (on: MemoryStore | SqliteStore) =>
          on.sessionStatistics(workspace, { types: [odd, 'debate'], createdTo: odd }),
        (on: MemoryStore | SqliteStore) => on.searchSessions(workspace, { text: odd, limit: 3 }),
        (on: MemoryStore | SqliteStore) => on.deleteSession(workspace, `${odd}x`),
      ]) {
        expect(await outcomeOf(call(tried)), odd).toBe(await outcomeOf(call(model)));
      }
    }
  }
  expect(await tried.getAllSessions(place.workspace)).toEqual(await model.getAllSessions(place.workspace));
  expect((await tried.check()).findings).toEqual([]);
});

test('no search text is a syntax error', async () => {
  await store.createSession(
    place.workspace,
    sessionWith('s', { task: 'a b c NEAR OR AND NOT tokens rank 日本語' }),
  );
  const piece = fc.oneof(
    fc.constantFrom(
      ...SEARCH_SYNTAX,
      'a',
      'b',
      '日',
      ' ',
      '"',
      '*',
      '(',
      ')',
      ':',
      '^',
      '-',
      '+',
      ',',
      '{',
      '}',
      '\0',
    ),
    anyText({ maxLength: 6 }),
  );
  const search = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(search, async (text) => {
      await store.searchSessions(place.workspace, { text });
    }),
    { numRuns: 2_000 },
  );
});
