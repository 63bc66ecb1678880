// Answers that callers cannot use to corrupt the store, calls at the same time, closing, and what is there after a
// restart.

import { expect, test } from 'vitest';
import type { WorktreeSession } from '../../contract/session.ts';
import { fullSession, sampleMessage, sampleSession } from './sample.ts';
import type { StoreHome } from './store-home.ts';

export function lifecycleTests(place: StoreHome): void {
  test('changing an answer, or what was passed in, never changes the store', async () => {
    const { store, path } = place;
    const input = structuredClone(fullSession('a'));
    const created = await store.createSession(path, input);
    deface(input);
    deface(created);
    deface(await store.getSession(path, 'a'));
    for (const session of await store.getAllSessions(path)) deface(session);
    const list = (await store.getAllSessions(path)) as WorktreeSession[];
    attempt(() => list.push(sampleSession('b')));
    const message = { ...sampleMessage('m') };
    await store.addChatMessage(path, 'a', message);
    attempt(() => Object.assign(message, { content: 'defaced' }));
    const [session, ...others] = await store.getAllSessions(path);
    expect(others).toEqual([]);
    expect(session).toEqual({
      ...fullSession('a'),
      updatedAt: place.lastStamp,
      chatHistory: [...fullSession('a').chatHistory, sampleMessage('m')],
    });
  });

  test('calls made at the same time take effect one after the other, in their order', async () => {
    const { store, path } = place;
    const ids = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const creates = ids.map((id) => store.createSession(path, sampleSession(id)));
    const during = store.getAllSessions(path);
    await Promise.all(creates);
    expect((await during).map(({ id }) => id)).toEqual(ids);
  });

  test('a refused call does not stop the ones behind it', async () => {
    const { store, path } = place;
    const refused = store.getSession(path, 'nobody').catch((error: Error) => error.message);
    const created = store.createSession(path, sampleSession('a'));
    expect([await refused, (await created).id]).toEqual(['Session nobody not found', 'a']);
  });

  test('a closed store refuses everything, and closing twice is fine', async () => {
    const store = await place.open();
    await store.close();
    await store.close();
    const closed = { code: 'E_CLOSED' };
    await expect(store.getAllSessions(place.path)).rejects.toMatchObject(closed);
    await expect(store.createSession(place.path, sampleSession('a'))).rejects.toMatchObject(closed);
    await expect(store.deleteSession(place.path, 'a')).rejects.toMatchObject(closed);
  });

  if (!place.subject.isPersistent) return;

  test('what was written is there when the home is opened again, in order and exact', async () => {
    const store = await place.open();
    await store.createSession(place.path, fullSession('a'));
    await store.createSession(place.path, sampleSession('b'));
    await store.createSession(place.path, fullSession('a'));
    await store.deleteSession(place.path, 'b');
    const last = await store.addChatMessage(place.path, 'a', sampleMessage('m'));
    await store.close();
    const again = await place.open();
    expect(await again.getAllSessions(place.path)).toEqual([last, fullSession('a')]);
    await again.createSession(place.path, sampleSession('c'));
    expect((await again.getAllSessions(place.path)).map(({ id }) => id)).toEqual(['a', 'a', 'c']);
  });

  test('a second store on the same home sees each write of the first', async () => {
    const [first, second] = [await place.open(), await place.open()];
    await first.createSession(place.path, sampleSession('a'));
    expect(await second.getAllSessions(place.path)).toEqual([sampleSession('a')]);
    await second.updateSession(place.path, sampleSession('a', { task: 'second' }));
    expect((await first.getSession(place.path, 'a')).task).toBe('second');
    await first.deleteSession(place.path, 'a');
    expect(await second.getAllSessions(place.path)).toEqual([]);
  });
}

/** Frozen objects throw; that is fine. */
function attempt(change: () => unknown): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

function deface(session: WorktreeSession): void {
  const open = session as unknown as { instances: object[]; chatHistory: object[]; runtimeMix: string[] };
  attempt(() => Object.assign(session, { task: 'defaced' }));
  attempt(() => Object.assign(open.instances[0] as object, { output: 'defaced' }));
  attempt(() => Object.assign(open.chatHistory[0] as object, { content: 'defaced' }));
  attempt(() => open.instances.pop());
  attempt(() => open.chatHistory.push({}));
  attempt(() => open.runtimeMix.push('defaced'));
}
