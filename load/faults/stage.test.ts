import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import type { Crew } from '../beside.ts';
import { FaultProcess } from './fault-process.ts';
import { FaultStage } from './index.ts';
import type { FaultPlan } from './plan.ts';

const { freshFolder } = useFolder('faults');
const URL_OF = new URL('./fixtures/faulty-definition.ts', import.meta.url).href;

const plan = (fault: string, more: Partial<FaultPlan> = {}): FaultPlan => ({
  ...{ text: fault, fault, atMs: 0, forMs: 5, worker: null },
  ...more,
});

function someWorker(): number {
  const child = execa('cat', { stdin: 'pipe', reject: false });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid as number;
}

async function played(plans: readonly FaultPlan[], crew: Partial<Crew> = {}) {
  const home = freshFolder();
  const stage = new FaultStage(plans, { home });
  const killed: string[] = [];
  await stage.prepare({ url: URL_OF, store: 'sound', home, folder: home }, null);
  const shown = await stage.play({
    pids: [],
    startNs: process.hrtime.bigint(),
    kill: (worker, why) => killed.push(`${worker} ${why}`),
    signal: new AbortController().signal,
    ...crew,
  });
  await stage.close();
  return { ...shown, killed, home };
}

/** Of the definition's own: played until a file of its home is there. */
async function playedUntil(
  fault: string,
  file: string,
  before: (home: string) => Promise<void> = async () => {},
) {
  const home = freshFolder();
  const over = new AbortController();
  const stage = new FaultStage([plan(fault, { forMs: 600_000 })], { home });
  await stage.prepare({ url: URL_OF, store: 'sound', home, folder: home }, null);
  const startNs = process.hrtime.bigint();
  const whole = stage.play({ pids: [], startNs, kill: () => {}, signal: over.signal });
  await before(home);
  await expect.poll(() => existsSync(join(home, file))).toBe(true);
  over.abort();
  const shown = await whole;
  await stage.close();
  return { ...shown, home, startNs };
}

test('a fault of the definition’s own is played in a process beside, from its begin to its end', async () => {
  const { faults, problems, home } = await playedUntil('marking', 'marks');
  expect(problems).toEqual([]);
  expect(faults).toMatchObject([{ fault: 'marking', worker: null }]);
  expect(readFileSync(join(home, 'marks'), 'utf8')).toBe('begun on sound\nended on sound\n');
});

test('faults are shown with the time at which they were played', async () => {
  const pids = [someWorker(), someWorker()];
  const { faults, problems, killed } = await played(
    [plan('kill', { worker: 1, atMs: 20, forMs: 0 }), plan('stop', { worker: 0, forMs: 10 })],
    { pids },
  );
  expect(problems).toEqual([]);
  expect(killed).toEqual(['1 killed after 0.02 s, as planned']);
  expect(faults.map(({ fault, worker }) => [fault, worker])).toEqual([
    ['stop', 0],
    ['kill', 1],
  ]);
  for (const { fault, fromNs, toNs } of faults) {
    expect(fromNs).toBeGreaterThan(0);
    if (fault === 'stop') expect(toNs).toBeGreaterThan(fromNs);
    else expect(toNs).toBeGreaterThanOrEqual(fromNs);
  }
});

test.each([
  ['is over before its time', 'short', /^The fault short was not played as planned: It ended by itself/],
  ['is not possible', 'impossible', /: The store sound has no lock\.$/],
])('a fault that %s is told, and not shown as played', async (_, fault, problem) => {
  const { faults, problems } = await played([plan(fault, { forMs: 60_000 })]);
  expect(faults).toEqual([]);
  expect(problems).toEqual([expect.stringMatching(problem)]);
});

test('a fault of a worker that is gone is told', async () => {
  const ended = execa('true');
  await ended;
  const faults = [plan('stop', { worker: 0 }), plan('kill', { worker: 1 })];
  const { problems } = await played(faults, { pids: [ended.pid as number, null] });
  expect(problems).toEqual([
    'The fault stop was not played as planned: Worker 0 had ended before.',
    'The fault kill was not played as planned: Worker 1 had ended before.',
  ]);
});

