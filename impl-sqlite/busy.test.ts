import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { amountOf } from '../contract/suite/amounts.ts';
import { BUSY_POLICY, type BusyPolicy, untilFree } from './busy.ts';
import { type BusyRetry, openSqliteStore } from './index.ts';
import { finished, writerProcess } from './suite/child.ts';
import { sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';
import { WriteTurns } from './write-turns.ts';

const place = useTestDatabase();

const busy = (code = 'SQLITE_BUSY') => new Database.SqliteError('database is locked', code);

interface FakePolicy extends BusyPolicy {
  /** Both kinds, in order. */
  readonly waits: ['pause' | 'sleep', number][];
}

/** A policy on a clock that only waiting moves. */
function fakePolicy(more: Partial<BusyPolicy> = {}): FakePolicy {
  let nowMs = 1_000;
  const waits: FakePolicy['waits'] = [];
  return {
    ...BUSY_POLICY,
    pauseMs: 0.5,
    random: () => 0.5,
    nowMs: () => nowMs,
    pause: (ms) => {
      waits.push(['pause', ms]);
      nowMs += ms;
    },
    sleep: async (ms) => {
      waits.push(['sleep', ms]);
      nowMs += ms;
    },
    ...more,
    waits,
  };
}

const waitedMs = ({ waits }: FakePolicy): number => waits.reduce((sum, [, ms]) => sum + ms, 0);

/** Work that finds the lock taken some times before it succeeds. */
function lockedFor(times: number, error: () => unknown = busy): () => string {
  let left = times;
  return () => {
    if (left-- > 0) throw error();
    return 'done';
  };
}

describe('waiting for a lock', () => {
  test('work that fails with the lock in hand was a turn all the same', async () => {
    const policy = fakePolicy();
    const turns = new WriteTurns();
    const broken = lockedFor(Number.POSITIVE_INFINITY, () => new Error('the work is wrong'));
    // Others have had the lock, so that this process lets them go first after a few turns of its own.
    for (let met = 0; met < 20; met++) turns.took(policy.nowMs() - 10, policy.nowMs(), false);
    for (let turn = 0; turn < 20; turn++) {
      await expect(untilFree('f', broken, { policy, turns })).rejects.toThrow('the work is wrong');
    }
    expect(policy.waits.filter(([how]) => how === 'sleep')).not.toEqual([]);
  });

  test('does not wait when it is free', async () => {
    const policy = fakePolicy();
    expect(await untilFree('f', lockedFor(0), { policy })).toBe('done');
    expect(policy.waits).toEqual([]);
  });

  test('pauses shorter than any timer, and gives the event loop a turn every two milliseconds', async () => {
    const policy = fakePolicy();
    expect(await untilFree('f', lockedFor(9), { policy })).toBe('done');
    const four = [...Array.from({ length: 4 }, () => ['pause', 0.5]), ['sleep', 0]];
    expect(policy.waits).toEqual([...four, ...four, ['pause', 0.5]]);
  });

  test('waits by timers, and never stops the thread, once it has taken long', async () => {
    const policy = fakePolicy();
    await untilFree('f', lockedFor(220), { policy });
    const last = policy.waits.slice(-10);
    expect(last).toEqual(Array.from({ length: 10 }, () => ['sleep', 5]));
  });

  test('waits between half and one and a half of it, so that waiting processes do not meet again', async () => {
    const shares = [0, 0.5, 0.25, 0.999];
    const policy = fakePolicy({ random: () => shares.shift() ?? 0 });
    await untilFree('f', lockedFor(4), { policy });
    expect(policy.waits.map(([, ms]) => ms)).toEqual([0.25, 0.5, 0.375, 0.7495]);
  });

  test.each([0, 20, 105, 5_000])(
    'gives up at the deadline, within 100 ms, and says what happened: %s ms',
    async (deadlineMs) => {
      const policy = fakePolicy({ deadlineMs });
      const turns = new WriteTurns();
      const error: unknown = await untilFree('f', lockedFor(1e9), { policy, turns }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({
        code: 'E_LOCKED',
        exitCode: 9,
        data: { file: 'f' },
        cause: { code: 'SQLITE_BUSY' },
      });
      expect(waitedMs(policy)).toBeGreaterThanOrEqual(deadlineMs);
      expect(waitedMs(policy)).toBeLessThanOrEqual(deadlineMs + 100);
    },
  );

  test('gives up in time although it let others go first', async () => {
    const policy = fakePolicy({ deadlineMs: 200 });
    const turns = new WriteTurns();
    await untilFree('f', lockedFor(60), { policy, turns });
    for (let write = 0; write < 5; write++) await untilFree('f', lockedFor(0), { policy, turns });
    const before = waitedMs(policy);
    await expect(untilFree('f', lockedFor(1e9), { policy, turns })).rejects.toMatchObject({
      code: 'E_LOCKED',
    });
    expect(waitedMs(policy) - before).toBeLessThanOrEqual(300);
  });

  test('of calls that queued behind one that waited for the same lock ends with it', async () => {
    const policy = fakePolicy({ deadlineMs: 500 });
    const turns = new WriteTurns();
    const waiter = { policy, turns, calledMs: policy.nowMs() };
    for (let call = 0; call < 10; call++)
      await expect(untilFree('f', lockedFor(1e9), waiter)).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect(waitedMs(policy)).toBeLessThanOrEqual(600);
  });

  test('takes a call that queued for other reasons by its own wait', async () => {
    const policy = fakePolicy({ deadlineMs: 500 });
    const turns = new WriteTurns();
    const calledMs = policy.nowMs() - 10_000;
    expect(await untilFree('f', lockedFor(100), { policy, turns, calledMs })).toBe('done');
  });

  test('tries a bounded number of times before its deadline', async () => {
    const policy = fakePolicy({ random: () => 0 });
    await expect(untilFree('f', lockedFor(1e9), { policy })).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect(policy.waits.length).toBeLessThan(100 / 0.25 + 100 / 2 + 5_000 / 2.5 + 10);
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
    const { signal } = controller;
    await expect(untilFree('f', lockedFor(50), { policy, signal })).rejects.toMatchObject(aborted);
    const ended = { policy: fakePolicy(), signal: AbortSignal.abort() };
    await expect(untilFree('f', lockedFor(50), ended)).rejects.toMatchObject(aborted);
  });

  test('with the real clock is ended by an abort as well', async () => {
    const controller = new AbortController();
    const waiting = untilFree('f', lockedFor(1e9), { policy: BUSY_POLICY, signal: controller.signal });
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
        { policy: fakePolicy() },
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
          { policy },
        ),
      ).rejects.toMatchObject({ code });
      expect(policy.waits).toEqual([]);
    },
  );

  test('reports each wait to those who listen', async () => {
    const heard: BusyRetry[] = [];
    const listen = (message: unknown) => heard.push(message as BusyRetry);
    subscribe('storeproof:sqlite:busy', listen);
    await untilFree('f', lockedFor(3), { policy: fakePolicy() });
    unsubscribe('storeproof:sqlite:busy', listen);
    expect(heard).toEqual([
      { file: 'f', attempt: 1, waitedMs: 0 },
      { file: 'f', attempt: 2, waitedMs: 0.5 },
      { file: 'f', attempt: 3, waitedMs: 1 },
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
