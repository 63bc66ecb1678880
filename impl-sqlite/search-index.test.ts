import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { checkedSearch, searchIn } from '../contract/search.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { anyText } from '../contract/suite/any-text.ts';
import { tokensOf } from '../contract/tokenizer.ts';
import type { SqliteStore } from './index.ts';
import { MEMORY } from './open-database.ts';
import { openRaw } from './raw-database.ts';
import { indexedText, SEARCH_TAIL_MAX } from './search-index.ts';
import { type Call, outcomeOf, perform } from './suite/random-calls.ts';
import { instanceWith, messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
let store: SqliteStore;
beforeEach(async () => {
  store = await place.store();
});

const idsFor = async (text: string): Promise<string[]> =>
  (await store.searchSessions(place.workspace, { text })).hits.map(({ id }) => id);

const WORDS = [
  ...['config', 'configuration', 'conf', 'CONFIG', 'a', 'NOT', 'or', 'x86_64', '100%', 'snake_case'],
  ...['straße', 'STRASSE', 'ΟΔΟΣ', 'οδος', 'caf\u00e9', 'cafe\u0301', 'İstanbul', 'ｆｕｌｌ', 'ﬁle', 'naïve'],
  ...[
    'データベース',
    'データ',
    '移行',
    '数据库迁移',
    '데이터베이스',
    'ฐานข้อมูล',
    '日',
    '𠮷野家',
    '日本語config',
  ],
  ...['\0', '\x1b[31m', '"', "'", '*', '^', '(', ')', ':', '-', '😀', '\u2028', 'a\0b'],
];
const text = fc
  .array(fc.constantFrom(...WORDS), { maxLength: 6 })
  .chain((words) => fc.constantFrom(' ', '', '\n').map((between) => words.join(between)));

const session = fc
  .record({
    task: text,
    outputs: fc.array(fc.option(text), { maxLength: 3 }),
    chat: fc.array(text, { maxLength: 3 }),
  })
  .map(({ task, outputs, chat }) => ({
    task,
    instances: outputs.map((output, id) => instanceWith(id, { output })),
    chatHistory: chat.map((content, id) => messageWith(`m${id}`, { content })),
  }));

const id = fc.nat({ max: 5 }).map((at) => `s${at}`);
const change: fc.Arbitrary<Call> = fc.oneof(
  fc
    .tuple(
      id,
      text.map((content) => messageWith('m', { content })),
    )
    .map(callOf('addChatMessage')),
  fc.tuple(fc.tuple(id, session).map(([one, more]) => sessionWith(one, more))).map(callOf('updateSession')),
  fc.tuple(id, fc.constant(0), fc.constant('failed')).map(callOf('updateInstanceStatus')),
  fc.tuple(id).map(callOf('deleteSession')),
);

function callOf(operation: Call['operation']): (values: readonly unknown[]) => Call {
  return (values) => ({ operation, values });
}

async function expectAgreement(workspace: string, searches: readonly string[]): Promise<void> {
  const all = await store.getAllSessions(workspace);
  for (const words of searches) {
    const expected = searchIn(all, checkedSearch({ text: words }));
    expect(await store.searchSessions(workspace, { text: words }), JSON.stringify(words)).toEqual(expected);
  }
}

test('texts of many languages are found as the contract says, before and after every kind of change', async () => {
  const word = fc.tuple(text, fc.constantFrom('', '*')).map(([words, star]) => words + star);
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(session, { minLength: 1, maxLength: 6 }),
      fc.array(change, { maxLength: 8 }),
      fc.array(word, { minLength: 8, maxLength: 12 }),
      async (sessions, changes, searches) => {
        const workspace = `${place.workspace}/${runs++}`;
        for (const [at, more] of sessions.entries()) {
          await store.createSession(workspace, sessionWith(`s${at}`, more));
        }
        await expectAgreement(workspace, searches);
        for (const call of changes) {
          await outcomeOf(perform(store, workspace, call));
          await expectAgreement(workspace, searches);
        }
      },
    ),
    { numRuns: 60 },
  );
  expect((await store.check()).findings).toEqual([]);
});