test.skipIf(process.platform !== 'linux')(
  'when the load is over, faults end early, and those to come are told',
  async () => {
    const over = new AbortController();
    const pid = someWorker();
    const state = (): string => readFileSync(`/proc/${pid}/status`, 'utf8');
    const [stop, later] = [plan('stop', { worker: 0, forMs: 600_000 }), plan('marking', { atMs: 600_000 })];
    const whole = played([stop, later], { pids: [pid], signal: over.signal });
    await expect.poll(state).toMatch(/^State:\s+T/m);
    over.abort();
    const { faults, problems } = await whole;
    expect(faults.map(({ fault }) => fault)).toEqual(['stop']);
    expect(problems).toEqual(['The fault marking was not played as planned: the load was over before.']);
    await expect.poll(state).toMatch(/^State:\s+S/m);
  },
);

test('a fault that has to wait is shown from when it has what it waited for', async () => {
  const freed = Promise.withResolvers<bigint>();
  const { faults, problems, startNs } = await playedUntil('waiting', 'has it', async (home) => {
    await expect.poll(() => existsSync(join(home, 'waits'))).toBe(true);
    freed.resolve(process.hrtime.bigint());
    writeFileSync(join(home, 'free'), '');
  });
  expect(problems).toEqual([]);
  expect(faults[0]?.fromNs).toBeGreaterThanOrEqual(Number((await freed.promise) - startNs));
  expect(faults[0]?.toNs).toBeGreaterThan(faults[0]?.fromNs ?? 0);
});

test('one that waited in vain was not played', async () => {
  const { faults, problems } = await playedUntil('waiting', 'waits');
  expect(faults).toEqual([]);
  expect(problems).toEqual(['The fault waiting was not played as planned: It was never free.']);
});

test('one that was over before its process heard of it was not played', async () => {
  const { faults, problems } = await played([plan('marking', { forMs: 0 })]);
  const [problem = 'The fault marking was not played as planned: It was over before it could begin.'] =
    problems;
  expect(faults.length + problems.length).toBe(1);
  expect(problem).toContain('It was over before it could begin.');
});

const STUCK = {
  ...{ url: new URL('./fixtures/stuck-definition.ts', import.meta.url).href, store: 'sound' },
  ...{ home: '/', folder: '/' },
};

test('a fault that never gets ready is ended, and says why', async () => {
  const fault = new FaultProcess({ ...STUCK, fault: 'marking' }, { readyMs: 1 });
  await fault.ready;
  expect(await fault.end).toMatch(/^took longer than 1 ms to get ready/);
});

test('a run that is ended while its faults get ready waits for none of them', async () => {
  const over = new AbortController();
  const stage = new FaultStage([plan('marking')], { home: freshFolder() });
  const ready = stage.prepare(STUCK, over.signal);
  over.abort();
  await ready;
  await stage.close();
});

test('a fault that heeds nothing is ended by the system', async () => {
  const home = freshFolder();
  const job = { url: URL_OF, fault: 'deaf', store: 'sound', home, folder: home };
  const fault = new FaultProcess(job, { endMs: 1 });
  await fault.ready;
  fault.begin(() => {});
  await expect.poll(() => existsSync(join(home, 'deaf'))).toBe(true);
  expect(await fault.stop()).toMatch(/^took longer than 1 ms to end/);
});

test('a run that was ended before it played plays nothing any more', async () => {
  const home = freshFolder();
  const stage = new FaultStage([plan('marking')], { home });
  await stage.prepare({ url: URL_OF, store: 'sound', home, folder: home }, null);
  // Resolves when its processes have ended.
  await stage.close();
  await stage.close();
  expect(existsSync(join(home, 'marks'))).toBe(false);
});
