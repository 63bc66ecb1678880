// Phase sqlite+json: the files follow soon enough, another program's file is never written over, and a database that
// fails is never silently replaced by old content.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StoreError } from '../../contract/errors.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import { openJsonStore } from '../../impl-json/index.ts';
import { databaseFile, openSqliteStore } from '../../impl-sqlite/index.ts';
import { fallbackChannel, snapshotChannel } from './events.ts';
import { homeStatus } from './home-status.ts';
import { reconcileWorkspace } from './reconcile.ts';
import { SessionManager } from './session-manager.ts';
import type { ShadowStore } from './shadow-store.ts';
import { LAG_MS_MAX, QUIET_MS } from './snapshot-schedule.ts';
import { SnapshotStore } from './snapshot-store.ts';
import { eventsOf, FakeTimers, useCutOver } from './suite/cut-over.ts';
import { readAsOldApp } from './suite/frozen-reader.ts';
import { idsOf, sessionWith } from './suite/live-home.ts';

const cutOver = useCutOver();

test('a burst of writes is one file after a quiet time, and endless writes are in the file before long', async () => {
  const { home, one } = await cutOver();
  const timers = new FakeTimers();
  const written = eventsOf(snapshotChannel.name);
  const store = await SnapshotStore.open({ home, timers });
  for (const id of ['b', 'c', 'd']) await store.createSession(one, sessionWith(id));
  timers.pass(QUIET_MS - 1);
  await store.createSession(one, sessionWith('e'));
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a']);
  timers.pass(QUIET_MS);
  await store.flush();
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(written).toHaveLength(1);
  for (let passedMs = 0; passedMs < LAG_MS_MAX; passedMs += 1_000) {
    await store.createSession(one, sessionWith(`f${passedMs}`));
    timers.pass(1_000);
  }
  await store.flush();
  expect(written).toHaveLength(2);
  await store.close();
});

test('a kill before the snapshot leaves an older file, which the next open brings up to date', async () => {
  const { home, one } = await cutOver();
  const killed = await SnapshotStore.open({ home, timers: new FakeTimers() });
  await killed.createSession(one, sessionWith('b'));
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a']);
  const next = await SnapshotStore.open({ home, timers: new FakeTimers() });
  expect(next.pending).toEqual([workspaceHash(one)]);
  await next.close();
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a', 'b']);
  await killed.close();
});

test('a file that the old app wrote is archived, not written over, until somebody decides', async () => {
  const { home, one, fileOf } = await cutOver();
  const events = eventsOf(snapshotChannel.name);
  const store = await SnapshotStore.open({ home, timers: new FakeTimers() });
  await openJsonStore({ home, mode: 'faithful' }).createSession(one, sessionWith('by the old app'));
  const foreign = readFileSync(fileOf(one), 'utf8');
  await store.createSession(one, sessionWith('b'));
  expect(await store.flush()).toBe(false);
  await store.createSession(one, sessionWith('c'));
  await store.close();
  expect(readFileSync(fileOf(one), 'utf8')).toBe(foreign);
  const hash = workspaceHash(one);
  expect(events).toEqual([{ home, hash, kind: 'forked', reason: 'foreign write' }]);
  expect((await homeStatus(home)).forked).toEqual([hash]);
  const { originals } = JSON.parse(readFileSync(join(home, '.ait42', 'archive', 'manifest.json'), 'utf8'));
  const kept = originals.find(({ verdict }: { verdict: string }) => verdict === 'pending');
  expect(readFileSync(join(home, '.ait42', 'archive', 'originals', kept.sha256), 'utf8')).toBe(foreign);

  const manager = await SessionManager.open({ home });
  await expect(manager.rollback()).rejects.toMatchObject({ code: 'E_REFUSED', exitCode: 10 });
  expect(manager.phase).toBe('sqlite+json');
  await manager.close();
  const database = await openSqliteStore({ home });
  const request = { home, store: database, hash, keep: 'both' } as const;
  expect(await reconcileWorkspace(request)).toEqual({ sessions: 4, fromFile: 1 });
  await database.close();
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a', 'b', 'c', 'by the old app']);
  const again = await SessionManager.open({ home });
  expect(await again.rollback()).toBe('json');
  expect(idsOf(await again.getAllSessions(one))).toEqual(['a', 'b', 'c', 'by the old app']);
  await again.close();
});

