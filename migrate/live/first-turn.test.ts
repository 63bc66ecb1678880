// Work that is done once comes to its turn at a lock that others take again and again.

import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname } from 'node:path';
import timers from 'node:timers/promises';
import { expect, test } from 'vitest';
import { lockFileOf, withFileLock } from '../../files/file-lock.ts';
import { newOwner } from '../../files/lock-owner.ts';
import { withDatabase } from '../with-database.ts';
import { withFirstTurn, withLaterTurn } from './first-turn.ts';
import { makeMigrationDirectory, shadowLock } from './live-files.ts';
import { SessionManager } from './session-manager.ts';
import { withSnapshotLock, writeSnapshots } from './snapshot-writer.ts';
import { idsOf, sessionWith, useHomes, waived } from './suite/live-home.ts';

const freshHome = useHomes();

/** More turns than pass between two runs of a follower that never stops. */
const TURNS_MAX = 2_000;

/**
 * Runs work that looks at a lock only while somebody has it, as can happen to one who waits beside others for as long as
 * they never stop. Where nobody takes it any more, the work goes on.
 */
async function unluckily<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  const unlucky = new AsyncLocalStorage<true>();
  const { setTimeout } = timers;
  const unluckyPause = async (): Promise<void> => {
    for (let turns = 0; turns < TURNS_MAX; turns++) {
      await timers.setImmediate();
      if (existsSync(lockFile)) return;
    }
  };
  timers.setTimeout = ((...given: Parameters<typeof setTimeout>) =>
    unlucky.getStore() ? unluckyPause() : setTimeout(...given)) as typeof setTimeout;
  syncBuiltinESMExports();
  try {
    return await unlucky.run(true, work);
  } finally {
    timers.setTimeout = setTimeout;
    syncBuiltinESMExports();
  }
}

test('a change of phase comes to its turn beside a follower that never stops, however unlucky its looks at the lock', async () => {
  const { home, one } = freshHome();
  const mover = await SessionManager.open({ home });
  await mover.setPhase('dual', { waived });
  const writer = await SessionManager.open({ home });
  let isOver = false;
  const writing = (async () => {
    const written: string[] = [];
    while (!isOver) {
      written.push(`a${written.length}`);
      await writer.createSession(one, sessionWith(written.at(-1) as string));
      await writer.settle();
    }
    return written;
  })();
  const lockFile = lockFileOf(shadowLock(home));
  try {
    await expect.poll(() => existsSync(lockFile), { interval: 0 }).toBe(true);
    expect(await unluckily(lockFile, () => mover.setPhase('sqlite+json', { waived }))).toBe('sqlite+json');
    expect(await unluckily(lockFile, () => mover.rollback())).toBe('json');
  } finally {
    isOver = true;
  }
  const written = await writing;
  expect(idsOf(await mover.getAllSessions(one))).toEqual(written);
  await Promise.all([mover.close(), writer.close()]);
});

test('what is done once comes between two batches of snapshots', async () => {
  const { home } = freshHome();
  const hashes = Array.from({ length: 513 }, (_, number) => number.toString(16).padStart(16, '0'));
  const order: string[] = [];
  let once: Promise<unknown> | undefined;
  const mayWrite = (): boolean => {
    order.push('batch');
    once ??= withSnapshotLock(home, async () => order.push('once'));
    return false;
  };
  await withDatabase({ home }, (store) => writeSnapshots({ home, store, hashes, mayWrite }));
  await once;
  expect(order).toEqual(['batch', 'once', 'batch']);
});

test('one who died going first keeps nobody back', async () => {
  const { home } = freshHome();
  makeMigrationDirectory(home);
  const file = shadowLock(home);
  writeFileSync(lockFileOf(`${file}-first`), JSON.stringify({ ...newOwner(), pid: 2 ** 30 }));
  expect(await withLaterTurn(file, async () => 'follower')).toBe('follower');
  expect(await withFirstTurn(file, async () => 'mover')).toBe('mover');
  expect(readdirSync(dirname(file))).toEqual([]);
});

test('one who waited for the lock gives it back to who goes first, and has it behind him', async () => {
  const { home } = freshHome();
  makeMigrationDirectory(home);
  const file = shadowLock(home);
  const order: string[] = [];
  const waiting: Promise<unknown>[] = [];
  await withFileLock(file, 0, async () => {
    waiting.push(withLaterTurn(file, async () => order.push('later')));
    waiting.push(unluckily(lockFileOf(file), () => withFirstTurn(file, async () => order.push('first'))));
  });
  await Promise.all(waiting);
  expect(order).toEqual(['first', 'later']);
});
