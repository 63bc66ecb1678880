import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { StoreError } from '../contract/errors.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { type Source, sourceAt } from '../definition/source.ts';
import type { BodyRow, Trial } from '../results/result.ts';
import type { MapStore } from './fixtures/map-definition.ts';
import { rowsOf } from './fixtures/rows-of.ts';
import { trialHere } from './fixtures/trial-here.ts';
import { fieldsOf, runBench } from './index.ts';
import { modelFailure } from './run-bench.ts';
import { type RunTrial, runTrialProcess } from './trial/trial-process.ts';

const { freshFolder } = useFolder('storeproof-test');

/** Where it does not matter that trials are processes. */
const HERE = { runTrial: trialHere };
/** Where it matters of what is timed alone. */
const TIMED_APART: { runTrial: RunTrial } = {
  runTrial: (job, limits) => (job.task === 'measure' ? runTrialProcess : trialHere)(job, limits),
};
const sourceOf = (name: string): Promise<Source<MapStore>> =>
  sourceAt(new URL(`./fixtures/${name}-definition.ts`, import.meta.url).href);
const NUMBERS = await sourceOf('map');
const PLANTED = await sourceOf('planted');

const timedOf = (trials: readonly Trial[]): string[] =>
  trials.map(({ store, operation }) => `${store} ${operation}`).toSorted();

test('a definition of two stores, a dataset and workloads is timed as it is', async () => {
  const { outcome, trials, checks, rows } = await rowsOf(NUMBERS, HERE);
  expect(outcome).toEqual({ timed: 4, refused: 0, skipped: 0, unmeasured: [] });
  expect(timedOf(trials)).toEqual(['file add', 'file get', 'file range', 'file sum']);
  expect(checks).toMatchObject([{ subject: 'file', verdict: 'ok' }]);
  expect(rows).toContainEqual(expect.objectContaining({ row: 'size', store: 'file', records: 12 }));
});

