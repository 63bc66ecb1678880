// Phase dual: whatever happens to the database, to the process or to the file, the caller sees the session files alone,
// and the database comes to hold what they hold.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { workspaceHash } from '../../contract/workspace.ts';
import { openJsonStore } from '../../impl-json/index.ts';
import { databaseFile, openSqliteStore } from '../../impl-sqlite/index.ts';
import { withDatabase } from '../with-database.ts';
import { readComparisons } from './comparisons.ts';
import { DualStore } from './dual-store.ts';
import { type ShadowEvent, shadowChannel } from './events.ts';
import { inDatabase, sessionWith, useHomes } from './suite/live-home.ts';
import { expectEqual } from './suite/live-steps.ts';

const freshHome = useHomes();
const events: ShadowEvent[] = [];
const listen = (message: unknown): void => {
  events.push(message as ShadowEvent);
};
subscribe(shadowChannel.name, listen);
afterAll(() => unsubscribe(shadowChannel.name, listen));
afterEach(() => {
  events.length = 0;
});

test('writes reach the database in order, with the primary’s time stamps', async () => {
  const { one, two, ...place } = freshHome();
  const store = new DualStore({ home: place.home, compareOneIn: 1 });
  await store.createSession(one, sessionWith('a'));
  expect(await store.drain()).toBe(true);
  await store.createSession(one, sessionWith('a', { task: 'the same id again' }));
  const said = await store.addChatMessage(one, 'a', { id: 'm', role: 'user', content: 'hi', timestamp: 't' });
  await store.updateInstanceStatus(one, 'a', 1, 'running');
  await store.createSession(two, sessionWith('b'));
  await store.deleteSession(two, 'b');
  await store.getAllSessions(one);
  expect(await store.drain()).toBe(true);
  expect(said.chatHistory).toHaveLength(1);
  expect(store.shadow.comparisons.total()).toEqual({
    writes: 3,
    writeMismatches: 0,
    reads: 1,
    readMismatches: 0,
  });
  await store.close();
  await expectEqual(place);
  expect(readComparisons(place.home).writes).toBe(3);
});

