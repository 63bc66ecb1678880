import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { amountOf } from '../contract/suite/amounts.ts';
import { BUSY_POLICY, type BusyPolicy, untilFree } from './busy.ts';
import { type BusyRetry, openSqliteStore } from './index.ts';
import { finished, writerProcess } from './suite/child.ts';
import { sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();

const busy = (code = 'SQLITE_BUSY') => new Database.SqliteError('database is locked', code);

/** A policy on a clock that only sleeping moves. */
function fakePolicy(more: Partial<BusyPolicy> = {}): BusyPolicy & { readonly slept: number[] } {
  let nowMs = 1_000;
  const slept: number[] = [];
  return {
    ...BUSY_POLICY,
    random: () => 1,
    nowMs: () => nowMs,
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
    ...more,
    slept,
  };
}

/** Work that finds the lock taken some times before it succeeds. */
function lockedFor(times: number, error: () => unknown = busy): () => string {
  let left = times;
  return () => {
    if (left-- > 0) throw error();
    return 'done';
  };
}

describe('waiting for the write lock', () => {
  test('does not wait when it is free', async () => {
    const policy = fakePolicy();
    expect(await untilFree('f', lockedFor(0), policy)).toBe('done');
    expect(policy.slept).toEqual([]);
  });

  test('doubles its longest wait up to a bound', async () => {
    const policy = fakePolicy();
    expect(await untilFree('f', lockedFor(9), policy)).toBe('done');
    expect(policy.slept).toEqual([1, 2, 4, 8, 16, 32, 50, 50, 50]);
  });

  test('waits a random share of it, so that waiting processes do not meet again', async () => {
    const shares = [0, 0.5, 0.25, 0.999];
    const policy = fakePolicy({ random: () => shares.shift() ?? 0 });
    await untilFree('f', lockedFor(4), policy);
    expect(policy.slept).toEqual([0, 1, 1, 7.992]);
  });

  test('gives up at the deadline and says what happened', async () => {
    const policy = fakePolicy();
    const error: unknown = await untilFree('f', lockedFor(1e9), policy).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'E_LOCKED',
      exitCode: 9,
      data: { file: 'f' },
      cause: { code: 'SQLITE_BUSY' },
    });
    const waitedMs = policy.slept.reduce((sum, ms) => sum + ms, 0);
    expect(waitedMs).toBeGreaterThanOrEqual(policy.deadlineMs);
    expect(waitedMs).toBeLessThanOrEqual(policy.deadlineMs + policy.waitMsMax);
  });

  test('tries a bounded number of times before its deadline', async () => {
    const policy = fakePolicy({ deadlineMs: 100 });
    await expect(untilFree('f', lockedFor(1e9), policy)).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect(policy.slept.length).toBeLessThan(12);
  });

  test('ends at once when it is aborted, before or while it waits', async () => {
    const controller = new AbortController();
    const policy = fakePolicy({
      sleep: async (_ms, signal) => {
        controller.abort();
        signal?.throwIfAborted();
      },
    });
    const aborted = { code: 'E_ABORTED', exitCode: 130 };
    await expect(untilFree('f', lockedFor(5), policy, controller.signal)).rejects.toMatchObject(aborted);
    await expect(untilFree('f', lockedFor(5), fakePolicy(), AbortSignal.abort())).rejects.toMatchObject(
      aborted,
    );
  });

  test('with the real clock is ended by an abort as well', async () => {
    const controller = new AbortController();
    const policy = { ...BUSY_POLICY, waitMsFirst: 60_000, waitMsMax: 60_000, random: () => 1 };
    const waiting = untilFree('f', lockedFor(5), policy, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'E_ABORTED' });
  });

  test.each([
    'SQLITE_BUSY',
    'SQLITE_BUSY_SNAPSHOT',
    'SQLITE_BUSY_RECOVERY',
    'SQLITE_LOCKED',
    'SQLITE_LOCKED_SHAREDCACHE',
  ])('goes on after %s', async (code) => {
    expect(
      await untilFree(
        'f',
        lockedFor(2, () => busy(code)),
        fakePolicy(),
      ),
    ).toBe('done');
  });

  test.each(['SQLITE_CORRUPT', 'SQLITE_FULL', 'SQLITE_IOERR_READ', 'SQLITE_READONLY', 'SQLITE_ERROR'])(
    'ends with any other error, such as %s',
    async (code) => {
      const policy = fakePolicy();
      await expect(
        untilFree(
          'f',
          lockedFor(1, () => busy(code)),
          policy,
        ),
      ).rejects.toMatchObject({ code });
      expect(policy.slept).toEqual([]);
    },
  );

  test('reports each wait to those who listen', async () => {
    const heard: BusyRetry[] = [];
    const listen = (message: unknown) => heard.push(message as BusyRetry);
    subscribe('storeproof:sqlite:busy', listen);
    await untilFree('f', lockedFor(3), fakePolicy());
    unsubscribe('storeproof:sqlite:busy', listen);
    expect(heard).toEqual([
      { file: 'f', attempt: 1, waitedMs: 0 },
      { file: 'f', attempt: 2, waitedMs: 1 },
      { file: 'f', attempt: 3, waitedMs: 3 },
    ]);
  });
});

