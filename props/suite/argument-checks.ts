// What every store refuses as an argument, and that it names the place. Reads and writes alike; nothing is changed.

import { expect, test } from 'vitest';
import { offeredBy } from '../../subjects/index.ts';
import type { Place } from './place.ts';
import { sampleInstance, sampleMessage, sampleSession } from './sample.ts';

const spoiled = (key: string, value: unknown) => ({ ...sampleSession('a'), [key]: value });

const WRONG_SESSIONS: readonly (readonly [string, unknown])[] = [
  ['', null],
  ['', 'text'],
  ['', [1, 2]],
  ['/id', spoiled('id', 3)],
  ['/id', spoiled('id', undefined)],
  ['/task', spoiled('task', null)],
  ['/task', spoiled('task', 'lone \ud800 surrogate')],
  ['/completedAt', spoiled('completedAt', 5)],
  ['/instances', spoiled('instances', {})],
  ['/instances/0', spoiled('instances', [7])],
  [
    '/instances/1/instanceId',
    spoiled('instances', [sampleInstance(0), { ...sampleInstance(0), instanceId: -1 }]),
  ],
  ['/chatHistory/0/content', spoiled('chatHistory', [{ ...sampleMessage('m'), content: null }])],
  ['/timeoutSeconds', spoiled('timeoutSeconds', 1.5)],
  ['/timeoutSeconds', spoiled('timeoutSeconds', 4_294_967_296)],
  ['/preserveWorktrees', spoiled('preserveWorktrees', 'true')],
  ['/winnerId', spoiled('winnerId', '1')],
  ['/winnerId', spoiled('winnerId', -0)],
  ['/runtimeMix/1', spoiled('runtimeMix', ['a', 3])],
  ['/totalDuration', spoiled('totalDuration', 18_446_744_073_709_551_616n)],
  ['/totalDuration', spoiled('totalDuration', 2 ** 53)],
  ['/totalDuration', spoiled('totalDuration', Number.NaN)],
];

/** The text names the argument; the place in it follows, whatever words a program uses around it. */
const naming = (argument: string, pointer: string) => ({
  code: 'E_ARGS',
  message: expect.stringMatching(new RegExp(`^invalid arg(ument|s) \`${argument}\`.*${pointer}`, 's')),
});

export function argumentTests(place: Place): void {
  test.each(WRONG_SESSIONS)('a session that is wrong at "%s" is refused', async (pointer, session) => {
    const { store, path } = place;
    await expect(store.createSession(path, session as never)).rejects.toMatchObject(
      naming('session', pointer),
    );
    await expect(store.updateSession(path, session as never)).rejects.toMatchObject(
      naming('session', pointer),
    );
    expect(await store.getAllSessions(path)).toEqual([]);
  });

  test('a record may come as an array of exactly its values', async () => {
    const { store, path } = place;
    const session = sampleSession('a', { instances: [sampleInstance(1)], chatHistory: [sampleMessage('m')] });
    const positional = Object.values({
      ...session,
      instances: session.instances.map(Object.values),
      chatHistory: session.chatHistory.map(Object.values),
    });
    await store.createSession(path, positional as never);
    expect(await store.getAllSessions(path)).toEqual([session]);
  });

  test('messages, ids, statuses and paths of the wrong type are refused by name', async () => {
    const { store, path } = place;
    const message = { ...sampleMessage('m'), role: 3 };
    await expect(store.addChatMessage(path, 'a', message as never)).rejects.toMatchObject(
      naming('message', '/role'),
    );
    await expect(store.addChatMessage(path, 3 as never, sampleMessage('m'))).rejects.toMatchObject(
      naming('sessionId', ''),
    );
    await expect(store.updateInstanceStatus(path, 'a', -1, 'idle')).rejects.toMatchObject(
      naming('instanceId', ''),
    );
    await expect(store.updateInstanceStatus(path, 'a', 1, null as never)).rejects.toMatchObject(
      naming('newStatus', ''),
    );
    await expect(store.getSession(path, '\udfff')).rejects.toMatchObject(naming('sessionId', ''));
    await expect(store.deleteSession(null as never, 'a')).rejects.toMatchObject(naming('workspacePath', ''));
    await expect(store.getAllSessions('\ud800')).rejects.toMatchObject(naming('workspacePath', ''));
  });

  test('types are checked before the path is found blank', async () => {
    await expect(place.store.createSession('', null as never)).rejects.toMatchObject(naming('session', ''));
  });

  test('queries of the wrong type are refused by name', async (context) => {
    const { store, path } = place;
    if (!offeredBy(store).has('listSessions')) return context.skip();
    const refusal = (query: unknown) => expect(store.listSessions(path, query as never)).rejects;
    await refusal({ limit: 0 }).toMatchObject(naming('query', '/limit'));
    await refusal({ limit: 1_000_001 }).toMatchObject(naming('query', '/limit'));
    await refusal({ sortBy: 'id' }).toMatchObject(naming('query', '/sortBy'));
    await refusal({ direction: 'up' }).toMatchObject(naming('query', '/direction'));
    await refusal({ types: 'debate' }).toMatchObject(naming('query', '/types'));
    await refusal({ models: [null] }).toMatchObject(naming('query', '/models'));
    await refusal({ updatedFrom: '2025' }).toMatchObject(naming('query', '/updatedFrom'));
    await refusal({ text: '\ud800' }).toMatchObject(naming('query', '/text'));
    await refusal([]).toMatchObject(naming('query', ''));
    await refusal(7).toMatchObject(naming('query', ''));
    await expect(store.sessionStatistics(path, { statuses: [3] } as never)).rejects.toMatchObject(
      naming('filter', '/statuses'),
    );
    await expect(store.searchSessions(path, {} as never)).rejects.toMatchObject(naming('search', '/text'));
    await expect(store.searchSessions(path, { text: 'a', limit: 1.5 })).rejects.toMatchObject(
      naming('search', '/limit'),
    );
    await expect(store.listMessages(path, 'a', { offset: -1 })).rejects.toMatchObject(
      naming('page', '/offset'),
    );
    await expect(store.listInstances(path, 'a', { limit: 0 })).rejects.toMatchObject(
      naming('page', '/limit'),
    );
  });
}
