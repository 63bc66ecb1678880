import { expect, test } from 'vitest';
import { openSqliteStore } from './index.ts';
import { SessionCache } from './session-cache.ts';
import { usePlace } from './suite/place.ts';
import { messageWith, sessionWith } from './suite/sessions.ts';

const place = usePlace();
const WORKSPACE = '/no/such/workspace';

test('a session is held for the state at which it was put, within a bound of text', () => {
  const cache = new SessionCache(64_000);
  const session = sessionWith('a', { task: 'x'.repeat(1_000) });
  cache.put('h', session, 1);
  expect(cache.get('h', 'a', 1)).toBe(session);
  expect(Object.isFrozen(session.chatHistory)).toBe(true);
  expect(cache.get('h', 'a', 2)).toBeUndefined();
  expect(cache.get('i', 'a', 1)).toBeUndefined();
  cache.put('h', sessionWith('huge', { task: 'x'.repeat(5_000) }), 1);
  expect(cache.get('h', 'huge', 1)).toBeUndefined();
  for (let number = 0; number < 40; number++) cache.put('h', sessionWith(`s${number}`), 1);
  cache.put('h', sessionWith('a'), 1);
  for (let number = 0; number < 100; number++) cache.put('h', sessionWith(`t${number}`), 1);
  expect(cache.get('h', 'a', 1)).toBeUndefined();
  expect(cache.get('h', 't99', 1)?.id).toBe('t99');
});

test('a session read again is the one that the last write of any connection left', async () => {
  const ours = await place.store();
  const other = await openSqliteStore({ file: ours.file });
  await ours.createSession(WORKSPACE, sessionWith('a'));
  await ours.createSession(WORKSPACE, sessionWith('a', { task: 'second of the id' }));
  const first = await ours.getSession(WORKSPACE, 'a');
  expect(await ours.getSession(WORKSPACE, 'a')).toBe(first);

  await other.addChatMessage(WORKSPACE, 'a', messageWith('from the other'));
  expect((await ours.getSession(WORKSPACE, 'a')).chatHistory).toHaveLength(1);
  await ours.addChatMessage(WORKSPACE, 'a', messageWith('from us'));
  expect((await ours.getSession(WORKSPACE, 'a')).chatHistory.map(({ id }) => id)).toEqual([
    'from the other',
    'from us',
  ]);
  expect((await other.getSession(WORKSPACE, 'a')).chatHistory).toHaveLength(2);

  await ours.deleteSession(WORKSPACE, 'a');
  await expect(ours.getSession(WORKSPACE, 'a')).rejects.toMatchObject({ code: 'E_SESSION_NOT_FOUND' });
  await other.close();
});

test('a write that is rolled back leaves nothing behind in the cache', async () => {
  const store = await place.store();
  await store.createSession(WORKSPACE, sessionWith('a', { task: 'before' }));
  await store.getSession(WORKSPACE, 'a');
  const undone = store.transaction(WORKSPACE, async (operations) => {
    await operations.updateSession(WORKSPACE, sessionWith('a', { task: 'inside' }));
    expect((await operations.getSession(WORKSPACE, 'a')).task).toBe('inside');
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  expect((await store.getSession(WORKSPACE, 'a')).task).toBe('before');
});

test('replacing or removing a workspace empties the cache', async () => {
  const store = await place.store();
  await store.createSession(WORKSPACE, sessionWith('a', { task: 'before' }));
  await store.getSession(WORKSPACE, 'a');
  const hash = (await store.workspaces()).at(-1)?.hash ?? '';
  await store.replaceWorkspace(hash, [sessionWith('a', { task: 'after' })]);
  expect((await store.getSession(WORKSPACE, 'a')).task).toBe('after');
  await store.removeWorkspace(hash);
  await expect(store.getSession(WORKSPACE, 'a')).rejects.toMatchObject({ code: 'E_SESSION_NOT_FOUND' });
});
