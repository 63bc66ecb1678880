import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { StoreError } from '../contract/errors.ts';
import { isAlive } from '../contract/suite/is-alive.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { sourceAt } from '../definition/source.ts';
import { loadSchema } from '../results/load.ts';
import { checkSchema } from '../results/result.ts';
import { type LoadOptions, runLoad } from './index.ts';

const { freshFolder, freshPath } = useFolder('run-load');
const SMOKE = { processes: 2, records: 3, operationsPerProcess: 20, seed: 1 };
const planted = await sourceAt(new URL('./fixtures/planted-definition.ts', import.meta.url).href);

async function outcomeOf(options: Partial<LoadOptions> & { store: string }) {
  const outcome = await runLoad(planted, { ...SMOKE, ...options });
  checkSchema.parse(outcome.check);
  if (outcome.load !== null) loadSchema.parse(outcome.load);
  return outcome;
}

test.each(['sound', 'python'])('the %s store passes, a program or not', async (store) => {
  const { load, check } = await outcomeOf({ store });
  expect(check).toMatchObject({ verdict: 'ok', name: 'acknowledged writes are kept', detail: '' });
  expect(load?.acknowledged).toBeGreaterThan(5);
  expect(load).toMatchObject({ store, processes: 2, records: 3, found: load?.acknowledged, lost: 0 });
  const counts = load?.operations.map(({ operation, count, failed }) => ({ operation, count, failed }));
  expect(counts).toEqual([
    { operation: 'add', count: load?.acknowledged, failed: 0 },
    { operation: 'get', count: 40 - (load?.acknowledged ?? 0), failed: 0 },
  ]);
});

const PROGRAM = new URL('./fixtures/lists.py', import.meta.url).pathname;

test('a program that was given as a command is a store by its name', async () => {
  const { load, check } = await outcomeOf({ store: 'mine', programs: { mine: ['python3', PROGRAM] } });
  expect(check).toMatchObject({ verdict: 'ok', subject: 'mine' });
  expect(load?.store).toBe('mine');
});

test('a program that ends under load fails, with its last words, and is called no more', async () => {
  const programs = { mine: ['python3', PROGRAM, 'end', 'out of luck'] };
  const { check } = await outcomeOf({ store: 'mine', programs, mix: 'appends' });
  expect(check).toMatchObject({
    verdict: 'fail',
    counts: { acknowledged: 10, found: 10, failedOperations: 2, deadProcesses: 0 },
  });
  expect(check.detail).toMatch(
    /^2 operations failed with E_SUBJECT, the first with: .*exit code 1.*out of luck\.$/,
  );
});

test('a store that leaves a timer behind does not keep its workers until their limit', async () => {
  const { check } = await outcomeOf({ store: 'lingering', graceMs: 600_000 });
  expect(check).toMatchObject({ verdict: 'ok', detail: '' });
});

test('content that JSON passes over would hide all damage, and is refused', async () => {
  const definition = { ...planted.definition, content: () => new Map() };
  await expect(runLoad({ ...planted, definition }, { ...SMOKE, store: 'sound' })).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining('a Map is no JSON value'),
  });
});

test('a store that refuses every call fails, though nothing is lost', async () => {
  const { load, check } = await outcomeOf({ store: 'refusing', mix: 'appends' });
  expect(load).toMatchObject({ acknowledged: 0, lost: 0 });
  expect(check).toMatchObject({ verdict: 'fail', counts: { failedOperations: 40 } });
  expect(check.detail).toBe('Not one of 40 writes succeeded. 40 operations failed with E_LOCKED.');
});

test('calls that a store refuses to processes in the way of each other are counted', async () => {
  const { check } = await outcomeOf({ store: 'hesitant', mix: 'appends' });
  expect(check).toMatchObject({
    verdict: 'ok',
    counts: { acknowledged: 38, lost: 0, failedOperations: 2 },
    detail: '2 operations failed with E_LOCKED.',
  });
});