test('what a definition may say besides is timed as well', async () => {
  const { trials, checks, figures } = await rowsOf(PLANTED, {
    ...HERE,
    stores: ['memory', 'file', 'floor', 'without sum'],
  });
  const file = ['add', 'changed', 'filling', 'get', 'otherReader', 'range', 'sum'].map(
    (each) => `file ${each}`,
  );
  expect(timedOf(trials).filter((each) => each.startsWith('f'))).toEqual([...file, 'floor get']);
  expect([...new Set(figures.map(({ name, store }) => `${name} ${store}`))].toSorted()).toEqual([
    ...['memory file', 'sumsPerSecond file', 'sumsPerSecond memory'],
  ]);
  expect(checks.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok']);
  expect(checks.find(({ subject }) => subject === 'memory')?.detail).toMatch(
    /^Not offered: .*otherReader \(what it holds cannot be reached by a second connection\)/,
  );
  expect(checks.at(-1)?.detail).toContain('sum (it has no sum)');
});

describe('stores with planted faults, and a sound one among them', () => {
  let run: Awaited<ReturnType<typeof rowsOf>>;
  beforeAll(async () => {
    run = await rowsOf(PLANTED, {
      ...HERE,
      stores: ['short', 'forgetful', 'littering', 'sound', 'fickle', 'wrong', 'refusing'],
      operations: ['get', 'range', 'sum', 'changed', 'add'],
    });
  });

  test.each([
    ['short', 'holds what it was filled with', 'fail', 0],
    ['forgetful', 'work of changed', 'fail', 4],
    ['littering', 'content is the dataset', 'fail', 3],
    ['fickle', 'work of get', 'fail', 4],
    ['wrong', 'work of range', 'fail', 4],
    ['refusing', 'work of range', 'fail', 4],
  ])('the %s store is refused: "%s" is %s, and %i of its operations count', (store, name, verdict, timed) => {
    const own = run.checks.filter(({ subject }) => subject === store);
    expect(own[0]).toMatchObject({ name, verdict });
    expect(own.at(-1)).toMatchObject({ name: 'timed work is that of the model', verdict });
    expect(run.trials.filter((row) => row.store === store).length).toBe(timed);
  });

  test('the sound one is timed all the same', () => {
    expect(run.checks.filter(({ subject }) => subject === 'sound')).toMatchObject([{ verdict: 'ok' }]);
    expect(run.trials.filter((row) => row.store === 'sound').length).toBe(5);
  });
});

test('without a model the first store is what the others are compared with', async () => {
  const { memory, ...subjects } = PLANTED.definition.subjects;
  const definition = { ...PLANTED.definition, subjects };
  const runTrial: RunTrial = async (job, limits) => {
    // Where the definition is loaded again it has its model; it is not asked for by name.
    if (job.task === 'reference') expect(job.store).toBe('file');
    return trialHere(job, limits);
  };
  const { trials, checks } = await rowsOf(
    { ...PLANTED, definition },
    { runTrial, stores: ['file', 'wrong'], operations: ['range', 'memory'] },
  );
  expect(timedOf(trials)).toEqual(['file range']);
  expect(checks.map(({ subject, verdict }) => `${subject} ${verdict}`)).toEqual([
    'wrong fail',
    'file ok',
    'wrong fail',
  ]);
});

test('a process that dies leaves its last words in the check, and the others are timed all the same', async () => {
  const { checks, trials } = await rowsOf(PLANTED, {
    ...TIMED_APART,
    stores: ['dying', 'sound'],
    operations: ['get', 'sum', 'add'],
  });
  const own = checks.filter(({ subject }) => subject === 'dying');
  expect(own[0]).toMatchObject({
    name: 'trial ended',
    verdict: 'unknown',
    detail: 'exit code 7; its last words: out of luck',
  });
  expect(own.at(-1)).toMatchObject({ name: 'timed work is that of the model', verdict: 'unknown' });
  expect(checks.filter(({ subject }) => subject === 'sound').map(({ verdict }) => verdict)).toEqual(['ok']);
  expect(timedOf(trials)).toEqual(
    expect.arrayContaining(['dying add', 'sound add', 'sound get', 'sound sum']),
  );
  expect(timedOf(trials)).not.toContain('dying sum');
});

test('a contestant that has no part in the chosen operations has no check either', async () => {
  const { checks } = await rowsOf(PLANTED, { ...HERE, stores: ['file', 'floor'], operations: ['add'] });
  expect(checks.map(({ subject, verdict }) => `${subject} ${verdict}`)).toEqual(['file ok']);
});

test('a store that never answers is ended at the time limit, and its trial is unknown', async () => {
  const { checks } = await rowsOf(PLANTED, {
    ...TIMED_APART,
    stores: ['hanging'],
    operations: ['sum'],
    trialLimitMs: 900,
  });
  expect(checks[0]).toMatchObject({ verdict: 'unknown', detail: 'took longer than 900 ms' });
});

test('a store that leaves a timer behind does not keep its trials until the time limit', async () => {
  const { checks } = await rowsOf(PLANTED, { ...TIMED_APART, stores: ['lingering'], operations: ['get'] });
  expect(checks).toMatchObject([{ subject: 'lingering', verdict: 'ok' }]);
});

test('an aborted run ends at once, keeps its rows and leaves no directory behind', async () => {
  // Of its own: other tests run beside this one.
  const temporary = freshFolder();
  vi.stubEnv('TMPDIR', temporary);
  const controller = new AbortController();
  const rows: BodyRow[] = [];
  const run = runBench(NUMBERS, {
    ...{ seed: 1, isSmoke: true, operations: ['get'], signal: controller.signal },
    fields: await fieldsOf(NUMBERS.definition, { sizes: [12], stores: ['memory'], trials: 1_000 }),
    onRow: (row) => {
      rows.push(row);
      if (rows.length === 2) controller.abort();
    },
  });
  await expect(run).rejects.toMatchObject({ code: 'E_ABORTED' } satisfies Partial<StoreError>);
  expect(rows.length).toBe(2);
  expect(readdirSync(temporary)).toEqual([]);
  vi.unstubAllEnvs();
});

test('a run whose time is over ends with the block that it is in', async () => {
  const { outcome } = await rowsOf(NUMBERS, {
    ...HERE,
    stores: ['memory'],
    operations: ['get', 'add'],
    trials: 50,
    aimMs: 1,
  });
  expect(outcome).toEqual({ timed: 2, refused: 0, skipped: 98, unmeasured: [] });
});

test('a run whose budget is over ends the trial that it is in, and names what was not timed', async () => {
  const { outcome, checks } = await rowsOf(PLANTED, {
    ...TIMED_APART,
    stores: ['hanging'],
    operations: ['sum'],
    trials: 3,
    budgetMs: 1_200,
  });
  expect(outcome).toEqual({
    ...{ timed: 0, refused: 0, skipped: 3 },
    unmeasured: ['hanging at 12 small: sum'],
  });
  expect(checks).toMatchObject([
    {
      verdict: 'unknown',
      counts: { timed: 0, skippedTrials: 3 },
      detail: 'Not timed before the budget was over: hanging at 12 small: sum.',
    },
  ]);
});

test('a budget that is over while stores are filled ends the run as well', async () => {
  const { outcome, rows } = await rowsOf(NUMBERS, { stores: ['memory'], operations: ['get'], budgetMs: 1 });
  expect(outcome).toMatchObject({ timed: 0, skipped: 1, unmeasured: ['memory at 12 small: get'] });
  expect(rows.map((row) => row.row)).toEqual(['check']);
});

/** Keeps a map in its home; `get` is what it answers to get, in JavaScript. */
const program = (get: string): string[] => [
  process.execPath,
  '-e',
  `const { existsSync, readFileSync, writeFileSync } = require('node:fs');
   const { createInterface } = require('node:readline');
   createInterface({ input: process.stdin }).on('line', (line) => {
     const { op, home, args = [], id } = JSON.parse(line);
     const file = home + '/map.json';
     const map = new Map(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []);
     const ops = {
       capabilities: () => ({ name: 'mine', version: '1', ops: ['set'] }),
       set: (name, value) => {
         value === null ? map.delete(name) : map.set(name, value);
         writeFileSync(file, JSON.stringify([...map]));
       },
       get: (name) => ${get},
       all: () => [...map],
     };
     console.log(JSON.stringify({ ok: ops[op](...args) ?? null, id }));
   });`,
];

test('a program over the protocol is timed like a store, and gets no row when it answers wrongly', async () => {
  const { trials, checks } = await rowsOf(NUMBERS, {
    ...HERE,
    stores: ['memory', 'program-mine', 'program-wrong'],
    operations: ['get', 'add'],
    programs: { 'program-mine': program('map.get(name) ?? null'), 'program-wrong': program('0') },
  });
  expect(timedOf(trials)).toEqual([
    ...['memory add', 'memory get', 'program-mine add', 'program-mine get', 'program-wrong add'],
  ]);
  expect(checks.map(({ subject, verdict }) => `${subject} ${verdict}`)).toEqual([
    ...['program-wrong fail', 'memory ok', 'program-mine ok', 'program-wrong fail'],
  ]);
});

test('progress counts every trial and ends complete', async () => {
  const seen: string[] = [];
  await rowsOf(NUMBERS, {
    ...HERE,
    stores: ['memory'],
    operations: ['get', 'add'],
    onProgress: ({ stage, done, total }) => seen.push(`${stage} ${done}/${total}`),
  });
  expect(seen).toEqual([
    'filling the stores 0/1',
    'timing operations 0/2',
    'timing operations 1/2',
    'timing operations 2/2',
  ]);
});

test('a name that the definition does not have, and a definition without data or workloads, are usage errors', async () => {
  await expect(rowsOf(NUMBERS, { operations: ['toString'] })).rejects.toMatchObject({
    code: 'E_USAGE',
    message: 'There is no operation named "toString". There are get, range, sum, add.',
  });
  await expect(rowsOf(NUMBERS, { profiles: ['huge'] })).rejects.toThrow('There is no dataset named "huge"');
  await expect(rowsOf(NUMBERS, { stores: ['none'] })).rejects.toThrow('There is no store named "none"');
  for (const part of ['datasets', 'workloads'] as const) {
    const { [part]: _, ...definition } = NUMBERS.definition;
    await expect(rowsOf({ ...NUMBERS, definition }, {})).rejects.toMatchObject({
      code: 'E_USAGE',
      message: `The definition of numbers has no ${part}: nothing can be timed.`,
    });
  }
});

test.each([
  ['SIGKILL', 'killed'],
  ['SIGABRT; its last words: heap out of memory', 'killed'],
  ['took longer than 300000 ms', 'killed'],
  ['Error: no range today', 'model'],
])('the process of the model ends with "%s": it was %s', (death, reason) => {
  expect(modelFailure(death)).toMatchObject({
    code: 'E_SUBJECT',
    message: expect.stringContaining(death),
    data: { reason },
  });
});
