import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchableTexts } from '../contract/search.ts';
import type { SessionOperations } from '../contract/store.ts';
import { TOKEN_LENGTH_MAX, tokensOf } from '../contract/tokenizer.ts';
import { workspaceHash } from '../contract/workspace.ts';
import { Connection } from './connection.ts';
import { Tables } from './operations.ts';
import { messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();

const foundBy = async (operations: SessionOperations, text: string): Promise<string[]> =>
  (await operations.searchSessions(place.workspace, { text })).hits.map((hit) => hit.id);

test('a search within a transaction finds what the transaction has written', async () => {
  const store = await place.store();
  await store.transaction(place.workspace, async (operations) => {
    await operations.createSession(place.workspace, sessionWith('one', { task: 'heron' }));
    await operations.addChatMessage(place.workspace, 'one', messageWith('m', { content: 'egret' }));
    expect(await foundBy(operations, 'heron egret')).toEqual(['one']);
    await operations.deleteSession(place.workspace, 'one');
    expect(await foundBy(operations, 'heron')).toEqual([]);
  });
  expect(await foundBy(store, 'heron')).toEqual([]);
  expect((await store.check()).findings).toEqual([]);
});

test('an operation that fails takes back its own words and no others', async () => {
  await (await place.store()).createSession(place.workspace, sessionWith('zero'));
  const connection = new Connection(place.raw(), place.file);
  const { sessions, workspaces } = new Tables(connection);
  const workspaceId = workspaces.findOrInsert(workspaceHash(place.workspace), null);
  const append = (id: string, task: string): void =>
    sessions.append(workspaceId, [sessionWith(id, { task })]);
  const failing = (): never => {
    append('two', 'egret');
    throw new Error('fails after its words are known');
  };
  connection.startTransaction();
  connection.withinSavepoint(() => append('one', 'heron'));
  expect(() => connection.withinSavepoint(failing)).toThrow('fails after');
  connection.withinSavepoint(() => append('three', 'heron stork'));
  connection.endTransaction('commit');
  const store = await place.store();
  expect(await foundBy(store, 'heron')).toEqual(['three', 'one']);
  expect(await foundBy(store, 'egret')).toEqual([]);
  expect((await store.check()).findings).toEqual([]);
});

test('a transaction that is rolled back leaves no words for the next one', async () => {
  const store = await place.store();
  const given = new Error('given up');
  await expect(
    store.transaction(place.workspace, async (operations) => {
      await operations.createSession(place.workspace, sessionWith('one', { task: 'heron' }));
      throw given;
    }),
  ).rejects.toBe(given);
  await store.createSession(place.workspace, sessionWith('two', { task: 'stork' }));
  expect(await foundBy(store, 'heron')).toEqual([]);
  expect((await store.check()).findings).toEqual([]);
});

test('a session changed and deleted again in one transaction is indexed as it ends', async () => {
  const store = await place.store();
  await store.transaction(place.workspace, async (operations) => {
    for (const id of ['one', 'two', 'three']) {
      await operations.createSession(place.workspace, sessionWith(id, { task: `${id} heron` }));
    }
    await operations.updateSession(place.workspace, sessionWith('two', { task: 'stork' }));
    await operations.deleteSession(place.workspace, 'three');
  });
  expect(await foundBy(store, 'heron')).toEqual(['one']);
  expect(await foundBy(store, 'stork')).toEqual(['two']);
  expect((await store.check()).findings).toEqual([]);
});

test('words around the length at which the contract cuts them are found as the contract says', async () => {
  const store = await place.store();
  const word = fc.nat(2 * TOKEN_LENGTH_MAX + 4).map((length) => 'aZ9'.repeat(60).slice(0, length));
  const task = fc.array(word, { maxLength: 6 }).map((words) => words.join(' -'));
  await fc.assert(
    fc.asyncProperty(task, async (text) => {
      const session = sessionWith('long', { task: text });
      await store.deleteSession(place.workspace, 'long');
      await store.createSession(place.workspace, session);
      const tokens = [...searchableTexts(session)].flatMap((part) => tokensOf(part.text));
      for (const token of tokens) expect(await foundBy(store, token)).toEqual(['long']);
      expect((await store.check()).findings).toEqual([]);
    }),
    { numRuns: 60, seed: 7 },
  );
});

test('a session that another program put in the place of a deleted one keeps its words', async () => {
  const store = await place.store();
  for (const id of ['one', 'two'])
    await store.createSession(place.workspace, sessionWith(id, { task: 'heron' }));
  const raw = place.raw();
  raw.pragma('foreign_keys = ON');
  raw.exec(`CREATE TEMP TABLE kept AS SELECT * FROM sessions WHERE id = 'two'; DELETE FROM sessions WHERE id = 'two';
    UPDATE kept SET digest = NULL, revision = revision + 2, task = 'egret'; INSERT INTO sessions SELECT * FROM kept;`);
  await store.addChatMessage(place.workspace, 'two', messageWith('m', { content: 'stork' }));
  await store.createSession(place.workspace, sessionWith('three'));
  expect(await foundBy(store, 'egret stork')).toEqual(['two']);
  expect(await foundBy(store, 'heron')).toEqual(['one']);
  expect(await store.check()).toEqual({ sessions: 3, findings: [] });
});

test('a session whose row another program replaced loses the words of messages that are gone', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('one', { task: 'heron' }));
  await store.addChatMessage(place.workspace, 'one', messageWith('m', { content: 'egret' }));
  const raw = place.raw();
  raw.pragma('foreign_keys = ON');
  // Without recursive_triggers no trigger sees the deletion in a REPLACE; the messages go all the same.
  raw.exec(`CREATE TEMP TABLE kept AS SELECT * FROM sessions;
    UPDATE kept SET digest = NULL, revision = revision + 1, message_count = 0, search_tail = 0;
    REPLACE INTO sessions SELECT * FROM kept;`);
  await store.updateSession(place.workspace, sessionWith('one', { task: 'stork' }));
  expect(await foundBy(store, 'egret')).toEqual([]);
  expect(await store.check()).toEqual({ sessions: 1, findings: [] });
});