test('a run of reads alone says that records stay as they were', async () => {
  const { check } = await outcomeOf({ store: 'sound', mix: 'reads' });
  expect(check).toMatchObject({ verdict: 'ok', name: 'records stay as they were' });
});

test('writes that are acknowledged and not kept are counted', async () => {
  const { load, check } = await outcomeOf({ store: 'losing', mix: 'appends' });
  expect(load).toMatchObject({ acknowledged: 40, found: 30, lost: 10 });
  expect(check).toMatchObject({ verdict: 'fail', detail: '10 of 40 acknowledged writes are gone.' });
  expect(load?.history).toMatchObject({ appends: 40, anomalies: [{ name: 'lost-append', count: 10 }] });
});

test.each([
  ['keeps entries twice', 'repeating', { lost: 0, duplicated: 40 }],
  ['keeps entries in another record', 'astray', { found: 30, lost: 10, damaged: 0 }],
  ['keeps entries in another order', 'turning', { lost: 0, disordered: expect.toSatisfy((n) => n > 0) }],
  ['keeps what it was not given', 'damaging', { lost: 0, damaged: 1 }],
])('a store that %s fails', async (_what, store, counts) => {
  const { check } = await outcomeOf({ store, mix: 'appends' });
  expect(check).toMatchObject({ verdict: 'fail', counts });
});

test('a store that promises nothing to several processes is expected to lose, and others are not', async () => {
  const { check } = await outcomeOf({ store: 'unshared', mix: 'appends' });
  expect(check).toMatchObject({ verdict: 'expected-fail', counts: { lost: 10 } });
});

test('a program that hangs ends with its worker, though it heeds neither the end of its input nor a signal', async () => {
  const pids = freshPath();
  const { check } = await outcomeOf({
    ...{ store: 'mine', programs: { mine: ['python3', PROGRAM, 'hang', pids] }, mix: 'appends' },
    ...{ durationMs: 1, graceMs: 2_000 },
  });
  expect(check).toMatchObject({ verdict: 'fail', counts: { deadProcesses: 2 } });
  const hung = readFileSync(pids, 'utf8').trim().split('\n').map(Number);
  // One to fill, one to read before, one for each worker, one to read afterwards.
  expect(hung.length).toBe(5);
  for (const pid of hung) await expect.poll(() => isAlive(pid)).toBe(false);
});

test('a call that fails with what the definition does not name fails the run, and is told', async () => {
  const { check } = await outcomeOf({ store: 'failing', mix: 'appends' });
  expect(check).toMatchObject({ verdict: 'fail', counts: { acknowledged: 38, lost: 0 } });
  expect(check.detail).toBe('2 operations failed with LUCK, the first with: no luck.');
});

test('a store that is left unreadable has lost everything, and the row says so', async () => {
  const { load, check } = await outcomeOf({ store: 'garbling', mix: 'appends' });
  expect(load).toMatchObject({ acknowledged: 40, found: 0, lost: 40 });
  expect(check.verdict).toBe('fail');
  expect(check.detail).toMatch(/^The store could not be read afterwards: /);
});

test('a worker that dies makes the run unknown, and what it did until then still counts', async () => {
  const { load, check } = await outcomeOf({ store: 'dying', mix: 'appends' });
  expect(load?.workers).toMatchObject([
    { succeeded: 5, ended: expect.stringMatching(/^exit code 7/) },
    { succeeded: 20, ended: null },
  ]);
  expect(check).toMatchObject({
    verdict: 'unknown',
    counts: { acknowledged: 25, found: 25, deadProcesses: 1 },
  });
  expect(check.detail).toBe('A process ended early: exit code 7; its last words: out of luck.');
});

