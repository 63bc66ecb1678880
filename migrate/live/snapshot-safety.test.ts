// Phase sqlite+json when the database or the files are not what they were: nothing that only a file holds is written over,
// and no database is made where one was.

import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workspaceHash } from '../../contract/workspace.ts';
import { openJsonStore } from '../../impl-json/index.ts';
import { databaseFile, openSqliteStore, restoreDatabase } from '../../impl-sqlite/index.ts';
import { withDatabase } from '../with-database.ts';
import { conditionsOf } from './conditions.ts';
import { snapshotChannel } from './events.ts';
import { forkRestored } from './fork-restored.ts';
import { homeStatus } from './home-status.ts';
import { rollBack } from './phase-change.ts';
import { readPhase, writePhase } from './phase-file.ts';
import { SessionManager } from './session-manager.ts';
import { QUIET_MS, SnapshotSchedule } from './snapshot-schedule.ts';
import { readStamps, writeStamps } from './snapshot-stamps.ts';
import { SnapshotStore } from './snapshot-store.ts';
import { eventsOf, FakeTimers, useCutOver } from './suite/cut-over.ts';
import { readAsOldApp } from './suite/frozen-reader.ts';
import { idsOf, sessionWith, useHomes, waived } from './suite/live-home.ts';
import { unseenForks } from './unseen-forks.ts';
import { workspaceFile } from './workspace-file.ts';

const cutOver = useCutOver();
const freshHome = useHomes();

const opened = (home: string): Promise<SnapshotStore> =>
  SnapshotStore.open({ home, timers: new FakeTimers() });

async function write(home: string, workspace: string, id: string): Promise<void> {
  const store = await opened(home);
  await store.createSession(workspace, sessionWith(id));
  await store.close();
}

function archivedTexts(home: string): string[] {
  const folder = join(home, '.ait42', 'archive', 'originals');
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
}

test.each(['restored', 'copied over'])(
  'a backup that is %s forks the files that were written after it',
  async (how) => {
    const { home, one, fileOf } = await cutOver();
    const backup = await withDatabase({ home }, (database) =>
      database.backupInto(join(home, '.ait42', 'backups')),
    );
    await write(home, one, 'after the backup');
    const text = readFileSync(fileOf(one), 'utf8');
    if (how === 'restored') restoreDatabase(backup, databaseFile(home));
    else cpSync(backup, databaseFile(home));
    const events = eventsOf(snapshotChannel.name);
    const store = await opened(home);
    const hash = workspaceHash(one);
    expect((await homeStatus(home)).forked).toEqual([hash]);
    await store.createSession(one, sessionWith('b'));
    expect(await store.flush()).toBe(false);
    await store.close();
    expect(readFileSync(fileOf(one), 'utf8')).toBe(text);
    expect(archivedTexts(home)).toContain(text);
    expect(events).toEqual([{ home, hash, kind: 'forked', reason: 'the database went back' }]);
  },
);

test('a restored database that branched off and went on forks every file that differs from it', async () => {
  const { home, one, two, fileOf } = await cutOver();
  await write(home, two, 'same');
  const branch = join(home, 'branch.db');
  cpSync(databaseFile(home), branch);
  const other = await openSqliteStore({ file: branch });
  for (const id of ['c', 'd', 'e']) await other.createSession(one, sessionWith(id));
  await other.close();
  await write(home, one, 'b');
  const text = readFileSync(fileOf(one), 'utf8');
  restoreDatabase(branch, databaseFile(home));
  expect(await forkRestored(home)).toEqual([workspaceHash(one)]);
  expect((await homeStatus(home)).forked).toEqual([workspaceHash(one)]);
  await write(home, one, 'f');
  await write(home, two, 'g');
  expect(readFileSync(fileOf(one), 'utf8')).toBe(text);
  expect(idsOf(readAsOldApp(home, two))).toEqual(['same', 'g']);
});

test('commits that a power failure took from the log fork the files that have them', async () => {
  const { home, one } = await cutOver();
  const copy = join(home, 'at the failure');
  const store = await opened(home);
  await store.createSession(one, sessionWith('b'));
  await store.flush();
  cpSync(join(home, '.ait42'), copy, { recursive: true });
  await store.close();
  rmSync(join(home, '.ait42'), { recursive: true });
  renameSync(copy, join(home, '.ait42'));
  for (const suffix of ['-wal', '-shm']) rmSync(databaseFile(home) + suffix, { force: true });
  await write(home, one, 'c');
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a', 'b']);
  expect((await homeStatus(home)).forked).toEqual([workspaceHash(one)]);
});

