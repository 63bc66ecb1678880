// What is said of sessions that only the database has on the way back, and that saying it never is what stops the way back.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { StoreError } from '../../contract/errors.ts';
import type { Progress } from '../../contract/progress.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import { databaseFile, openSqliteStore, SqliteStore } from '../../impl-sqlite/index.ts';
import { STREAMED_BYTES_MIN } from '../import-source.ts';
import { changePhase, rollBack } from './phase-change.ts';
import { readPhase } from './phase-file.ts';
import { sessionWith, useHomes } from './suite/live-home.ts';

const freshHome = useHomes();
afterEach(() => vi.restoreAllMocks());

/** In phase dual, with a session in each of two workspaces that only the database has. */
async function ahead() {
  const { home, workspaces, fileOf } = freshHome();
  await changePhase(home, 'dual');
  const store = await openSqliteStore({ home });
  for (const workspace of workspaces) await store.createSession(workspace, sessionWith('only here'));
  await store.close();
  const told: unknown[][] = [];
  const tell = (...what: unknown[]) => told.push(what);
  return { home, workspaces, fileOf, hashes: workspaces.map(workspaceHash), told, tell };
}

test('a way back tells how far it is with looking for what stays in the database, and names it', async () => {
  const { home, hashes, told, tell } = await ahead();
  const steps: Progress[] = [];
  await rollBack(home, 'json', { onDatabaseOnly: tell, onProgress: (step) => steps.push(step) });
  const found = hashes.toSorted().map((hash) => ({ hash, missing: 1, different: 0 }));
  expect(told).toEqual([[expect.arrayContaining(found), 'unseen']]);
  const stage = { stage: 'verifying', total: 2, unit: 'workspaces' };
  expect(steps).toEqual([0, 1, 2].map((done) => ({ ...stage, done })));
});

test.each([
  ['a text that is too long', new RangeError('Invalid string length')],
  ['a database that fails in a way nobody knows', new Error('what is this?')],
])('%s does not stop the way back: it says that it could not tell', async (_what, failure) => {
  const { home, told, tell } = await ahead();
  vi.spyOn(SqliteStore.prototype, 'sessionsOfHash').mockRejectedValue(failure);
  expect(await rollBack(home, 'json', { onDatabaseOnly: tell })).toMatchObject({ phase: 'json' });
  expect(told).toEqual([[[], 'unknown']]);
});

test('beside a large file as well, what cannot be read of the database is told as unknown', async () => {
  const { home, fileOf, told, tell, workspaces } = await ahead();
  const sessions = Array.from({ length: 17 }, (_, at) =>
    sessionWith(`s${at}`, { task: 'x'.repeat(STREAMED_BYTES_MIN / 16) }),
  );
  mkdirSync(dirname(fileOf(workspaces[0] ?? '')), { recursive: true });
  for (const workspace of workspaces) writeFileSync(fileOf(workspace), JSON.stringify(sessions));
  vi.spyOn(SqliteStore.prototype, 'visitSessions').mockRejectedValue(new StoreError('E_CORRUPT', 'damaged'));
  expect(await rollBack(home, 'json', { onDatabaseOnly: tell })).toMatchObject({ phase: 'json' });
  expect(told).toEqual([[[], 'unknown']]);
});

test('a database that is none does not stop the way back, nor pass for one with nothing of its own', async () => {
  const { home, told, tell } = await ahead();
  writeFileSync(databaseFile(home), 'no database');
  expect(await rollBack(home, 'json', { onDatabaseOnly: tell })).toMatchObject({ phase: 'json' });
  expect(told).toEqual([[[], 'unknown']]);
});

test.each([1, 2])(
  'a signal given before workspace %d is through stops the way back before the phase',
  async (turn) => {
    const { home, told, tell } = await ahead();
    const stopping = new AbortController();
    const onProgress = ({ done }: Progress): void => {
      if (done === turn - 1) stopping.abort();
    };
    const back = rollBack(home, 'json', { onDatabaseOnly: tell, onProgress, signal: stopping.signal });
    await expect(back).rejects.toMatchObject({ code: 'E_ABORTED' });
    expect(readPhase(home).phase).toBe('dual');
    expect(told).toEqual([]);
    expect(await rollBack(home)).toMatchObject({ phase: 'json' });
  },
);
