import { readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { StoreError } from '../contract/errors.ts';
import { checkSchema, loadSchema } from '../contract/result.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { type LoadOptions, runLoad } from './index.ts';

const { freshFolder } = useFolder('run-load');
const SMOKE = { processes: 2, sessions: 3, operationsPerProcess: 20, seed: 1 };
const PLANTED = new URL('./fixtures/planted-subjects.ts', import.meta.url).href;

async function outcomeOf(options: Partial<LoadOptions> & { store: string }) {
  const outcome = await runLoad({ ...SMOKE, ...options });
  checkSchema.parse(outcome.check);
  if (outcome.load !== null) loadSchema.parse(outcome.load);
  return outcome;
}

test.each(['json-safe', 'sqlite', 'sqlite-full'])(
  '%s keeps every acknowledged write of two processes',
  async (store) => {
    const { load, check } = await outcomeOf({ store });
    expect(check.verdict).toBe('ok');
    expect(load?.acknowledged).toBeGreaterThan(5);
    expect(load).toMatchObject({ store, processes: 2, records: 3, found: load?.acknowledged, lost: 0 });
    const counts = load?.operations.map(({ operation, count, failed }) => ({ operation, count, failed }));
    expect(counts?.reduce((sum, { count }) => sum + count, 0)).toBe(40);
    expect(counts?.find(({ operation }) => operation === 'appendMessage')?.count).toBe(load?.acknowledged);
  },
);

test('what the file store of the app loses is a finding that was expected', async () => {
  const { load, check } = await outcomeOf({
    store: 'json',
    processes: 3,
    operationsPerProcess: 60,
    readShare: 0,
  });
  const { lost, duplicated, disordered, damagedSessions, failedOperations } = check.counts;
  const isFlawless = [lost, duplicated, disordered, damagedSessions, failedOperations].every((n) => n === 0);
  expect(check.verdict).toBe(isFlawless ? 'ok' : 'expected-fail');
  expect(load?.acknowledged).toBe((load?.found ?? 0) + (load?.lost ?? 0));
});

test('a sound store of one’s own passes', async () => {
  const { check } = await outcomeOf({ store: 'sound', subjectsModule: PLANTED });
  expect(check).toMatchObject({ verdict: 'ok', detail: '' });
});

test('a store that refuses every call fails, though nothing is lost', async () => {
  const { load, check } = await outcomeOf({ store: 'refusing', subjectsModule: PLANTED, readShare: 0 });
  expect(load).toMatchObject({ acknowledged: 0, lost: 0 });
  expect(check).toMatchObject({ verdict: 'fail', counts: { failedOperations: 40 } });
  expect(check.detail).toBe('Not one of 40 writes succeeded. 40 operations failed with E_LOCKED.');
});

test('calls that a store refuses to processes in the way of each other are counted', async () => {
  const { check } = await outcomeOf({ store: 'hesitant', subjectsModule: PLANTED, readShare: 0 });
  expect(check).toMatchObject({
    verdict: 'ok',
    counts: { acknowledged: 38, lost: 0, failedOperations: 2 },
    detail: '2 operations failed with E_LOCKED.',
  });
});

test('a run of reads alone says that sessions stay as they were', async () => {
  const { check } = await outcomeOf({ store: 'sound', subjectsModule: PLANTED, readShare: 1 });
  expect(check).toMatchObject({ verdict: 'ok', name: 'sessions stay as they were' });
});

test('writes that are acknowledged and not kept are counted', async () => {
  const { load, check } = await outcomeOf({ store: 'losing', subjectsModule: PLANTED, readShare: 0 });
  expect(load).toMatchObject({ acknowledged: 40, found: 30, lost: 10 });
  expect(check).toMatchObject({ verdict: 'fail', detail: '10 of 40 acknowledged writes are gone.' });
});

test('writes that are kept twice are counted', async () => {
  const { check } = await outcomeOf({ store: 'repeating', subjectsModule: PLANTED, readShare: 0 });
  expect(check).toMatchObject({ verdict: 'fail', counts: { lost: 0, duplicated: 40 } });
});

test('a store that is left unreadable has lost everything, and the row says so', async () => {
  const { load, check } = await outcomeOf({ store: 'garbling', subjectsModule: PLANTED, readShare: 0 });
  expect(load).toMatchObject({ acknowledged: 40, found: 0, lost: 40 });
  expect(check.verdict).toBe('fail');
  expect(check.detail).toMatch(/^The store could not be read afterwards: /);
});

test('a worker that dies makes the run unknown, and what it was told still counts', async () => {
  const { load, check } = await outcomeOf({ store: 'dying', subjectsModule: PLANTED, readShare: 0 });
  expect(load).toBe(null);
  expect(check).toMatchObject({
    verdict: 'unknown',
    counts: { acknowledged: 25, found: 25, deadProcesses: 1 },
  });
  expect(check.detail).toBe('A process ended early: exit code 7; out of luck.');
});

test('workers that never come back are ended', async () => {
  const { load, check } = await outcomeOf({
    store: 'hanging',
    subjectsModule: PLANTED,
    readShare: 0,
    durationMs: 1,
    graceMs: 1_500,
  });
  expect(load).toBe(null);
  expect(check).toMatchObject({ verdict: 'unknown', counts: { deadProcesses: 2 } });
  expect(check.detail).toMatch(/took longer than 1501 ms to end/);
});

test('workers that cannot begin are named', async () => {
  const { check } = await outcomeOf({ store: 'closed', subjectsModule: PLANTED });
  expect(check).toMatchObject({ verdict: 'unknown', counts: { acknowledged: 0, deadProcesses: 2 } });
  expect(check.detail).toMatch(/no entry/);
});

test('an aborted run rejects, kills its workers and leaves no directory behind', async () => {
  // Of its own: other tests run beside this one.
  const temporary = freshFolder();
  vi.stubEnv('TMPDIR', temporary);
  const controller = new AbortController();
  const run = runLoad({
    ...SMOKE,
    store: 'hanging',
    subjectsModule: PLANTED,
    readShare: 0,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await expect(run).rejects.toMatchObject({ code: 'E_ABORTED' } satisfies Partial<StoreError>);
  expect(readdirSync(temporary)).toEqual([]);
  vi.unstubAllEnvs();
});

test.each([
  [{ processes: 0 }, /processes 0/],
  [{ processes: 65 }, /processes 65/],
  [{ sessions: 0.5 }, /sessions 0.5/],
  [{ readShare: 1.1 }, /readShare 1.1/],
  [{ durationMs: -1 }, /durationMs -1/],
  [{ perSecond: 0 }, /perSecond 0/],
  [{ operationsPerProcess: 1e9 }, /operationsPerProcess 1000000000/],
])('%j is a usage error', async (options, message) => {
  const run = runLoad({ ...SMOKE, store: 'sqlite', ...options });
  await expect(run).rejects.toMatchObject({ code: 'E_USAGE', message: expect.stringMatching(message) });
});

test('a rate that nothing can keep makes the run unknown, and its row says what was achieved', async () => {
  const { load, check } = await outcomeOf({
    store: 'sqlite',
    operationsPerProcess: 200_000,
    durationMs: 100,
    perSecond: 100_000,
  });
  expect(check).toMatchObject({ verdict: 'unknown', counts: { lost: 0 } });
  expect(load?.arrival).toMatchObject({ askedPerSecond: 100_000 });
});
