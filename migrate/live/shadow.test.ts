// Following when something beside the writes is wrong: files that cannot be looked at, evidence that cannot be kept, other
// processes, very many workspaces.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, expect, test } from 'vitest';
import { workspaceHash } from '../../contract/workspace.ts';
import { DualStore } from './dual-store.ts';
import { type ShadowEvent, shadowChannel } from './events.ts';
import { comparisonsFile } from './live-files.ts';
import { sessionWith, useHomes } from './suite/live-home.ts';
import { expectEqual } from './suite/live-steps.ts';

const freshHome = useHomes();
const reasons: string[] = [];
const listen = (message: unknown): void => {
  const { kind, reason } = message as ShadowEvent;
  reasons.push(`${kind}: ${reason}`);
};
subscribe(shadowChannel.name, listen);
afterAll(() => unsubscribe(shadowChannel.name, listen));
afterEach(() => {
  reasons.length = 0;
});

test('a file that cannot be looked at keeps nothing else from following, and no caller sees it', async () => {
  const { one, two, ...place } = freshHome();
  const store = new DualStore({ home: place.home, compareOneIn: 1 });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  rmSync(place.fileOf(one));
  symlinkSync(place.fileOf(one), place.fileOf(one));
  await expect(store.getAllSessions(one)).rejects.toMatchObject({ code: 'E_IO' });
  await store.createSession(two, sessionWith('b'));
  expect(await store.drain()).toBe(false);
  expect(store.shadow.status().unreadable).toEqual([workspaceHash(one)]);
  expect(reasons.filter((reason) => reason === 'unreadable: E_IO')).toHaveLength(1);
  store.shadow.compare(workspaceHash(one), async () => [], []);
  rmSync(place.fileOf(one));
  await store.close();
  await expectEqual(place);
});

test('evidence that cannot be kept is told, and the database follows all the same', async () => {
  const { one, ...place } = freshHome();
  const store = new DualStore({ home: place.home });
  await store.createSession(one, sessionWith('a'));
  await store.drain();
  writeFileSync(comparisonsFile(place.home), '{"schema":"storepr');
  await store.createSession(one, sessionWith('b'));
  expect(await store.drain()).toBe(true);
  expect(store.shadow.status().failure).toBe(null);
  expect(reasons).toContain('failed: comparisons: E_CORRUPT');
  await store.close();
  await expectEqual(place);
});

test('another process that follows in another workspace makes nothing be read again, once it is known', async () => {
  const { one, two, ...place } = freshHome();
  const [first, second] = [new DualStore({ home: place.home }), new DualStore({ home: place.home })];
  for (let round = 0; round < 5; round++) {
    if (round === 2) reasons.length = 0;
    await first.createSession(one, sessionWith(`a${round}`));
    await first.drain();
    await second.createSession(two, sessionWith(`b${round}`));
    await second.drain();
  }
  expect(reasons).toEqual([]);
  await Promise.all([first.close(), second.close()]);
  await expectEqual(place);
});

test('thousands of workspaces are looked at in one go', async () => {
  const { home } = freshHome();
  const store = new DualStore({ home });
  const hashes = Array.from({ length: 4_500 }, (_, number) => number.toString(16).padStart(16, '0'));
  store.shadow.recheck(hashes);
  expect(await store.drain()).toBe(true);
  expect(store.shadow.status().diverged).toEqual([]);
  await store.close();
});

test('what was only read is looked at before the database is said to have it, and a file that was mended is read again', async () => {
  const { one, ...place } = freshHome();
  const writer = new DualStore({ home: place.home });
  await writer.createSession(one, sessionWith('a'));
  await writer.close();
  const whole = readFileSync(place.fileOf(one), 'utf8').replace('"task of a"', '"by another program"');
  writeFileSync(place.fileOf(one), whole.slice(0, 300));
  const store = new DualStore({ home: place.home, compareOneIn: 0 });
  await expect(store.getAllSessions(one)).rejects.toMatchObject({ code: 'E_PARSE' });
  expect(await store.drain()).toBe(false);
  writeFileSync(place.fileOf(one), whole);
  expect(await store.getAllSessions(one)).toHaveLength(1);
  expect(await store.drain()).toBe(true);
  await expectEqual(place);
  await store.close();
});
