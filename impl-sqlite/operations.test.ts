import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryStore } from '../contract/memory-store.ts';
import type { SessionStore } from '../contract/store.ts';
import { arbitraryRead, arbitraryWrite, type Call, outcomeOf, perform } from './suite/random-calls.ts';
import { instanceWith, messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
const clock = { now: () => '2025-11-12T15:00:00+00:00' };
let runs = 0;

/** The same call on both stores, in a workspace of this run alone. */
async function compare(
  left: SessionStore,
  right: SessionStore,
  call: Call,
  workspace: string,
): Promise<void> {
  const expected = await outcomeOf(perform(left, workspace, call));
  expect(await outcomeOf(perform(right, workspace, call)), JSON.stringify(call.operation)).toBe(expected);
}

test.each([false, true])('random calls answer what the model answers (strict: %s)', async (strict) => {
  const store = await place.store({ clock, strict });
  const calls = fc.array(fc.oneof(arbitraryWrite, arbitraryRead), {
    minLength: 10,
    maxLength: 40,
    size: 'max',
  });
  await fc.assert(
    fc.asyncProperty(calls, async (sequence) => {
      const workspace = `${place.workspace}/${runs++}`;
      const model = new MemoryStore({ clock, strict });
      for (const call of sequence) await compare(model, store, call, workspace);
      await compare(model, store, { operation: 'getAllSessions', values: [] }, workspace);
    }),
    { numRuns: 60 },
  );
  expect((await store.check()).findings).toEqual([]);
});

test('strict mode takes and refuses what the model takes and refuses', async () => {
  const id = fc.constantFrom('a', 'b', 'c');
  const session = fc
    .tuple(id, fc.nat({ max: 11 }), fc.constantFrom('debate', 'solo'), fc.constantFrom('running', 'lost'))
    .map(([one, count, type, status]) => {
      const instances = Array.from({ length: count }, (_, at) => instanceWith(at));
      return sessionWith(one, { type, status, instances, chatHistory: [messageWith('m1')] });
    });
  const message = fc.constantFrom('m1', 'm2', 'm3', '').map((one) => messageWith(one));
  const call: fc.Arbitrary<Call> = fc.oneof(
    session.map((one): Call => ({ operation: 'createSession', values: [one] })),
    session.map((one): Call => ({ operation: 'updateSession', values: [one] })),
    fc.tuple(id, message).map((values): Call => ({ operation: 'addChatMessage', values })),
    fc
      .tuple(id, fc.nat({ max: 3 }), fc.constantFrom('failed', 'lost'))
      .map((values): Call => ({ operation: 'updateInstanceStatus', values })),
    id.map((one): Call => ({ operation: 'deleteSession', values: [one] })),
  );
  const store = await place.store({ clock, strict: true });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 10, maxLength: 30 }), async (sequence) => {
      const workspace = `${place.workspace}/${runs++}`;
      const model = new MemoryStore({ clock, strict: true });
      for (const one of sequence) await compare(model, store, one, workspace);
      await compare(model, store, { operation: 'getAllSessions', values: [] }, workspace);
    }),
    { numRuns: 40 },
  );
});

test('a filter by no type at all lets nothing through', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a'));
  expect((await store.listSessions(place.workspace, { types: [] })).sessions).toEqual([]);
  expect((await store.listSessions(place.workspace, { statuses: [] })).sessions).toEqual([]);
});

