// What waits for the database, in number and size, and what is counted as evidence for or against it.

import { expect, test } from 'vitest';
import { StoreError } from '../../contract/errors.ts';
import type { StoreOptions } from '../../contract/store.ts';
import { DualStore } from './dual-store.ts';
import { FollowedWorkspace } from './followed-workspace.ts';
import { faultyShadow } from './suite/faulty-shadow.ts';
import { sessionWith, useHomes } from './suite/live-home.ts';
import { expectEqual } from './suite/live-steps.ts';

const freshHome = useHomes();
const MEBIBYTE = 1024 * 1024;

test('nothing waits for a database that cannot be opened: the file holds every write', async () => {
  const { home, one } = freshHome();
  const openShadow = (): Promise<never> => Promise.reject(new StoreError('E_NOT_A_DATABASE', 'none'));
  const store = new DualStore({ home, openShadow, compareOneIn: 1 });
  for (let count = 0; count < 20; count++) {
    await store.createSession(one, sessionWith(`s${count}`));
    await store.getAllSessions(one);
    expect(store.shadow.status().waiting).toBe(0);
  }
  expect(await store.drain()).toBe(false);
  await store.close();
});

test('what waits is bounded in bytes, and then the file is read instead', () => {
  const workspace = new FollowedWorkspace('0123456789abcdef');
  workspace.cover(0);
  const write = (sizeBytes: number): void => {
    workspace.noteWrite(true, sizeBytes);
    workspace.addWrites([], 1_000);
  };
  write(500 * MEBIBYTE);
  expect(workspace.length).toBe(1);
  write(1);
  expect([workspace.length, workspace.divergence]).toEqual([0, 'queue full']);
  workspace.cover(2);
  for (let count = 0; count < 4; count++) write(16 * MEBIBYTE);
  expect([workspace.length, workspace.divergence]).toEqual([4, null]);
  write(16 * MEBIBYTE);
  expect([workspace.length, workspace.divergence]).toEqual([0, 'queue full']);
});

test('what comes while the file is read follows behind it; when that fails, nothing of it waits', () => {
  const workspace = new FollowedWorkspace('0123456789abcdef');
  workspace.startConvergence();
  workspace.noteWrite(false, 1);
  workspace.noteWrite(true, 1);
  workspace.addWrites([], 1_000);
  workspace.cover(1);
  workspace.endConvergence();
  expect([workspace.length, workspace.divergence]).toEqual([1, null]);
  workspace.divergence = 'mismatch';
  workspace.startConvergence();
  workspace.noteWrite(true, 1);
  workspace.addWrites([], 1_000);
  workspace.endConvergence();
  expect([workspace.length, workspace.isPending]).toEqual([0, true]);
});

test('a write that the database refuses counts against it, unless it is only busy, and deletions not at all', async () => {
  const { one, ...place } = freshHome();
  let refusal: StoreError | undefined;
  const openShadow = async (options: StoreOptions) =>
    faultyShadow(place.home, options, (operation) =>
      operation === 'addChatMessage' && refusal ? { error: refusal } : undefined,
    );
  const store = new DualStore({ home: place.home, openShadow, compareOneIn: 0 });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  const say = () => store.addChatMessage(one, 'a', { id: 'm', role: 'user', content: 'x', timestamp: 't' });
  for (const code of ['E_SESSION_NOT_FOUND', 'E_LOCKED', 'E_CORRUPT'] as const) {
    refusal = new StoreError(code, code);
    await say();
    await store.drain();
  }
  refusal = undefined;
  await say();
  await store.deleteSession(one, 'none');
  await store.drain();
  expect(store.shadow.comparisons.total()).toMatchObject({ writes: 3, writeMismatches: 2 });
  await store.close();
  await expectEqual(place);
});
