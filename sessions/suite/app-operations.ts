// The app's seven operations: effects, order, duplicates, null, stamps, error texts (legacy format, section 4).

import { describe, expect, test } from 'vitest';
import { writeJson } from '../../contract/json-text.ts';
import { canonicalText } from '../../contract/session-writer.ts';
import {
  fullSession,
  minimalMessage,
  minimalSession,
  sampleInstance,
  sampleMessage,
  sampleSession,
} from './sample.ts';
import type { StoreHome } from './store-home.ts';

export function appOperationTests(place: StoreHome): void {
  const taskAndId = async () =>
    (await place.store.getAllSessions(place.path)).map(({ id, task }) => `${id}:${task}`);

  describe('createSession', () => {
    test('answers what is stored, every value exact', async () => {
      const { store, path } = place;
      const session = fullSession('full');
      expect(canonicalText(await store.createSession(path, session))).toBe(canonicalText(session));
      expect(canonicalText(await store.getSession(path, 'full'))).toBe(canonicalText(session));
      expect(writeJson(await store.getAllSessions(path))).toBe(writeJson([session]));
    });

    test('makes null of absent options and drops unknown keys', async () => {
      const { store, path } = place;
      const input = Object.fromEntries([
        ...Object.entries(minimalSession('min')),
        ['__proto__', 1],
        ['x', {}],
      ]);
      await place.put(input as never);
      const session = await store.getSession(path, 'min');
      expect(session).toEqual({
        ...sampleSession('min', { type: '', task: '', status: '', createdAt: '', updatedAt: '' }),
        instances: [
          sampleInstance(0, { worktreePath: '', branch: '', agentName: '', status: '', tmuxSessionId: '' }),
        ],
        chatHistory: [{ ...minimalMessage, instanceId: null }],
      });
      expect(Object.keys(session)).toEqual(Object.keys(sampleSession('')));
    });

    test('appends at the end and checks no id', async () => {
      await place.put(
        sampleSession('b', { task: '1' }),
        sampleSession('a', { task: '2' }),
        sampleSession('b', { task: '3' }),
      );
      expect(await taskAndId()).toEqual(['b:1', 'a:2', 'b:3']);
    });

    test.each(['__proto__', 'constructor', '', '\0', 'é', 'e\u0301', '😀'])(
      'takes %j for an id',
      async (id) => {
        const { store, path } = place;
        await place.put(sampleSession(id));
        expect((await store.getSession(path, id)).id).toBe(id);
        await store.deleteSession(path, id);
        expect(await store.getAllSessions(path)).toEqual([]);
      },
    );

    test('keeps workspaces apart', async () => {
      const { store, path } = place;
      await place.put(sampleSession('a'));
      expect(await store.getAllSessions(`${path}-other`)).toEqual([]);
      await expect(store.getSession(`${path}-other`, 'a')).rejects.toThrow('Session a not found');
    });

    test('knows a path with and without its trailing slashes as one workspace', async () => {
      const { store, path } = place;
      await store.createSession(`${path}//`, sampleSession('a'));
      expect(await store.getAllSessions(path)).toHaveLength(1);
    });
  });

  describe('updateSession', () => {
    test('replaces the first record with the id, whole and in place', async () => {
      const { store, path } = place;
      await place.put(sampleSession('a', { task: '1' }), fullSession('b'), sampleSession('b', { task: '3' }));
      const updated = await store.updateSession(
        path,
        sampleSession('b', { task: 'new', updatedAt: 'as sent' }),
      );
      expect(updated).toEqual(sampleSession('b', { task: 'new', updatedAt: 'as sent' }));
      expect(await taskAndId()).toEqual(['a:1', 'b:new', 'b:3']);
    });

    test('refuses an id that is not there and changes nothing', async () => {
      const { store, path } = place;
      await place.put(sampleSession('a'));
      await expect(store.updateSession(path, sampleSession('A'))).rejects.toMatchObject({
        code: 'E_SESSION_NOT_FOUND',
        message: 'Session A not found',
      });
      expect(await store.getAllSessions(path)).toEqual([sampleSession('a')]);
    });
  });

  describe('getSession', () => {
    test('gives the first record with the id', async () => {
      const { store, path } = place;
      await place.put(sampleSession('a', { task: 'first' }), sampleSession('a', { task: 'second' }));
      expect((await store.getSession(path, 'a')).task).toBe('first');
    });
  });

  describe('deleteSession', () => {
    test('removes every record with the id and keeps the order of the rest', async () => {
      const { store, path } = place;
      await place.put(...['a', 'b', 'a', 'c', 'a'].map((id) => sampleSession(id)));
      expect(await store.deleteSession(path, 'a')).toBeUndefined();
      expect((await store.getAllSessions(path)).map(({ id }) => id)).toEqual(['b', 'c']);
    });

    test('takes no match for success', async () => {
      const { store, path } = place;
      expect(await store.deleteSession(path, 'nobody')).toBeUndefined();
      expect(await store.getAllSessions(path)).toEqual([]);
    });
  });

  describe('addChatMessage', () => {
    test('appends to the first match, stamps it, and checks no message id', async () => {
      const { store, path } = place;
      await place.put(
        sampleSession('a', { chatHistory: [sampleMessage('m')] }),
        sampleSession('a', { task: 'second' }),
      );
      const answer = await store.addChatMessage(path, 'a', { ...minimalMessage, id: 'm' });
      expect(answer.updatedAt).toBe(place.lastStamp);
      expect(answer.chatHistory).toEqual([
        sampleMessage('m'),
        { ...minimalMessage, id: 'm', instanceId: null },
      ]);
      expect(await store.getAllSessions(path)).toEqual([answer, sampleSession('a', { task: 'second' })]);
    });

    test('keeps a burst of equal messages, all of them and in order', async () => {
      const { store, path } = place;
      await place.put(sampleSession('a'));
      for (let count = 0; count < 30; count++) {
        await store.addChatMessage(path, 'a', sampleMessage('m', { content: String(count % 3) }));
      }
      const { chatHistory } = await store.getSession(path, 'a');
      expect(chatHistory.map(({ content }) => content).join('')).toBe('012'.repeat(10));
    });
  });

  describe('updateInstanceStatus', () => {
    test('changes the first instance with the id of the first match, and stamps the session', async () => {
      const { store, path } = place;
      const instances = [sampleInstance(1), sampleInstance(0), sampleInstance(0)];
      await place.put(sampleSession('a', { instances }), sampleSession('a', { instances }));
      const answer = await store.updateInstanceStatus(path, 'a', 0, 'whatever');
      expect(answer.updatedAt).toBe(place.lastStamp);
      expect(answer.instances.map(({ status }) => status)).toEqual(['idle', 'whatever', 'idle']);
      expect(await store.getAllSessions(path)).toEqual([answer, sampleSession('a', { instances })]);
    });

    test('names the instance that is missing', async () => {
      const { store, path } = place;
      await place.put(sampleSession('a'));
      await expect(store.updateInstanceStatus(path, 'a', 4_294_967_295, 'idle')).rejects.toMatchObject({
        code: 'E_INSTANCE_NOT_FOUND',
        message: 'Instance 4294967295 not found in session a',
      });
      expect(await store.getSession(path, 'a')).toEqual(sampleSession('a'));
    });
  });

  test('a session that is not there has one text in every operation', async () => {
    const { store, path } = place;
    const missing = { code: 'E_SESSION_NOT_FOUND', message: 'Session \0 not found' };
    await expect(store.getSession(path, '\0')).rejects.toMatchObject(missing);
    await expect(store.addChatMessage(path, '\0', minimalMessage)).rejects.toMatchObject(missing);
    await expect(store.updateInstanceStatus(path, '\0', 0, '')).rejects.toMatchObject(missing);
    await expect(store.updateSession(path, sampleSession('\0'))).rejects.toMatchObject(missing);
  });

  test.each(['', ' \t\r\n', '\u0085\u00a0\u2028\u3000'])(
    'the blank path %j is refused in the app’s words',
    async (blank) => {
      const { store } = place;
      const refused = {
        'create session: workspace path is empty. Please open a valid Git repository.': () =>
          store.createSession(blank, sampleSession('a')),
        'update session: workspace path is empty.': () => store.updateSession(blank, sampleSession('a')),
        'get session: workspace path is empty.': () => store.getSession(blank, 'a'),
        'delete session: workspace path is empty.': () => store.deleteSession(blank, 'a'),
        'add chat message: workspace path is empty.': () => store.addChatMessage(blank, 'a', minimalMessage),
        'update instance status: workspace path is empty.': () =>
          store.updateInstanceStatus(blank, 'a', 0, ''),
      };
      for (const [what, call] of Object.entries(refused)) {
        await expect(call()).rejects.toMatchObject({ code: 'E_BLANK_PATH', message: `Cannot ${what}` });
      }
      expect(await store.getAllSessions(blank)).toEqual([]);
    },
  );

  test('U+FEFF is not blank', async () => {
    await place.store.createSession('\ufeff', sampleSession('a'));
    expect(await place.store.getAllSessions('\ufeff')).toHaveLength(1);
  });
}