test('a database that was copied without its log is told from one that went on, before any store opens', async () => {
  const { home, one, two } = await cutOver();
  await write(home, two, 'untouched');
  const old = join(home, 'old.db');
  cpSync(databaseFile(home), old);
  await write(home, one, 'newer');
  cpSync(old, databaseFile(home));
  const store = await openSqliteStore({ home }, { isReadOnly: true });
  expect(await unseenForks(home, store)).toEqual([workspaceHash(one)]);
  const [forks] = await conditionsOf({ home, store, from: 'sqlite+json', to: 'dual', only: ['no-forks'] });
  expect(forks).toMatchObject({ isMet: false, evidence: expect.stringContaining(workspaceHash(one)) });
  await store.close();
});

test('a workspace that a database made anew does not know keeps its file, as a fork', async () => {
  const { home, one } = await cutOver();
  for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile(home) + suffix, { force: true });
  await (await openSqliteStore({ home })).close();
  await write(home, one, 'b');
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a']);
  expect((await homeStatus(home)).forked).toEqual([workspaceHash(one)]);
});

test('what others wrote while no store was open is in the file, and the file before it in the archive', async () => {
  const { home, one, fileOf } = await cutOver();
  const before = readFileSync(fileOf(one), 'utf8');
  await withDatabase({ home }, (database) => database.createSession(one, sessionWith('b')));
  await write(home, one, 'c');
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a', 'b', 'c']);
  expect(archivedTexts(home)).toContain(before);
  const count = archivedTexts(home).length;
  await write(home, one, 'd');
  expect(archivedTexts(home)).toHaveLength(count);
});

test.each(['missing', 'empty'])(
  'a %s database is not made: the files answer, writes are refused',
  async (how) => {
    const { home, one } = await cutOver();
    await write(home, one, 'b');
    if (how === 'empty') truncateSync(databaseFile(home), 0);
    else rmSync(databaseFile(home));
    const code = how === 'empty' ? 'E_CORRUPT' : 'E_NOT_FOUND';
    const store = await opened(home);
    expect(store.answers).toMatchObject({ source: 'json', reason: code });
    expect(idsOf(await store.getAllSessions(one))).toEqual(['a', 'b']);
    await expect(store.createSession(one, sessionWith('c'))).rejects.toMatchObject({
      code: 'E_STALE_FALLBACK',
    });
    await store.close();
    const manager = await SessionManager.open({ home });
    await expect(manager.migrate()).rejects.toMatchObject({ code });
    await manager.close();
    expect(existsSync(databaseFile(home))).toBe(how === 'empty');
    await expect(rollBack(home, 'dual', { waived })).rejects.toMatchObject({ code });
    expect(idsOf(readAsOldApp(home, one))).toEqual(['a', 'b']);
    writePhase(home, readPhase(home), 'sqlite');
    await expect(SessionManager.open({ home })).rejects.toMatchObject({ code });
  },
);

test('a store that has not seen the rollback writes no file any more', async () => {
  const { home, one } = await cutOver();
  const store = await opened(home);
  await store.createSession(one, sessionWith('b'));
  await rollBack(home, 'json', { waived });
  const oldApp = openJsonStore({ home, mode: 'faithful' });
  await oldApp.deleteSession(one, 'b');
  await store.close();
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a']);
});

test('the old app undoing a snapshot to the byte is a foreign write like any other', async () => {
  const { home, one, fileOf } = await cutOver();
  const before = readFileSync(fileOf(one));
  const store = await opened(home);
  await store.createSession(one, sessionWith('b'));
  await store.flush();
  writeFileSync(fileOf(one), before);
  await store.createSession(one, sessionWith('c'));
  await store.close();
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a']);
  expect((await homeStatus(home)).forked).toEqual([workspaceHash(one)]);
});

test('a file that stays locked keeps no other from being written', async () => {
  const { home, one, two, fileOf } = await cutOver();
  const lock = `${fileOf(one)}.lock`;
  const owner = { token: '0123456789abcdef', pid: 1, host: 'elsewhere', startTicks: null };
  const events = eventsOf(snapshotChannel.name);
  const store = await opened(home);
  writeFileSync(lock, JSON.stringify(owner));
  const { at } = readStamps(home)[workspaceHash(one)] ?? {};
  await store.createSession(one, sessionWith('b'));
  await store.createSession(two, sessionWith('c'));
  expect(await store.flush()).toBe(false);
  expect(idsOf(readAsOldApp(home, two))).toEqual(['c']);
  expect(store.pending).toEqual([workspaceHash(one)]);
  expect(readStamps(home)[workspaceHash(one)]?.at).toBe(at);
  expect(events).toContainEqual({ home, hash: workspaceHash(one), kind: 'failed', reason: 'E_LOCKED' });
  rmSync(lock);
  await store.close();
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a', 'b']);
});