test('what a worker wrote and was not told before it was killed may be there', async () => {
  const { load, check } = await outcomeOf({ store: 'falling', mix: 'appends' });
  expect(check).toMatchObject({
    verdict: 'unknown',
    counts: { acknowledged: 25, anomalies: 0, deadProcesses: 1 },
  });
  expect(load?.workers).toMatchObject([{ succeeded: 5, ended: 'SIGKILL' }, { ended: null }]);
});

test('a worker that is killed as a fault is no death, and what was played is in the row', async () => {
  // Its first worker never ends by itself.
  const { load, check } = await outcomeOf({ store: 'stuck', mix: 'appends', faults: ['kill@0.001:0'] });
  expect(check).toMatchObject({ verdict: 'ok', counts: { deadProcesses: 0 } });
  expect(load).toMatchObject({
    workers: [{ ended: 'killed after 0.001 s, as planned' }, { succeeded: 20, ended: null }],
    faults: [{ fault: 'kill', worker: 0 }],
  });
});

test('a fault that could not be played as planned leaves a run open, however well it went', async () => {
  const { load, check } = await outcomeOf({ store: 'sound', faults: ['kill@80000'] });
  expect(check).toMatchObject({
    verdict: 'unknown',
    detail: 'The fault kill@80000 was not played as planned: the load was over before.',
  });
  expect(load?.faults).toBe(undefined);
});

test('reads are checked: a store that forgets for one read what it has told before fails', async () => {
  const { load, check } = await outcomeOf({ store: 'forgetful', mix: 'mixed' });
  expect(check).toMatchObject({
    verdict: 'fail',
    counts: { lost: 0, stale: expect.toSatisfy((n) => n > 0) },
  });
  expect(load?.history?.reads).toBeGreaterThan(20);
});

test('workers that never come back are ended, and fail the run', async () => {
  const { load, check } = await outcomeOf({
    store: 'hanging',
    mix: 'appends',
    durationMs: 1,
    graceMs: 1_500,
  });
  expect(load).toBe(null);
  expect(check).toMatchObject({ verdict: 'fail', counts: { deadProcesses: 2 } });
  expect(check.detail).toMatch(
    /took longer than 1501 ms to end.* Of 2 processes a call did not come back\.$/,
  );
});

test('workers that cannot begin are named', async () => {
  const { check } = await outcomeOf({ store: 'closed' });
  expect(check).toMatchObject({ verdict: 'unknown', counts: { acknowledged: 0, deadProcesses: 2 } });
  expect(check.detail).toMatch(/no entry/);
});

test('an aborted run rejects, kills its workers and leaves no directory behind', async () => {
  // Of its own: other tests run beside this one.
  const temporary = freshFolder();
  vi.stubEnv('TMPDIR', temporary);
  const controller = new AbortController();
  const run = runLoad(planted, {
    ...SMOKE,
    store: 'hanging',
    mix: 'appends',
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
  [{ records: 0.5 }, /records 0.5/],
  [{ store: 'memory' }, /memory keeps nothing/],
  [{ store: 'nosuch' }, /no store named "nosuch"/],
  [{ mix: 'nosuch' }, /no mix "nosuch"/],
  [{ durationMs: -1 }, /durationMs -1/],
  [{ perSecond: 0 }, /perSecond 0/],
  [{ soak: true, durationMs: 59_999 }, /60 s at least/],
  [{ faults: ['melt@1'] }, /there are kill, stop, full\./],
  [{ operationsPerProcess: 0 }, /operationsPerProcess 0/],
])('%j is a usage error', async (options, message) => {
  const run = runLoad(planted, { ...SMOKE, store: 'sound', ...options });
  await expect(run).rejects.toMatchObject({ code: 'E_USAGE', message: expect.stringMatching(message) });
});

test('a definition without a load is refused', async () => {
  const { load: _load, ...definition } = planted.definition;
  const run = runLoad({ ...planted, definition }, { ...SMOKE, store: 'sound' });
  await expect(run).rejects.toMatchObject({ code: 'E_USAGE', message: expect.stringContaining('no `load`') });
});