describe('another process that holds the write lock', () => {
  test('is waited for, and reading goes on meanwhile', async () => {
    const store = await place.store();
    await store.createSession(place.workspace, sessionWith('a'));
    const holder = await writerProcess(place.file, '', '', 0);
    const reader = await place.store();
    expect(await reader.getAllSessions(place.workspace)).toHaveLength(1);
    const writing = store.createSession(place.workspace, sessionWith('b'));
    expect(await finished(holder)).toBe(0);
    await writing;
    expect(await reader.getAllSessions(place.workspace)).toHaveLength(2);
  });

  test('for too long makes a write fail, and nothing is half done', async () => {
    const busyPolicy = { ...BUSY_POLICY, deadlineMs: 20 };
    const store = await place.store({ busyPolicy });
    await store.createSession(place.workspace, sessionWith('a'));
    const holder = await writerProcess(place.file, '', '', 0);
    const locked = { code: 'E_LOCKED' };
    await expect(store.createSession(place.workspace, sessionWith('b'))).rejects.toMatchObject(locked);
    await expect(store.transaction(place.workspace, async () => 1)).rejects.toMatchObject(locked);
    await expect(store.replaceWorkspace('0'.repeat(16), [])).rejects.toMatchObject(locked);
    expect(await store.getAllSessions(place.workspace)).toEqual([sessionWith('a')]);
    expect(await finished(holder)).toBe(0);
    await store.createSession(place.workspace, sessionWith('c'));
    expect((await store.getAllSessions(place.workspace)).map(({ id }) => id)).toEqual(['a', 'c']);
  });

  test('does not keep a store from closing', async () => {
    const store = await place.store();
    await store.createSession(place.workspace, sessionWith('a'));
    const holder = await writerProcess(place.file, '', '', 0);
    await store.close();
    expect(await finished(holder)).toBe(0);
  });
});

const APPENDS = amountOf('APPENDS_OF_FOUR');

test('four processes that append to two sessions at the same time lose nothing', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('s0'));
  await store.createSession(place.workspace, sessionWith('s1'));
  const writers = await Promise.all(
    [0, 1, 2, 3].map((number) => writerProcess(place.file, place.workspace, `s${number % 2}`, APPENDS)),
  );
  expect(await Promise.all(writers.map(finished))).toEqual([0, 0, 0, 0]);
  const sessions = await store.getAllSessions(place.workspace);
  for (const { chatHistory } of sessions) {
    expect(chatHistory).toHaveLength(2 * APPENDS);
    for (const pid of new Set(chatHistory.map(({ id }) => id.split('-')[0]))) {
      const own = chatHistory.filter(({ id }) => id.startsWith(`${pid}-`));
      expect(own.map(({ id }) => id)).toEqual(own.map((_, number) => `${pid}-${number}`));
    }
  }
  expect(await store.check()).toEqual({ sessions: 2, findings: [] });
});

test('processes that create one database at the same time all get it', async () => {
  const writers = await Promise.all(
    [1, 2, 3, 4].map(() => writerProcess(place.file, place.workspace, 's', 1)),
  );
  const store = await openSqliteStore({ file: place.file });
  await store.createSession(place.workspace, sessionWith('s'));
  expect(await Promise.all(writers.map(finished))).toEqual([0, 0, 0, 0]);
  expect((await store.getSession(place.workspace, 's')).chatHistory).toHaveLength(4);
  expect((await store.check()).findings).toEqual([]);
  await store.close();
});
