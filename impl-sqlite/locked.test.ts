// No caller sees an error of the driver's for contention: at whichever statement it comes, the store tries again, and after its
// deadline says E_LOCKED.

import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { hashRaw } from '../contract/workspace.ts';
import { BUSY_POLICY, type BusyPolicy } from './busy.ts';
import { openSqliteStore } from './index.ts';
import type { SqliteStore } from './store.ts';
import { instanceWith, messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';
import { type Watch, WatchedStore } from './watched-store.ts';

const place = useTestDatabase();
let hash = '';
beforeEach(() => {
  hash = hashRaw(place.workspace);
});

const busy = () => new Database.SqliteError('database is locked', 'SQLITE_BUSY_RECOVERY');
const whole = () => sessionWith('a', { instances: [instanceWith(1)], chatHistory: [messageWith('m')] });

/** On a clock that only waiting moves. */
function policyOf(deadlineMs: number, onWait: () => void = () => {}): BusyPolicy {
  let nowMs = 0;
  const wait = (ms: number): void => {
    nowMs += ms;
    onWait();
  };
  return { ...BUSY_POLICY, deadlineMs, nowMs: () => nowMs, pause: wait, sleep: async (ms) => wait(ms) };
}

const READS: Readonly<Record<string, (store: SqliteStore) => Promise<unknown>>> = {
  getSession: (store) => store.getSession(place.workspace, 'a'),
  getAllSessions: (store) => store.getAllSessions(place.workspace),
  listSessions: (store) => store.listSessions(place.workspace),
  listAllSessions: (store) => store.listAllSessions(),
  sessionStatistics: (store) => store.sessionStatistics(place.workspace),
  searchSessions: (store) => store.searchSessions(place.workspace, { text: 'task' }),
  listInstances: (store) => store.listInstances(place.workspace, 'a'),
  listMessages: (store) => store.listMessages(place.workspace, 'a'),
  workspaces: (store) => store.workspaces(),
  contentVersions: (store) => store.contentVersions(),
  sessionsOfHash: (store) => store.sessionsOfHash(hash),
  fileText: (store) => store.fileText(hash),
  versionOfOthers: (store) => store.versionOfOthers(),
};

const WRITES: Readonly<Record<string, (store: SqliteStore) => Promise<unknown>>> = {
  createSession: (store) => store.createSession(place.workspace, sessionWith('b')),
  updateSession: (store) => store.updateSession(place.workspace, { ...whole(), task: 'other' }),
  deleteSession: (store) => store.deleteSession(place.workspace, 'a'),
  addChatMessage: (store) => store.addChatMessage(place.workspace, 'a', messageWith('n')),
  updateInstanceStatus: (store) => store.updateInstanceStatus(place.workspace, 'a', 1, 'completed'),
  replaceWorkspace: (store) => store.replaceWorkspace(hash, [sessionWith('c')]),
  keepLayout: (store) => store.keepLayout(hash, '[]').catch(expectCode('E_CHANGED')),
  removeWorkspace: (store) => store.removeWorkspace(hash),
  awaitWriters: (store) => store.awaitWriters(),
};

/** What keeps one transaction open over several steps: after the first statement it is ended with E_LOCKED, not begun again. */
const LONG: Readonly<Record<string, (store: SqliteStore) => Promise<unknown>>> = {
  transaction: (store) =>
    store.transaction(place.workspace, (operations) =>
      operations.addChatMessage(place.workspace, 'a', messageWith('n')),
    ),
  fillWorkspace: (store) => store.fillWorkspace(hash, [[sessionWith('d')]]),
  visitSessions: (store) => store.visitSessions(hash, () => {}),
};

const expectCode =
  (code: string) =>
  (error: unknown): void => {
    if ((error as { code?: unknown }).code !== code) throw error;
  };

/** A store that refuses the uses of statements that `isRefused` says; `names` are those that were used. */
async function refusing(isRefused: (name: string, nth: number) => boolean, deadlineMs = 1_000) {
  const filled = await place.store();
  await filled.replaceWorkspace(hash, [whole()], { path: place.workspace });
  let names: string[] | undefined;
  const watch: Watch = ({ name }, run) => {
    if (names !== undefined && name !== 'rollback' && isRefused(name, names.push(name))) throw busy();
    return run();
  };
  const busyPolicy = policyOf(deadlineMs);
  const store = new WatchedStore(place.file, { busyPolicy }, watch);
  names = [];
  return { store, names, busyPolicy };
}

/** What the work uses when nothing is refused. */
async function statementsOf(work: (store: SqliteStore) => Promise<unknown>): Promise<string[]> {
  const { store, names } = await refusing(() => false);
  await work(store);
  await store.close();
  return names;
}

describe('contention at any statement', () => {
  test.each(Object.entries({ ...READS, ...WRITES }))('of %s is waited for', async (_name, work) => {
    const refused = new Set<string>();
    const { store } = await refusing((name) => !refused.has(name) && refused.add(name).has(name));
    await work(store);
    expect(refused.size).toBeGreaterThan(0);
    await store.close();
  });

  test.each(Object.entries({ ...READS, ...WRITES, ...LONG }))(
    'of %s that does not end is E_LOCKED at the deadline',
    async (_name, work) => {
      const { store, busyPolicy } = await refusing(() => true, 300);
      await expect(work(store)).rejects.toMatchObject({ code: 'E_LOCKED', exitCode: 9 });
      expect(busyPolicy.nowMs()).toBeGreaterThanOrEqual(300);
      expect(busyPolicy.nowMs()).toBeLessThanOrEqual(400);
      await store.close();
    },
  );

  test.each(Object.entries(LONG))('of %s is waited for, or undone and E_LOCKED', async (_name, work) => {
    const names = await statementsOf(work);
    for (let nth = 1; nth <= names.length; nth++) {
      const { store } = await refusing((_, at) => at === nth);
      await work(store).catch(expectCode('E_LOCKED'));
      await store.close();
    }
  });

  test.each(Object.entries(WRITES))(
    'cannot be that of a snapshot in %s: it never begins as a read',
    async (_name, work) => {
      expect((await statementsOf(work))[0]).toBe('begin immediate');
    },
  );
});

describe('a lock that is held', () => {
  test('ends a write at the deadline, and reading goes on', async () => {
    const busyPolicy = policyOf(250);
    const store = await place.store({ busyPolicy });
    await store.createSession(place.workspace, whole());
    const holder = place.raw();
    holder.exec('BEGIN IMMEDIATE');
    await expect(store.createSession(place.workspace, sessionWith('b'))).rejects.toMatchObject({
      code: 'E_LOCKED',
    });
    expect(busyPolicy.nowMs()).toBeLessThanOrEqual(350);
    for (const read of Object.values(READS)) await read(store);
    await expect(store.convertToIncrementalVacuum()).rejects.toMatchObject({ code: 'E_LOCKED' });
    await expect(store.eraseWorkspaces([hash])).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect((await store.check()).findings).toEqual([]);
    await store.backup(`${place.file}.backup`);
    expect(store.sizeBytes()).toBeGreaterThan(0);
    expect(store.sizeByTable().length).toBeGreaterThan(0);
    await store.close();
    holder.exec('ROLLBACK');
  });

  test('is told of without the stack that every try in vain would pay for', async () => {
    const store = await place.store({ busyPolicy: policyOf(5) });
    const holder = place.raw();
    holder.exec('BEGIN IMMEDIATE');
    const { stackTraceLimit } = Error;
    const error: unknown = await store.createSession(place.workspace, whole()).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'E_LOCKED', stack: expect.stringContaining('\n    at ') });
    expect((error as Error).cause).toMatchObject({ stack: expect.not.stringContaining('\n    at ') });
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
    holder.exec('ROLLBACK');
    await store.close();
  });

  test('against everybody ends opening at the deadline, and lets it go on when it is given up', async () => {
    await (await place.store()).close();
    const holder = new Database(place.file);
    holder.pragma('locking_mode = EXCLUSIVE');
    holder.exec('BEGIN IMMEDIATE');
    const busyPolicy = policyOf(250);
    await expect(openSqliteStore({ file: place.file }, { busyPolicy })).rejects.toMatchObject({
      code: 'E_LOCKED',
      exitCode: 9,
    });
    expect(busyPolicy.nowMs()).toBeLessThanOrEqual(350);
    let waits = 0;
    const patient = policyOf(1_000, () => {
      if (++waits === 10) holder.close();
    });
    const store = await place.store({ busyPolicy: patient });
    expect(await store.workspaces()).toEqual([]);
  });

  test('against everybody lets opening be aborted', async () => {
    await (await place.store()).close();
    const holder = new Database(place.file);
    holder.pragma('locking_mode = EXCLUSIVE');
    holder.exec('BEGIN IMMEDIATE');
    const opening = openSqliteStore({ file: place.file }, { signal: AbortSignal.abort() });
    await expect(opening).rejects.toMatchObject({ code: 'E_ABORTED' });
    holder.close();
  });

  test('by a reader keeps the log as it is, and the store still closes', async () => {
    const store = await place.store();
    const reader = place.raw();
    await store.createSession(place.workspace, whole());
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM sessions').get();
    await store.createSession(place.workspace, sessionWith('b'));
    await expect(store.eraseWorkspaces([hash])).rejects.toMatchObject({ code: 'E_LOCKED' });
    await store.close();
    reader.exec('COMMIT');
  });
});
