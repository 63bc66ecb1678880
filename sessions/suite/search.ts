// Full-text search: what matches, in which order, with which snippet, and pages.

import { expect, test } from 'vitest';
import { sampleInstance, sampleMessage, sampleSession } from './sample.ts';
import type { StoreHome } from './store-home.ts';

export function searchTests(place: StoreHome): void {
  const create = (id: string, task: string) =>
    place.store.createSession(place.path, sampleSession(id, { task }));
  const found = async (text: string): Promise<string> =>
    (await place.store.searchSessions(place.path, { text })).hits.map(({ id }) => id).join(' ');

  test('finds whole words, folded, in any script, and no parts of words', async () => {
    await create('latin', 'Refactor the CONFIG of Straße caf\u00e9');
    await create('japanese', 'データベースの移行を確認する');
    await create('chinese', '数据库迁移');
    await create('greek', 'ΟΔΟΣ');
    await create('wide', 'ｆｕｌｌｗｉｄｔｈ');
    expect(await found('config')).toBe('latin');
    expect(await found('confi')).toBe('');
    expect(await found('STRASSE')).toBe('latin');
    expect(await found('cafe\u0301')).toBe('latin');
    expect(await found('移行')).toBe('japanese');
    expect(await found('データベース')).toBe('japanese');
    expect(await found('行')).toBe('japanese');
    expect(await found('迁移')).toBe('chinese');
    expect(await found('οδος')).toBe('greek');
    expect(await found('fullwidth')).toBe('wide');
  });

  test('needs every word, wherever in the session each one is', async () => {
    await place.put(
      sampleSession('a', {
        task: 'alpha',
        chatHistory: [sampleMessage('m', { content: 'beta' })],
        instances: [sampleInstance(1, { output: 'gamma' }), sampleInstance(2)],
      }),
    );
    expect(await found('gamma alpha beta')).toBe('a');
    expect(await found('alpha delta')).toBe('');
    expect(await found('agent')).toBe('');
  });

  test('takes a star behind a word for a prefix and every other sign for nothing', async () => {
    await create('a', 'configuration of 100% "quotes"');
    await create('b', 'or and not near');
    expect(await found('conf*')).toBe('a');
    expect(await found('*')).toBe('');
    expect(await found('')).toBe('');
    expect(await found('"quotes" AND')).toBe('');
    expect(await found('OR')).toBe('b');
    expect(await found('NEAR(not')).toBe('b');
    expect(await found("'; DROP TABLE sessions; --")).toBe('');
  });

  test('gives hits newest first, which is from the end of the file, by pages', async () => {
    const { store, path } = place;
    for (const id of ['a', 'b', 'a', 'c', 'd']) await create(id, 'word');
    expect(await found('word')).toBe('d c a b a');
    const first = await store.searchSessions(path, { text: 'word', limit: 2 });
    const second = await store.searchSessions(path, {
      text: 'word',
      limit: 3,
      cursor: first.nextCursor as string,
    });
    expect(second.hits.map(({ id }) => id)).toEqual(['a', 'b', 'a']);
    expect(second.nextCursor).toBeNull();
    await expect(store.searchSessions(path, { text: 'word', cursor: 'nonsense' })).rejects.toMatchObject({
      code: 'E_CURSOR',
    });
  });

  test('shows where the first word stands: task, then chat, then outputs', async () => {
    const { store, path } = place;
    await place.put(
      sampleSession('a', {
        task: 'alpha',
        chatHistory: [
          sampleMessage('m'),
          sampleMessage('n', { content: `${'x '.repeat(60)}beta${' y'.repeat(90)}` }),
        ],
        instances: [sampleInstance(1), sampleInstance(2, { output: '\u001b[31m gamma\0\n' })],
      }),
    );
    const snippet = async (text: string) => (await store.searchSessions(path, { text })).hits[0]?.snippet;
    expect(await snippet('beta alpha')).toEqual({ source: 'task', index: 0, text: 'alpha' });
    expect(await snippet('beta')).toMatchObject({
      source: 'chat',
      index: 1,
      text: expect.stringMatching(/^….*beta.*…$/),
    });
    expect(await snippet('gamma')).toMatchObject({ source: 'output', index: 1 });
  });

  test('follows every write', async () => {
    const { store, path } = place;
    await create('a', 'before');
    await store.updateSession(path, sampleSession('a', { task: 'after' }));
    expect(await found('before')).toBe('');
    await store.addChatMessage(path, 'a', sampleMessage('m', { content: 'message' }));
    expect(await found('after message')).toBe('a');
    await store.deleteSession(path, 'a');
    expect(await found('after')).toBe('');
    expect((await store.searchSessions('', { text: 'after' })).hits).toEqual([]);
  });
}
