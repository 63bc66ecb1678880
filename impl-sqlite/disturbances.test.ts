import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BUSY_POLICY } from './busy.ts';
import { holdWriteLock, stormOfCheckpoints } from './disturbances.ts';
import { SqliteStore } from './store.ts';
import { sessionWith } from './suite/sessions.ts';

let folder: string;
let file: string;
let store: SqliteStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'storeproof-disturbances-'));
  file = join(folder, 'sessions.db');
  store = new SqliteStore(file, { busyPolicy: { ...BUSY_POLICY, deadlineMs: 1 } });
  await store.createSession(folder, sessionWith('a'));
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (): Promise<unknown> => store.updateSession(folder, sessionWith('a', { task: 'again' }));

/** Bounded by the time limit of a test alone. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(1);
}

test('nobody writes while the lock is held, and everybody reads; afterwards all is as before', async () => {
  const ended = new AbortController();
  const held = holdWriteLock(file, ended.signal);
  await until(() =>
    write().then(
      () => false,
      ({ code }) => code === 'E_LOCKED',
    ),
  );
  expect(await store.getSession(folder, 'a')).toMatchObject({ id: 'a' });
  ended.abort();
  await held;
  await write();
});

test('a lock that is never free is not said to be held', async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const isHeld = Promise.withResolvers<void>();
  const held = holdWriteLock(file, first.signal, isHeld.resolve);
  await isHeld.promise;
  let isTold = false;
  const vain = holdWriteLock(file, second.signal, () => {
    isTold = true;
  });
  second.abort();
  await expect(vain).rejects.toThrow('was not held for a moment');
  expect(isTold).toBe(false);
  first.abort();
  await held;
});

test('a storm of checkpoints empties the log while others write, and loses nothing', async () => {
  const ended = new AbortController();
  const storm = stormOfCheckpoints(file, ended.signal);
  await write().catch(() => {});
  await until(async () => statSync(`${file}-wal`).size === 0);
  await until(() =>
    write().then(
      () => true,
      () => false,
    ),
  );
  ended.abort();
  await storm;
  expect(await store.getSession(folder, 'a')).toMatchObject({ task: 'again' });
});
