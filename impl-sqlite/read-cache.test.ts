import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeJson } from '../contract/json-text.ts';
import { workspaceHash } from '../contract/workspace.ts';
import { Connection } from './connection.ts';
import { openSqliteStore, type SqliteStore } from './index.ts';
import { Tables } from './operations.ts';
import { ReadCache } from './read-cache.ts';
import { arbitraryWrite, outcomeOf, perform } from './suite/random-calls.ts';
import { instanceWith, messageWith, sessionWith, variedSessions } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
const allOf = async (store: SqliteStore, workspace: string): Promise<string> =>
  writeJson(await store.getAllSessions(workspace));

const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('call' as const), call: arbitraryWrite }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('replace' as const),
      count: fc.nat({ max: 5 }),
      seed: fc.nat(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rollback' as const), call: arbitraryWrite }) },
);

/** One step by one of the stores. */
async function take(
  store: SqliteStore,
  workspace: string,
  taken: typeof step extends fc.Arbitrary<infer T> ? T : never,
) {
  const hash = workspaceHash(workspace);
  if (taken.kind === 'replace') await store.replaceWorkspace(hash, variedSessions(taken.count, taken.seed));
  else if (taken.kind === 'remove') await store.removeWorkspace(hash);
  else if (taken.kind === 'call') await outcomeOf(perform(store, workspace, taken.call));
  else {
    const work = store.transaction(workspace, async (inside) => {
      await outcomeOf(perform(inside, workspace, taken.call));
      await inside.getAllSessions(workspace);
      throw new Error('rolled back');
    });
    await expect(work).rejects.toThrow('rolled back');
  }
}

test('two stores on one file never answer what is not there any more, whoever writes', async () => {
  const stores = [await place.store(), await place.store()];
  const reader = await place.store();
  const steps = fc.array(fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 2 }), step), {
    minLength: 10,
    maxLength: 40,
    size: 'max',
  });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(steps, fc.nat({ max: 30 }), async (interleaving, start) => {
      const workspace = `${place.workspace}/${runs++}`;
      await stores[0]?.replaceWorkspace(workspaceHash(workspace), variedSessions(start, start));
      for (const [writer, reads, taken] of interleaving) {
        await take(stores[writer] as SqliteStore, workspace, taken);
        // Not every store reads after every step: what it has in memory falls behind by several.
        for (const store of stores.slice(0, reads)) await store.getAllSessions(workspace);
        // Read by file, nothing is kept in memory.
        const truth = writeJson(await reader.sessionsOfHash(workspaceHash(workspace)));
        const asked = stores[reads === 0 ? writer : 1 - writer] as SqliteStore;
        for (const _time of ['first', 'again']) expect(await allOf(asked, workspace)).toBe(truth);
      }
    }),
    { numRuns: 80 },
  );
});

test('places of deleted sessions that are used again are told from the old ones', async () => {
  const [one, other] = [await place.store(), await place.store()];
  const ids = async (store: SqliteStore) => (await store.getAllSessions(place.workspace)).map(({ id }) => id);
  const first = Array.from({ length: 24 }, (_, index) => sessionWith(`s${index}`));
  for (const session of first) await one.createSession(place.workspace, session);
  await one.deleteSession(place.workspace, 's21');
  for (let read = 0; read < 3; read++) await other.getAllSessions(place.workspace);
  for (const id of ['s23', 's22', 's20']) await one.deleteSession(place.workspace, id);
  for (const id of ['n1', 'n2', 'n3', 'n4']) await one.createSession(place.workspace, sessionWith(id));
  await one.deleteSession(place.workspace, 'n2');
  expect(await ids(other)).toEqual([...first.slice(0, 20).map(({ id }) => id), 'n1', 'n3', 'n4']);
});

test('reading again what has not changed answers the same object, reading a change another one', async () => {
  const store = await place.store();
  for (const id of ['a', 'b', 'c']) await store.createSession(place.workspace, sessionWith(id));
  await store.getAllSessions(place.workspace);
  const kept = await store.getAllSessions(place.workspace);
  expect(await store.getAllSessions(place.workspace)).toBe(kept);
  await store.addChatMessage(place.workspace, 'b', messageWith('m'));
  const changed = await store.getAllSessions(place.workspace);
  expect(changed).not.toBe(kept);
  expect([changed[0] === kept[0], changed[1] === kept[1], changed[2] === kept[2]]).toEqual([
    true,
    false,
    true,
  ]);
  expect(kept[1]?.chatHistory).toEqual([]);
});