describe('what is given to the index', () => {
  const index = openRaw(MEMORY);
  index.exec(`CREATE VIRTUAL TABLE words USING fts5(tokens, content = '', detail = none, tokenize = 'ascii');
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row')`);

  function tokensInIndex(text: string): string[] {
    index.exec("INSERT INTO words (words) VALUES ('delete-all')");
    index.prepare('INSERT INTO words (rowid, tokens) VALUES (1, ?)').run(indexedText(text));
    return index.prepare('SELECT term FROM vocabulary').pluck().all() as string[];
  }

  const tokensIn = (text: string): string[] => [...new Set(tokensOf(text))];
  const beside = [
    'w'.repeat(70),
    '<\u0338',
    '\u0301',
    '½',
    '\u00a8',
    'e\u0301\u0323',
    '\u1100\u1161',
    '\u200d',
    'ſ',
  ];
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...WORDS, ...beside) },
    { weight: 1, arbitrary: anyText({ maxLength: 3 }) },
    { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
  );

  test('is cut into the tokens of the contract, whatever stands beside characters beyond ASCII', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom('', ' ', '.'), (pieces, between) => {
        const text = pieces.join(between);
        expect(tokensInIndex(text).sort()).toEqual(tokensIn(text).sort());
      }),
      { numRuns: 1_000 },
    );
  });

  test('takes a time that grows with the text, however it alternates', () => {
    const long = `${'a'.repeat(300_000)}é${'b'.repeat(300_000)} ${'é '.repeat(100_000)}`;
    expect(tokensInIndex(long).sort()).toEqual(tokensIn(long).sort());
  });
});

describe('messages appended to one session', () => {
  const count = SEARCH_TAIL_MAX * 2 + 10;

  test('are found one by one, more than the index keeps apart, and gone with the session', async () => {
    await store.createSession(place.workspace, sessionWith('s', { task: 'beginning' }));
    await store.createSession(place.workspace, sessionWith('other'));
    for (let number = 0; number < count; number++) {
      await store.addChatMessage(
        place.workspace,
        's',
        messageWith(`m${number}`, { content: `word${number} all` }),
      );
    }
    for (const number of [0, 1, SEARCH_TAIL_MAX - 1, SEARCH_TAIL_MAX, SEARCH_TAIL_MAX + 1, count - 1]) {
      expect(await idsFor(`word${number} beginning`)).toEqual(['s']);
      expect(await idsFor(`word${number} word${(number + 300) % count} all`)).toEqual(['s']);
    }
    expect(await idsFor(`word${count}`)).toEqual([]);
    expect((await store.check()).findings).toEqual([]);

    const whole = await store.getSession(place.workspace, 's');
    await store.updateSession(place.workspace, { ...whole, status: 'completed' });
    expect(await idsFor(`word${count - 1}`)).toEqual(['s']);
    await store.updateSession(place.workspace, { ...whole, chatHistory: whole.chatHistory.slice(1) });
    expect(await idsFor('word0')).toEqual([]);
    expect(await idsFor('word1')).toEqual(['s']);
    await store.deleteSession(place.workspace, 's');
    expect(await idsFor('all')).toEqual([]);
    expect((await store.check()).findings).toEqual([]);
  });
});

test('a session at a place that was used before is not found by the old one’s words', async () => {
  await store.createSession(place.workspace, sessionWith('old', { task: 'former' }));
  await store.addChatMessage(place.workspace, 'old', messageWith('m', { content: 'appended' }));
  await store.deleteSession(place.workspace, 'old');
  await store.createSession(place.workspace, sessionWith('new', { task: 'latter' }));
  expect([await idsFor('former'), await idsFor('appended'), await idsFor('latter')]).toEqual([
    [],
    [],
    ['new'],
  ]);
});

test('a workspace’s words are its own', async () => {
  await store.createSession(place.workspace, sessionWith('here', { task: 'shared' }));
  await store.createSession(`${place.workspace}/other`, sessionWith('there', { task: 'shared' }));
  expect(await idsFor('shared')).toEqual(['here']);
});

test('equal ids in one workspace are hits of their own, the last one first', async () => {
  const sessions: WorktreeSession[] = [1, 2, 3].map((number) =>
    sessionWith('same', { task: `word ${number}` }),
  );
  for (const one of sessions) await store.createSession(place.workspace, one);
  const { hits } = await store.searchSessions(place.workspace, { text: 'word' });
  expect(hits.map(({ snippet }) => snippet.text)).toEqual(['word 3', 'word 2', 'word 1']);
});

test('the index holds no text that could be read from it', async () => {
  await store.createSession(place.workspace, sessionWith('s', { task: 'Confidential: the 3rd of May' }));
  expect(place.raw().prepare('SELECT tokens FROM sessions_fts').pluck().all()).toEqual([null]);
});