test('a transaction follows as one write, and one that throws not at all', async () => {
  const { one, ...place } = freshHome();
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  await store.transaction(one, async (operations) => {
    await operations.createSession(one, sessionWith('b'));
    await operations.updateInstanceStatus(one, 'b', 1, 'failed');
  });
  const failed = store.transaction(one, async (operations) => {
    await operations.deleteSession(one, 'a');
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await store.close();
  await expectEqual(place);
  expect(events.filter(({ kind }) => kind === 'diverged')).toEqual([]);
});

test('a database that cannot be opened costs the caller nothing, and is caught up once it can', async () => {
  const { one, ...place } = freshHome();
  mkdirSync(dirname(databaseFile(place.home)), { recursive: true });
  writeFileSync(
    databaseFile(place.home),
    'this is no database, and long enough to be taken for one'.repeat(99),
  );
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('a'));
  expect(await store.drain()).toBe(false);
  expect(store.shadow.status().failure).toBe('E_NOT_A_DATABASE');
  expect(events).toContainEqual({
    home: place.home,
    hash: null,
    kind: 'failed',
    reason: 'E_NOT_A_DATABASE',
  });
  expect(await store.getAllSessions(one)).toHaveLength(1);
  rmSync(databaseFile(place.home));
  expect(await store.drain()).toBe(true);
  await store.close();
  await expectEqual(place);
});

test('a planted divergence is found by the next sampled read, and ends', async () => {
  const { one, ...place } = freshHome();
  const store = new DualStore({ home: place.home, compareOneIn: 1 });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  await (await store.shadow.database()).updateInstanceStatus(one, 'a', 1, 'failed');
  await store.getSession(one, 'a');
  await store.drain();
  expect(store.shadow.comparisons.total()).toMatchObject({ reads: 1, readMismatches: 1 });
  expect(events.map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual([
    'converged: first use',
    'diverged: mismatch',
    'converged: mismatch',
  ]);
  await store.close();
  await expectEqual(place);
});

test('what another program writes to the database gives way to the file', async () => {
  const { one, ...place } = freshHome();
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  await withDatabase({ home: place.home }, (intruder) => intruder.deleteSession(one, 'a'));
  await store.createSession(one, sessionWith('b'));
  await store.drain();
  expect(events.at(-1)).toMatchObject({ kind: 'converged', reason: 'database changed' });
  await store.close();
  await expectEqual(place);
});

test('a foreign write of the same length in the same tick is not taken for our own', async () => {
  const { one, ...place } = freshHome();
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  await store.updateInstanceStatus(one, 'a', 1, 'paused');
  const file = place.fileOf(one);
  const { atime, mtime } = statSync(file);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"paused"', '"failed"'));
  utimesSync(file, atime, mtime);
  await store.createSession(one, sessionWith('b'));
  await store.close();
  await expectEqual(place);
});

test('a file that is gone empties the workspace, and what only the database had is archived', async () => {
  const { one, ...place } = freshHome();
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('only copy'));
  await store.drain();
  rmSync(place.fileOf(one));
  await store.close();
  expect(await inDatabase(place.home, one)).toEqual([]);
  const manifest = readFileSync(join(place.home, '.ait42', 'archive', 'manifest.json'), 'utf8');
  expect(JSON.parse(manifest).originals).toMatchObject([{ workspace: workspaceHash(one), sessions: 1 }]);
});

const originalsIn = (home: string): { sha256: string; sessions: number }[] =>
  JSON.parse(readFileSync(join(home, '.ait42', 'archive', 'manifest.json'), 'utf8')).originals;

test('a file that was emptied half-way empties no workspace, and what the next write lacks is archived', async () => {
  const { one, ...place } = freshHome();
  const first = new DualStore({ home: place.home });
  await first.createSession(one, sessionWith('a'));
  await first.createSession(one, sessionWith('b'));
  await first.close();
  writeFileSync(place.fileOf(one), '');
  utimesSync(place.fileOf(one), 1, 1);
  const store = new DualStore({ home: place.home, compareOneIn: 1 });
  expect(await store.getAllSessions(one)).toEqual([]);
  expect(await store.drain()).toBe(false);
  expect(events.at(-1)).toMatchObject({ kind: 'unreadable', reason: 'empty file' });
  expect(store.shadow.status().unreadable).toEqual([workspaceHash(one)]);
  expect(await inDatabase(place.home, one)).toHaveLength(2);
  expect(originalsIn(place.home)).toMatchObject([{ sessions: 2 }]);
  await store.createSession(one, sessionWith('c'));
  await store.close();
  await expectEqual(place);
  expect(originalsIn(place.home)).toMatchObject([{ sessions: 2 }]);
});

test('a session that only the database has, or has later, is archived before the file takes its place', async () => {
  const { one, ...place } = freshHome();
  await withDatabase({ home: place.home }, (writer) =>
    writer.createSession(one, sessionWith('x', { updatedAt: '2025-11-12T15:00:00.000Z' })),
  );
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('x'));
  await store.close();
  await expectEqual(place);
  expect(originalsIn(place.home)).toMatchObject([{ sessions: 1 }]);
});

test('a file that the app cannot read is left to itself', async () => {
  const { one, two, ...place } = freshHome();
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  writeFileSync(place.fileOf(one), '[{"id":');
  await expect(store.createSession(one, sessionWith('b'))).rejects.toMatchObject({ code: 'E_PARSE' });
  await store.createSession(two, sessionWith('c'));
  expect(await store.drain()).toBe(false);
  expect(store.shadow.status().unreadable).toEqual([workspaceHash(one)]);
  await store.close();
  expect(await inDatabase(place.home, one)).toHaveLength(1);
  expect(await inDatabase(place.home, two)).toHaveLength(1);
});

test('what a caller does to an answer before the database has followed does not reach it', async () => {
  const { one, ...place } = freshHome();
  const store = new DualStore({ home: place.home, compareOneIn: 1 });
  await store.createSession(one, sessionWith('first'));
  await store.drain();
  const answer = await store.createSession(one, sessionWith('a'));
  expect(() => Object.assign(answer, { task: 'defaced' })).toThrow(TypeError);
  for (const session of await store.getAllSessions(one)) Object.assign({ ...session }, { task: 'defaced' });
  const list = (await store.getAllSessions(one)) as unknown[];
  list.length = 0;
  expect(await store.drain()).toBe(true);
  expect(store.shadow.comparisons.total()).toMatchObject({ writeMismatches: 0, readMismatches: 0 });
  await store.close();
  await expectEqual(place);
});