test('a write to one workspace leaves what is known of another one', async () => {
  const store = await place.store();
  const other = `${place.workspace}/other`;
  await store.createSession(place.workspace, sessionWith('a'));
  for (let read = 0; read < 2; read++) await store.getAllSessions(place.workspace);
  const kept = await store.getAllSessions(place.workspace);
  await store.createSession(other, sessionWith('b'));
  expect(await store.getAllSessions(place.workspace)).toBe(kept);
});

test('whatever a caller does to an answer, later answers are right', async () => {
  const store = await place.store();
  const session = sessionWith('s', {
    runtimeMix: ['claude'],
    instances: [instanceWith(1, { output: 'out' })],
    chatHistory: [messageWith('m')],
  });
  await store.createSession(place.workspace, session);
  const truth = await allOf(store, place.workspace);
  // biome-ignore lint/suspicious/noExplicitAny: a caller without types
  const attempts: ((sessions: any) => void)[] = [
    (sessions) => sessions.push(session),
    (sessions) => sessions.splice(0),
    (sessions) => (sessions[0].task = 'changed'),
    (sessions) => sessions[0].instances.pop(),
    (sessions) => (sessions[0].instances[0].output = 'changed'),
    (sessions) => sessions[0].chatHistory.push(messageWith('other')),
    (sessions) => (sessions[0].chatHistory[0].content = 'changed'),
    (sessions) => sessions[0].runtimeMix.push('codex'),
    (sessions) => delete sessions[0].id,
  ];
  for (let round = 0; round < 3; round++) {
    for (const attempt of attempts) {
      const answer = await store.getAllSessions(place.workspace);
      // Answers are fresh or frozen.
      if (Object.isFrozen(answer)) expect(() => attempt(answer)).toThrow(TypeError);
      else attempt(answer);
      expect(await allOf(store, place.workspace)).toBe(truth);
    }
  }
});

test('what a caller does to an argument or to the answer of a write changes nothing stored', async () => {
  const store = await place.store();
  const input = { ...sessionWith('s'), runtimeMix: ['claude'] };
  const answer = await store.createSession(place.workspace, input);
  for (let read = 0; read < 2; read++) await store.getAllSessions(place.workspace);
  input.runtimeMix.push('codex');
  if (!Object.isFrozen(answer)) (answer as { task: string }).task = 'changed';
  expect(await store.getAllSessions(place.workspace)).toMatchObject([
    { task: 'task', runtimeMix: ['claude'] },
  ]);
});

test('of several workspaces the one read longest ago leaves memory first', async () => {
  const store = await place.store();
  const hashes = ['00000000000000aa', '00000000000000bb', '00000000000000cc'];
  const task = 'x'.repeat(400);
  for (const hash of hashes) await store.replaceWorkspace(hash, [sessionWith('one', { task })]);
  const connection = new Connection(place.raw(), place.file);
  const cache = new ReadCache(connection, new Tables(connection), { workspaces: 1_000 });
  for (const hash of hashes) for (let read = 0; read < 2; read++) cache.allSessions(hash);
  expect(hashes.map((hash) => cache.unchanged(hash)?.length)).toEqual([undefined, 1, 1]);
});

test('a session that another program puts between others takes no other one’s place', async () => {
  const store = await place.store();
  const ids = ['a', 'b', 'c', 'd', 'e'];
  for (const id of ids) await store.createSession(place.workspace, sessionWith(id));
  await store.deleteSession(place.workspace, 'b');
  for (let time = 0; time < 2; time++) await store.getAllSessions(place.workspace);
  place.raw().exec(`CREATE TEMP TABLE kept AS SELECT * FROM sessions WHERE id = 'a';
    UPDATE kept SET id = 'b', session_key = session_key + 1, digest = NULL,
      revision = (SELECT max(revision) FROM sessions) + (SELECT deleted_revision FROM workspaces);
    INSERT INTO sessions SELECT * FROM kept;`);
  expect((await store.getAllSessions(place.workspace)).map(({ id }) => id)).toEqual(ids);
});