test('pages of any list, walked by cursor, are the pages of the model', async () => {
  const store = await place.store({ clock });
  const write = fc.array(arbitraryWrite, { minLength: 20, maxLength: 40, size: 'max' });
  const query = arbitraryRead.filter(
    ({ operation }) => operation === 'listSessions' || operation === 'searchSessions',
  );
  await fc.assert(
    fc.asyncProperty(write, query, async (writes, { operation, values: [first] }) => {
      const workspace = `${place.workspace}/${runs++}`;
      const model = new MemoryStore({ clock });
      for (const call of writes) await compare(model, store, call, workspace);
      let cursor: string | null = null;
      for (let page = 0; page < 100; page++) {
        const call = { operation, values: [{ ...(first as object), limit: 2, cursor }] };
        await compare(model, store, call, workspace);
        const answer = (await perform(model, workspace, call)) as { nextCursor: string | null };
        cursor = answer.nextCursor;
        if (cursor === null) return;
      }
      expect.unreachable('the pages do not end');
    }),
    { numRuns: 40 },
  );
});

test('a store that is opened again answers as before', async () => {
  const store = await place.store({ clock });
  const model = new MemoryStore({ clock });
  for (const call of fc.sample(arbitraryWrite, { numRuns: 150, seed: 5 })) {
    await compare(model, store, call, place.workspace);
  }
  await store.close();
  const again = await place.store({ clock });
  for (const call of fc.sample(arbitraryRead, { numRuns: 150, seed: 6 })) {
    await compare(model, again, call, place.workspace);
  }
});

test('calls made at the same time take effect in the order in which they were made', async () => {
  const store = await place.store({ clock });
  const ids = Array.from({ length: 20 }, (_, index) => `s${index}`);
  await Promise.all(ids.map((id) => store.createSession(place.workspace, sessionWith(id))));
  expect((await store.getAllSessions(place.workspace)).map(({ id }) => id)).toEqual(ids);
});

test('the clock stamps a changed session, and nothing else', async () => {
  const store = await place.store({ clock });
  const session = sessionWith('s');
  expect(await store.createSession(place.workspace, session)).toEqual(session);
  const appended = await store.addChatMessage(place.workspace, 's', messageWith('m'));
  expect(appended).toEqual({ ...session, updatedAt: clock.now(), chatHistory: [messageWith('m')] });
});

test('workspaces are named in the order of their first write, with their paths where known', async () => {
  const store = await place.store();
  await store.replaceWorkspace('00000000000000aa', [sessionWith('a'), sessionWith('b')]);
  await store.createSession(place.workspace, sessionWith('c'));
  await store.deleteSession(`${place.workspace}/other`, 'nobody');
  expect(await store.workspaces()).toMatchObject([
    { hash: '00000000000000aa', path: null, sessions: 2 },
    { path: place.workspace, sessions: 1 },
    { path: `${place.workspace}/other`, sessions: 0 },
  ]);
  expect(await store.sessionsOfHash('00000000000000aa')).toEqual([sessionWith('a'), sessionWith('b')]);
  expect(await store.sessionsOfHash('00000000000000ff')).toEqual([]);
});

test('a path is adopted when an operation names it, without a second workspace', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a'));
  const [{ hash = '' } = {}] = await store.workspaces();
  await store.removeWorkspace(hash);
  await store.replaceWorkspace(hash, [sessionWith('imported')]);
  expect(await store.workspaces()).toEqual([{ hash, path: null, sessions: 1 }]);
  await store.createSession(place.workspace, sessionWith('b'));
  expect(await store.workspaces()).toEqual([{ hash, path: place.workspace, sessions: 2 }]);
});

test('replacing and removing a workspace leave no trace of what it held', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('old', { task: 'findable' }));
  await store.addChatMessage(place.workspace, 'old', messageWith('m', { content: 'appended' }));
  const [{ hash = '' } = {}] = await store.workspaces();
  await store.replaceWorkspace(hash, [sessionWith('new')]);
  expect(await store.getAllSessions(place.workspace)).toEqual([sessionWith('new')]);
  for (const text of ['findable', 'appended']) {
    expect((await store.searchSessions(place.workspace, { text })).hits).toEqual([]);
  }
  await store.removeWorkspace(hash);
  await store.removeWorkspace(hash);
  expect(await store.workspaces()).toEqual([]);
  expect(await store.check()).toEqual({ sessions: 0, findings: [] });
});