test('a write that another process has brought to the database already is not replayed', async () => {
  const { one, ...place } = freshHome();
  let mayFollow = true;
  const slow = new DualStore({ home: place.home, mayFollow: () => mayFollow });
  await slow.createSession(one, sessionWith('a'));
  await slow.drain();
  mayFollow = false;
  await slow.createSession(one, sessionWith('b'));
  expect(await slow.drain()).toBe(false);
  const other = new DualStore({ home: place.home });
  other.shadow.recheck([workspaceHash(one)]);
  await other.close();
  mayFollow = true;
  expect(await slow.drain()).toBe(true);
  await slow.close();
  await expectEqual(place);
});

test('a process that still follows after the phase has moved on leaves the database alone', async () => {
  const { one, ...place } = freshHome();
  let mayFollow = true;
  const store = new DualStore({ home: place.home, mayFollow: () => mayFollow });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  mayFollow = false;
  const database = await openSqliteStore({ home: place.home });
  await database.createSession(one, sessionWith('in the database alone'));
  await store.createSession(one, sessionWith('b'));
  expect(await store.drain()).toBe(false);
  await store.close();
  expect((await database.getAllSessions(one)).map(({ id }) => id)).toEqual(['a', 'in the database alone']);
  await database.close();
});

test.each([
  ['2025-11-12T23:30:00+09:00', '2025-11-12T20:00:00Z'],
  ['2025-11-12T10:00:00Z', '2025-11-12T20:00:00Z'],
])(
  'an old copy (%s) that is put back and written to takes nothing of the later state (%s) away',
  async (old, late) => {
    const { one, ...place } = freshHome();
    const first = new DualStore({ home: place.home });
    await first.createSession(one, sessionWith('s', { updatedAt: old, task: 'then' }));
    const copy = readFileSync(place.fileOf(one));
    await first.updateSession(one, sessionWith('s', { updatedAt: late, task: 'now' }));
    await first.close();
    writeFileSync(place.fileOf(one), copy);
    const store = new DualStore({ home: place.home });
    await store.addChatMessage(one, 's', { id: 'm', role: 'user', content: 'x', timestamp: 't' });
    await store.close();
    await expectEqual(place);
    expect(originalsIn(place.home)).toMatchObject([{ sessions: 1 }]);
  },
);

test('what this process itself has changed in the file is not archived where the database falls behind', async () => {
  const { one, ...place } = freshHome();
  const store = new DualStore({ home: place.home, itemsMax: 1 });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  for (const task of ['x', 'y', 'z']) await store.updateSession(one, sessionWith('a', { task }));
  await store.deleteSession(one, 'a');
  await store.close();
  await expectEqual(place);
  expect(events.at(-1)).toMatchObject({ kind: 'converged', reason: 'queue full' });
  expect(existsSync(join(place.home, '.ait42', 'archive'))).toBe(false);
});

test('reads alone are compared, also when every open does a single one', async () => {
  const { one, ...place } = freshHome();
  const json = openJsonStore({ mode: 'safe', home: place.home });
  await json.createSession(one, sessionWith('a'));
  await json.close();
  const opened = async (reads: number) => {
    const store = new DualStore({ home: place.home, compareOneIn: 1 });
    for (let read = 0; read < reads; read++) {
      await store.getSession(one, 'a');
      await vi.waitUntil(() => store.shadow.status().diverged.length === 0, { interval: 1 });
    }
    await store.close();
    return readComparisons(place.home);
  };
  // Just written: another write of the same moment could not be told from it, so the first read only begins the look.
  expect(await opened(2)).toMatchObject({ reads: 1, readMismatches: 0 });
  utimesSync(place.fileOf(one), 1, 1);
  for (const reads of [2, 3, 4]) expect(await opened(1)).toMatchObject({ reads, readMismatches: 0 });
});

test('reading where the file is gone takes nothing from the database', async () => {
  const { one, ...place } = freshHome();
  const first = new DualStore({ home: place.home });
  await first.createSession(one, sessionWith('a'));
  await first.close();
  rmSync(place.fileOf(one));
  const store = new DualStore({ home: place.home, compareOneIn: 1 });
  expect(await store.getAllSessions(one)).toEqual([]);
  await store.close();
  expect(await inDatabase(place.home, one)).toHaveLength(1);
});
