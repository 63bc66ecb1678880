// What every store refuses as an argument, and that it names the place. Reads and writes alike; nothing is changed.

import { expect, test } from 'vitest';
import { offeredBy } from '../../subjects/index.ts';
import { sampleInstance, sampleMessage, sampleSession } from './sample.ts';
import type { StoreHome } from './store-home.ts';

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
const expectRefusal = (call: Promise<unknown>, argument: string, pointer = ''): Promise<void> =>
  expect(call).rejects.toMatchObject({
    code: 'E_ARGS',
    message: expect.stringMatching(new RegExp(`^invalid arg(ument|s) \`${argument}\`.*${pointer}`, 's')),
  });

export function argumentTests(place: StoreHome): void {
  test.each(WRONG_SESSIONS)('a session that is wrong at "%s" is refused', async (pointer, session) => {
    const { store, path } = place;
    await expectRefusal(store.createSession(path, session as never), 'session', pointer);
    await expectRefusal(store.updateSession(path, session as never), 'session', pointer);
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
    await place.put(positional as never);
    expect(await store.getAllSessions(path)).toEqual([session]);
  });

  test('messages, ids, statuses and paths of the wrong type are refused by name', async () => {
    const { store, path } = place;
    const message = { ...sampleMessage('m'), role: 3 };
    await expectRefusal(store.addChatMessage(path, 'a', message as never), 'message', '/role');
    await expectRefusal(store.addChatMessage(path, 3 as never, sampleMessage('m')), 'sessionId');
    await expectRefusal(store.updateInstanceStatus(path, 'a', -1, 'idle'), 'instanceId');
    await expectRefusal(store.updateInstanceStatus(path, 'a', 1, null as never), 'newStatus');
    await expectRefusal(store.getSession(path, '\udfff'), 'sessionId');
    await expectRefusal(store.deleteSession(null as never, 'a'), 'workspacePath');
    await expectRefusal(store.getAllSessions('\ud800'), 'workspacePath');
  });

  test('types are checked before the path is found blank', async () => {
    await expectRefusal(place.store.createSession('', null as never), 'session');
  });

  test('queries of the wrong type are refused by name', async (context) => {
    const { store, path } = place;
    if (!offeredBy(store).has('listSessions')) return context.skip();
    const refused = (query: unknown, pointer?: string) =>
      expectRefusal(store.listSessions(path, query as never), 'query', pointer);
    await refused({ limit: 0 }, '/limit');
    await refused({ limit: 1_000_001 }, '/limit');
    await refused({ sortBy: 'id' }, '/sortBy');
    await refused({ direction: 'up' }, '/direction');
    await refused({ types: 'debate' }, '/types');
    await refused({ models: [null] }, '/models');
    await refused({ updatedFrom: '2025' }, '/updatedFrom');
    await refused({ text: '\ud800' }, '/text');
    await refused([]);
    await refused(7);
    await expectRefusal(store.sessionStatistics(path, { statuses: [3] } as never), 'filter', '/statuses');
    await expectRefusal(store.searchSessions(path, {} as never), 'search', '/text');
    await expectRefusal(store.searchSessions(path, { text: 'a', limit: 1.5 }), 'search', '/limit');
    await expectRefusal(store.listMessages(path, 'a', { offset: -1 }), 'page', '/offset');
    await expectRefusal(store.listInstances(path, 'a', { limit: 0 }), 'page', '/limit');
  });
}
