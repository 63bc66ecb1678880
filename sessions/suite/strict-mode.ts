// Strict mode: the vocabulary, limits and unique ids of the design document, on create and update only.

import { expect, test } from 'vitest';
import type { WorktreeSession } from '../../contract/session.ts';
import { fullSession, sampleInstance, sampleMessage, sampleSession } from './sample.ts';
import type { StoreHome } from './store-home.ts';

const proper = (id: string, changes: Partial<WorktreeSession> = {}): WorktreeSession =>
  sampleSession(id, { instances: [sampleInstance(1)], ...changes });

const REFUSED: readonly (readonly [string, Partial<WorktreeSession>])[] = [
  ['/type', { type: 'solo' }],
  ['/status', { status: 'lost' }],
  ['/task', { task: '' }],
  ['/createdAt', { createdAt: 'yesterday' }],
  ['/instances', { instances: [] }],
  ['/instances/1/instanceId', { instances: [sampleInstance(1), sampleInstance(1)] }],
  ['/instances/0/status', { instances: [sampleInstance(1, { status: '' })] }],
  ['/chatHistory/1/id', { chatHistory: [sampleMessage('m'), sampleMessage('m')] }],
  ['/chatHistory/0/role', { chatHistory: [sampleMessage('m', { role: 'tool' })] }],
];

export function strictModeTests(place: StoreHome): void {
  const refusedAt = (pointer: string) => ({
    code: 'E_STRICT',
    message: expect.stringContaining(`refused by strict mode at ${pointer}: `),
  });

  test.each(REFUSED)(
    'what breaks the rules at %s is refused on create and update',
    async (pointer, changes) => {
      const store = await place.open({ strict: true });
      await expect(store.createSession(place.path, proper('a', changes))).rejects.toMatchObject(
        refusedAt(pointer),
      );
      await store.createSession(place.path, proper('a'));
      await expect(store.updateSession(place.path, proper('a', changes))).rejects.toMatchObject(
        refusedAt(pointer),
      );
      expect(await store.getAllSessions(place.path)).toEqual([proper('a')]);
    },
  );

  test('an id in use is refused on create; an update keeps its own', async () => {
    const store = await place.open({ strict: true });
    await store.createSession(place.path, proper('a'));
    await expect(store.createSession(place.path, proper('a'))).rejects.toMatchObject(refusedAt('/id'));
    await store.updateSession(place.path, proper('a', { task: 'other' }));
    expect((await store.getSession(place.path, 'a')).task).toBe('other');
  });

  test('messages and instance statuses obey as well', async () => {
    const store = await place.open({ strict: true });
    await store.createSession(place.path, proper('a', { chatHistory: [sampleMessage('m')] }));
    await expect(store.addChatMessage(place.path, 'a', sampleMessage('m'))).rejects.toMatchObject(
      refusedAt('/id'),
    );
    await expect(store.updateInstanceStatus(place.path, 'a', 1, 'lost')).rejects.toMatchObject(
      refusedAt('/newStatus'),
    );
    await store.addChatMessage(place.path, 'a', sampleMessage('n'));
    expect((await store.updateInstanceStatus(place.path, 'a', 1, 'archived')).chatHistory).toHaveLength(2);
  });

  test('what a lenient store wrote is read as it is', async () => {
    if (!place.subject.isPersistent) return;
    await place.store.createSession(place.path, fullSession('a'));
    const store = await place.open({ strict: true });
    expect(await store.getAllSessions(place.path)).toEqual([fullSession('a')]);
  });
}