test('a file behind a symbolic link is written where it is', async () => {
  const { home, one, fileOf } = await cutOver();
  const target = join(home, 'synced', 'real.json');
  mkdirSync(join(home, 'synced'));
  renameSync(fileOf(one), target);
  symlinkSync(target, fileOf(one));
  await write(home, one, 'b');
  expect(lstatSync(fileOf(one)).isSymbolicLink()).toBe(true);
  expect(JSON.parse(readFileSync(target, 'utf8'))).toMatchObject([{ id: 'a' }, { id: 'b' }]);
});

test('what a process wrote that died before its snapshot, another one puts into the file', async () => {
  const { home, one, two } = await cutOver();
  const timers = new FakeTimers();
  const store = await SnapshotStore.open({ home, timers });
  await store.flush();
  const died = await opened(home);
  await died.createSession(one, sessionWith('b'));
  timers.pass(QUIET_MS);
  await store.getAllSessions(two);
  expect(store.pending).toEqual([workspaceHash(one)]);
  await store.flush();
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a', 'b']);
  await died.close();
  await store.close();
});

test('a file is stale since its first write that no snapshot has, also when one failed meanwhile', () => {
  const schedule = new SnapshotSchedule(new FakeTimers(), () => {});
  const [earlier, later] = ['2026-01-01T10:00:00.000Z', '2026-01-01T10:00:09.000Z'];
  schedule.add('h', earlier);
  const taken = schedule.takeAll();
  schedule.add('h', later);
  for (const [hash, since] of taken) schedule.add(hash, since);
  expect(schedule.oldest).toBe(earlier);
});

test('files that answer say since when they are stale: a fork since its last snapshot, all after a kill since the last time that all were current', async () => {
  const { home, one, two } = await cutOver();
  const { since } = readPhase(home);
  const stale = async (): Promise<string> => {
    const copy = `${home}-${Math.random()}`;
    cpSync(home, copy, { recursive: true });
    rmSync(`${databaseFile(copy)}-wal`, { force: true });
    writeFileSync(databaseFile(copy), 'no database'.repeat(1_000));
    const store = await opened(copy);
    const { staleSince } = store.answers;
    await store.close();
    rmSync(copy, { recursive: true });
    return staleSince ?? '';
  };
  expect((await stale()) <= (since ?? '')).toBe(true);
  await write(home, two, 'b');
  const afterwards = await stale();
  expect(afterwards > (since ?? '')).toBe(true);
  const stamps = readStamps(home);
  const fork = stamps[workspaceHash(one)];
  if (fork === undefined) throw new Error('no stamp');
  writeStamps(home, { ...stamps, [workspaceHash(one)]: { ...fork, isForked: true } });
  expect(await stale()).toBe(fork.at);
});

test('while the files answer, what is due stays known', async () => {
  const { home, one } = await cutOver();
  const store = await opened(home);
  await store.createSession(one, sessionWith('b'));
  Object.assign(store, { fallback: { source: 'json', reason: 'E_IO', staleSince: null } });
  expect([await store.flush(), await store.flush()]).toEqual([false, false]);
  expect(store.pending).toEqual([workspaceHash(one)]);
  await store.close();
});

test('a file that the app cannot read does not keep a home from going back', async () => {
  const { home, one, fileOf } = freshHome();
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  await manager.setPhase('dual');
  await manager.settle();
  const broken = `${readFileSync(fileOf(one), 'utf8')} broken`;
  writeFileSync(fileOf(one), broken);
  await manager.setPhase('sqlite+json', { waived });
  await manager.createSession(one, sessionWith('b'));
  expect(await manager.settle()).toBe(true);
  expect(idsOf(readAsOldApp(home, one))).toEqual(['a', 'b']);
  expect(archivedTexts(home)).toContain(broken);
  expect(await manager.rollback()).toBe('json');
  await manager.close();
});

test('more workspaces than one batch takes all get their file', async () => {
  const { home } = await cutOver();
  const database = await openSqliteStore({ home });
  const list = await database.sessionsOfHash((await database.workspaces())[0]?.hash ?? '');
  const hashes = Array.from({ length: 70 }, (_, index) => index.toString(16).padStart(16, '0'));
  for (const hash of hashes) await database.replaceWorkspace(hash, list);
  await database.close();
  const store = await opened(home);
  expect(await store.flush()).toBe(true);
  expect(hashes.every((hash) => existsSync(workspaceFile(home, hash)))).toBe(true);
  expect(Object.values(readStamps(home)).map(({ ours }) => ours.length)).toEqual(Array(71).fill(1));
  await store.close();
});