test('a session is held for the state at which it was put, within a bound of text', async () => {
  await place.store();
  const connection = new Connection(place.raw(), place.file);
  const cache = new ReadCache(connection, new Tables(connection), { sessions: 64_000 });
  const session = sessionWith('a', { task: 'x'.repeat(1_000) });
  cache.keepSession('h', session, 1);
  expect(cache.session('h', 'a', 1)).toBe(session);
  expect(Object.isFrozen(session.chatHistory)).toBe(true);
  expect(cache.session('h', 'a', 2)).toBeUndefined();
  expect(cache.session('i', 'a', 1)).toBeUndefined();
  cache.keepSession('h', sessionWith('huge', { task: 'x'.repeat(5_000) }), 1);
  expect(cache.session('h', 'huge', 1)).toBeUndefined();
  for (let number = 0; number < 40; number++) cache.keepSession('h', sessionWith(`s${number}`), 1);
  cache.keepSession('h', sessionWith('a'), 1);
  for (let number = 0; number < 100; number++) cache.keepSession('h', sessionWith(`t${number}`), 1);
  expect(cache.session('h', 'a', 1)).toBeUndefined();
  expect(cache.session('h', 't99', 1)?.id).toBe('t99');
});

test('a session read again is the one that the last write of any connection left', async () => {
  const ours = await place.store();
  const other = await openSqliteStore({ file: ours.file });
  await ours.createSession(place.workspace, sessionWith('a'));
  await ours.createSession(place.workspace, sessionWith('a', { task: 'second of the id' }));
  const first = await ours.getSession(place.workspace, 'a');
  expect(await ours.getSession(place.workspace, 'a')).toBe(first);

  await other.addChatMessage(place.workspace, 'a', messageWith('from the other'));
  expect((await ours.getSession(place.workspace, 'a')).chatHistory).toHaveLength(1);
  await ours.addChatMessage(place.workspace, 'a', messageWith('from us'));
  expect((await ours.getSession(place.workspace, 'a')).chatHistory.map(({ id }) => id)).toEqual([
    'from the other',
    'from us',
  ]);
  expect((await other.getSession(place.workspace, 'a')).chatHistory).toHaveLength(2);

  await ours.deleteSession(place.workspace, 'a');
  await expect(ours.getSession(place.workspace, 'a')).rejects.toMatchObject({ code: 'E_SESSION_NOT_FOUND' });
  await other.close();
});

test('a write that is rolled back leaves nothing behind in the cache', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a', { task: 'before' }));
  await store.getSession(place.workspace, 'a');
  const undone = store.transaction(place.workspace, async (operations) => {
    await operations.updateSession(place.workspace, sessionWith('a', { task: 'inside' }));
    expect((await operations.getSession(place.workspace, 'a')).task).toBe('inside');
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  expect((await store.getSession(place.workspace, 'a')).task).toBe('before');
});

test.each(['rolled back', 'committed'])(
  'a write that nobody waits for leaves nothing behind in the cache when its transaction is %s',
  async (ending) => {
    const store = await place.store();
    const session = sessionWith('a', { instances: [instanceWith(1, { status: 'running' })] });
    await store.createSession(place.workspace, session);
    await store.getSession(place.workspace, 'a');
    const ended = store.transaction(place.workspace, async (operations) => {
      const late = operations.updateInstanceStatus(place.workspace, 'a', 1, 'completed');
      if (ending === 'committed') void operations.deleteSession(place.workspace, 'a');
      void late;
      if (ending === 'rolled back') throw new Error('undo');
    });
    await ended.catch(() => {});
    const other = await place.store();
    const seen = (reader: SqliteStore) => outcomeOf(reader.getSession(place.workspace, 'a'));
    expect(await seen(store)).toEqual(await seen(other));
    if (ending === 'committed') return;
    // What is thought to be stored already would not be written.
    const completed = sessionWith('a', { instances: [instanceWith(1, { status: 'completed' })] });
    await store.updateSession(place.workspace, completed);
    expect((await other.getSession(place.workspace, 'a')).instances[0]?.status).toBe('completed');
    await other.close();
  },
);

test('replacing or removing a workspace empties the cache', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a', { task: 'before' }));
  await store.getSession(place.workspace, 'a');
  const hash = (await store.workspaces()).at(-1)?.hash ?? '';
  await store.replaceWorkspace(hash, [sessionWith('a', { task: 'after' })]);
  expect((await store.getSession(place.workspace, 'a')).task).toBe('after');
  await store.removeWorkspace(hash);
  await expect(store.getSession(place.workspace, 'a')).rejects.toMatchObject({ code: 'E_SESSION_NOT_FOUND' });
});
