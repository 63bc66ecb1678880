// A workspace filled and read in parts is the workspace filled and read at once.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { sessionsDigest } from '../contract/canonical.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { arbitrarySessions } from '../sessions/arbitraries/any-session.ts';
import { openSqliteStore, type SqliteStore } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'workspace-stream-'));
afterAll(() => rmSync(folder, { recursive: true }));
let next = 0;
const opened = (): Promise<SqliteStore> => openSqliteStore({ file: join(folder, `${next++}.db`) });
const HASH = '0123456789abcdef';

const batchesOf = (sessions: readonly WorktreeSession[], size: number): WorktreeSession[][] =>
  Array.from({ length: Math.ceil(sessions.length / size) }, (_, index) =>
    sessions.slice(index * size, (index + 1) * size),
  );

async function visited(store: SqliteStore): Promise<WorktreeSession[]> {
  const sessions: WorktreeSession[] = [];
  await store.visitSessions(HASH, (page) => void sessions.push(...page));
  return sessions;
}

const sample = (seed: number, count: number): WorktreeSession[] =>
  fc.sample(arbitrarySessions, { seed, numRuns: 400 }).flat().slice(0, count);

test('batches give the same sessions, search and statistics, and pass the check', async () => {
  const sessions = sample(1, 300);
  const [whole, filled] = [await opened(), await opened()];
  await whole.replaceWorkspace(HASH, sessions);
  await filled.replaceWorkspace(HASH, sample(2, 20));
  await filled.fillWorkspace(HASH, batchesOf(sessions, 37));
  expect(sessionsDigest(await visited(filled))).toBe(sessionsDigest(sessions));
  expect(await filled.sessionsOfHash(HASH)).toEqual(await whole.sessionsOfHash(HASH));
  expect(await filled.statisticsOfHash(HASH)).toEqual(await whole.statisticsOfHash(HASH));
  expect((await filled.check()).findings).toEqual([]);
  await whole.close();
  await filled.close();
});

test('what fails between batches leaves everything as it was', async () => {
  const store = await opened();
  const before = sample(3, 30);
  await store.replaceWorkspace(HASH, before);
  function* broken(): Generator<WorktreeSession[]> {
    yield sample(4, 10);
    throw new Error('stop');
  }
  await expect(store.fillWorkspace(HASH, broken())).rejects.toThrow('stop');
  expect(sessionsDigest(await visited(store))).toBe(sessionsDigest(before));
  const wrong = store.fillWorkspace(HASH, [], { expected: sessionsDigest([]) });
  await expect(wrong).rejects.toMatchObject({ code: 'E_CHANGED' });
  await expect(store.fillWorkspace(HASH, [], { expected: null })).rejects.toMatchObject({
    code: 'E_CHANGED',
  });
  await store.fillWorkspace(HASH, [], { expected: sessionsDigest(before) });
  expect(await store.visitSessions(HASH, () => {})).toBe(true);
  expect(await store.visitSessions('f'.repeat(16), () => {})).toBe(false);
  await store.close();
});

test('sessions of very different sizes come in order, a few at a time', async () => {
  const store = await opened();
  const [small] = sample(5, 1) as [WorktreeSession];
  const sessions = Array.from({ length: 60 }, (_, index) => ({
    ...small,
    id: String(index),
    task: 'x'.repeat(index % 20 === 19 ? 5_000_000 : 10),
  }));
  await store.replaceWorkspace(HASH, sessions);
  const pages: number[] = [];
  await store.visitSessions(HASH, (page) => void pages.push(page.length));
  expect(pages.reduce((sum, length) => sum + length, 0)).toBe(60);
  expect((await visited(store)).map(({ id }) => id)).toEqual(sessions.map(({ id }) => id));
  await store.close();
});