test.each(['database', 'file'] as const)(
  'a fork ends with what is in the %s alone, when that is wanted',
  async (keep) => {
    const { home, one } = await cutOver();
    const store = await SnapshotStore.open({ home, timers: new FakeTimers() });
    await openJsonStore({ home, mode: 'faithful' }).createSession(one, sessionWith('f'));
    await store.createSession(one, sessionWith('d'));
    await store.close();
    const database = await openSqliteStore({ home });
    await reconcileWorkspace({ home, store: database, hash: workspaceHash(one), keep });
    const expected = keep === 'file' ? ['a', 'f'] : ['a', 'd'];
    expect(idsOf(await database.getAllSessions(one))).toEqual(expected);
    await database.close();
    expect(idsOf(readAsOldApp(home, one))).toEqual(expected);
  },
);

test('a database that is no database: reads come from the files and say so, writes are refused', async () => {
  const { home, one } = await cutOver();
  const events = eventsOf(fallbackChannel.name);
  for (const suffix of ['-wal', '-shm']) rmSync(databaseFile(home) + suffix, { force: true });
  writeFileSync(databaseFile(home), 'no database'.repeat(1_000));
  const manager = await SessionManager.open({ home });
  expect(idsOf(await manager.getAllSessions(one))).toEqual(['a']);
  await expect(manager.createSession(one, sessionWith('b'))).rejects.toMatchObject({
    code: 'E_STALE_FALLBACK',
    exitCode: 8,
  });
  const refused = manager.transaction(one, async () => undefined);
  await expect(refused).rejects.toMatchObject({ code: 'E_STALE_FALLBACK' });
  const { answers } = await manager.status();
  expect(answers).toMatchObject({ source: 'json', reason: 'E_NOT_A_DATABASE' });
  expect(events).toHaveLength(1);
  await manager.close();
  const alone = await SnapshotStore.open({ home, jsonBackup: false });
  await expect(alone.getAllSessions(one)).rejects.toMatchObject({ code: 'E_STALE_FALLBACK' });
  await alone.close();
});

test('a database that fails while in use says since when the files may be old', async () => {
  const { home, one } = await cutOver();
  let isBroken = false;
  const openDatabase = async (): Promise<ShadowStore> => {
    const database = await openSqliteStore({ home });
    const getAllSessions = database.getAllSessions.bind(database);
    database.getAllSessions = async (path) => {
      if (isBroken) throw new StoreError('E_CORRUPT', 'damaged');
      return getAllSessions(path);
    };
    return database;
  };
  const store = await SnapshotStore.open({ home, timers: new FakeTimers(), openDatabase });
  await store.flush();
  const before = new Date().toISOString();
  await store.createSession(one, sessionWith('b'));
  isBroken = true;
  expect(idsOf(await store.getAllSessions(one))).toEqual(['a']);
  expect(store.answers).toMatchObject({ source: 'json', reason: 'E_CORRUPT' });
  expect((store.answers.staleSince ?? '') >= before).toBe(true);
  await store.close();
});

test('a call that is wrong is no failure of the database', async () => {
  const { home, one } = await cutOver();
  const store = await SnapshotStore.open({ home, timers: new FakeTimers() });
  await expect(store.getSession(one, 'nobody')).rejects.toMatchObject({ code: 'E_SESSION_NOT_FOUND' });
  await expect(store.deleteSession('', 'a')).rejects.toMatchObject({ code: 'E_BLANK_PATH' });
  expect(store.answers.source).toBe('sqlite');
  await store.close();
});

test('without session files nothing is written but the database', async () => {
  const { home, one } = await cutOver();
  const store = await SnapshotStore.open({ home, jsonBackup: false });
  await store.createSession(one, sessionWith('b'));
  await store.close();
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a']);
});
