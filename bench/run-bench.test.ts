import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { StoreError } from '../contract/errors.ts';
import { type BodyRow, type Check, resultRowSchema, type Trial } from '../contract/result.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { serveCommand } from '../subjects/index.ts';
import { trialHere } from './fixtures/trial-here.ts';
import { type BenchOptions, type FieldChoice, fieldsOf, OPERATIONS, runBench } from './index.ts';
import { modelFailure } from './run-bench.ts';
import { type RunTrial, runTrialProcess } from './trial/trial-process.ts';

const { freshFolder } = useFolder('storeproof-test');

const SMOKE = { seed: 1, isSmoke: true };
/** Where it does not matter that trials are processes. */
const HERE = { runTrial: trialHere };
/** Where it matters of what is timed alone. */
const TIMED_APART: { runTrial: RunTrial } = {
  runTrial: (job, limits) => (job.task === 'measure' ? runTrialProcess : trialHere)(job, limits),
};
type Options = Partial<BenchOptions & FieldChoice>;
const PLANTED = new URL('./fixtures/planted-subjects.ts', import.meta.url).href;

async function rowsOf({ stores = [], sizes = [12], profiles = ['small'], trials = 1, ...options }: Options) {
  const rows: BodyRow[] = [];
  const fields = fieldsOf({ stores, sizes, profiles, trials });
  const outcome = await runBench({ ...SMOKE, ...options, fields, onRow: (row) => rows.push(row) });
  for (const row of rows) resultRowSchema.parse(row);
  return {
    outcome,
    rows,
    trials: rows.filter((row): row is Trial => row.row === 'trial'),
    checks: rows.filter((row): row is Check => row.row === 'check'),
  };
}

test('every operation is timed, and all stores do the same work', async () => {
  const { outcome, trials, checks, rows } = await rowsOf({ ...HERE, stores: ['json', 'sqlite'] });
  expect(outcome).toEqual({ timed: OPERATIONS.length * 2, refused: 0, skipped: 0, unmeasured: [] });
  for (const operation of OPERATIONS) {
    if (operation === 'memory') continue;
    const own = trials.filter((row) => row.operation === operation);
    expect(own.map(({ store }) => store).sort()).toEqual(['json', 'sqlite']);
    expect(new Set(own.map(({ workDigest }) => workDigest)).size).toBe(1);
    for (const { samplesNs, tinybench } of own) {
      expect(samplesNs.length).toBeGreaterThanOrEqual(2);
      expect(tinybench?.meanNs).toBeGreaterThanOrEqual(Math.min(...samplesNs));
      expect(tinybench?.meanNs).toBeLessThanOrEqual(Math.max(...samplesNs));
    }
  }
  expect(checks.map(({ subject, verdict }) => `${subject} ${verdict}`)).toEqual(['json ok', 'sqlite ok']);
  const place = { records: 12, profile: 'small' };
  expect(rows.filter(({ row }) => row === 'size')).toMatchObject([
    { store: 'json', ...place },
    { store: 'sqlite', ...place },
  ]);
  const figures = rows.filter((row) => row.row === 'figure').map(({ name, store }) => `${name} ${store}`);
  expect([...new Set(figures)].sort()).toEqual([
    'bulkImportSessionsPerSecond json',
    'bulkImportSessionsPerSecond sqlite',
    'memoryOverRuntime json',
    'memoryOverRuntime sqlite',
  ]);
});

test('floors run in the same trials, on what the stores below them were filled with', async () => {
  const { trials, checks, rows } = await rowsOf({
    ...HERE,
    stores: ['json', 'floor-json-parse', 'floor-driver'],
    operations: ['getAllCold', 'appendMessage'],
  });
  const timed = trials.map(({ store, operation }) => `${store} ${operation}`).sort();
  expect(timed).toEqual([
    ...['floor-driver appendMessage', 'floor-driver getAllCold', 'floor-json-parse getAllCold'],
    ...['json appendMessage', 'json getAllCold'],
  ]);
  expect(new Set(trials.map(({ workDigest }) => workDigest)).size).toBe(2);
  expect(checks.every(({ verdict }) => verdict === 'ok')).toBe(true);
  expect(rows.flatMap((row) => (row.row === 'size' ? [row.store] : []))).toEqual(['json', 'sqlite']);
});

test('every profile is timed at every size, and what a store lacks is named', async () => {
  const { outcome, trials, checks } = await rowsOf({
    ...HERE,
    stores: ['memory'],
    operations: ['getOne', 'openFirstPage'],
    profiles: ['japanese', 'large'],
    sizes: [3, 2],
    trials: 1,
  });
  expect(outcome).toEqual({ timed: 4, refused: 0, skipped: 0, unmeasured: [] });
  expect(trials.map(({ profile, records }) => `${profile} ${records}`).sort()).toEqual([
    'japanese 2',
    'japanese 3',
    'large 2',
    'large 3',
  ]);
  expect(checks).toMatchObject([{ verdict: 'ok', counts: { absent: 1 } }]);
  expect(checks[0]?.detail).toMatch(/^Not offered: openFirstPage/);
});

describe('stores with planted faults, and a sound one among them', () => {
  let run: Awaited<ReturnType<typeof rowsOf>>;
  beforeAll(async () => {
    run = await rowsOf({
      ...HERE,
      stores: ['short', 'forgetful', 'littering', 'sound', 'fickle', 'refusing'],
      operations: ['getOne', 'searchRare', 'statistics', 'create', 'updateInstanceStatus'],
      subjectsModule: PLANTED,
    });
  });

  test.each([
    ['short', 'holds what it was filled with', 'fail', 0],
    ['forgetful', 'work of create', 'fail', 4],
    ['littering', 'content is the dataset', 'fail', 3],
    ['fickle', 'work of getOne', 'fail', 4],
    ['refusing', 'work of searchRare', 'fail', 4],
  ])('the %s store is refused: "%s" is %s, and %i of its operations count', (store, name, verdict, timed) => {
    const own = run.checks.filter(({ subject }) => subject === store);
    expect(own[0]).toMatchObject({ name, verdict });
    expect(own.at(-1)).toMatchObject({ name: 'timed work is that of the model', verdict });
    expect(run.trials.filter((row) => row.store === store).length).toBe(timed);
  });

  test('the sound one is timed all the same', () => {
    expect(run.checks.filter(({ subject }) => subject === 'sound').map(({ verdict }) => verdict)).toEqual([
      'ok',
    ]);
    expect(run.trials.filter((row) => row.store === 'sound').length).toBe(5);
  });
});

test('a process that dies leaves its last words in the check, and the others are timed all the same', async () => {
  const { checks, trials } = await rowsOf({
    ...TIMED_APART,
    stores: ['dying', 'sound'],
    operations: ['getOne', 'statistics', 'create'],
    subjectsModule: PLANTED,
  });
  const own = checks.filter(({ subject }) => subject === 'dying');
  expect(own[0]).toMatchObject({
    name: 'trial ended',
    verdict: 'unknown',
    detail: 'exit code 7; its last words: out of luck',
  });
  expect(own.at(-1)).toMatchObject({ name: 'timed work is that of the model', verdict: 'unknown' });
  expect(checks.filter(({ subject }) => subject === 'sound').map(({ verdict }) => verdict)).toEqual(['ok']);
  const timed = trials.map(({ store, operation }) => `${store} ${operation}`).toSorted();
  expect(timed).toEqual(
    expect.arrayContaining(['dying create', 'sound create', 'sound getOne', 'sound statistics']),
  );
  expect(timed).not.toContain('dying statistics');
});

test('a contestant that has no part in the chosen operations has no check either', async () => {
  const { checks } = await rowsOf({ ...HERE, stores: ['memory', 'floor-bytes'], operations: ['create'] });
  expect(checks.map(({ subject, verdict }) => `${subject} ${verdict}`)).toEqual(['memory ok']);
});

test('a store that never answers is ended at the time limit, and its trial is unknown', async () => {
  const { checks } = await rowsOf({
    ...TIMED_APART,
    stores: ['hanging'],
    operations: ['statistics'],
    subjectsModule: PLANTED,
    trialLimitMs: 900,
  });
  expect(checks[0]).toMatchObject({ verdict: 'unknown', detail: 'took longer than 900 ms' });
});

test('an aborted run ends at once, keeps its rows and leaves no directory behind', async () => {
  // Of its own: other tests run beside this one.
  const temporary = freshFolder();
  vi.stubEnv('TMPDIR', temporary);
  const controller = new AbortController();
  const rows: BodyRow[] = [];
  const run = runBench({
    ...SMOKE,
    fields: fieldsOf({ stores: ['memory'], profiles: ['small'], sizes: [12], trials: 1_000 }),
    operations: ['getOne'],
    signal: controller.signal,
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
  const { outcome } = await rowsOf({
    ...HERE,
    stores: ['memory'],
    operations: ['getOne', 'create'],
    trials: 50,
    aimMs: 1,
  });
  expect(outcome).toEqual({ timed: 2, refused: 0, skipped: 98, unmeasured: [] });
});

test('a run whose budget is over ends the trial that it is in, and names what was not timed', async () => {
  const { outcome, checks } = await rowsOf({
    ...TIMED_APART,
    stores: ['hanging'],
    operations: ['statistics'],
    trials: 3,
    budgetMs: 1_200,
    subjectsModule: PLANTED,
  });
  expect(outcome).toEqual({
    ...{ timed: 0, refused: 0, skipped: 3 },
    unmeasured: ['hanging at 12 small: statistics'],
  });
  expect(checks).toMatchObject([
    {
      verdict: 'unknown',
      counts: { timed: 0, skippedTrials: 3 },
      detail: 'Not timed before the budget was over: hanging at 12 small: statistics.',
    },
  ]);
});

test('a budget that is over while stores are filled ends the run as well', async () => {
  const { outcome, rows } = await rowsOf({ stores: ['memory'], operations: ['getOne'], budgetMs: 1 });
  expect(outcome).toMatchObject({ timed: 0, skipped: 1, unmeasured: ['memory at 12 small: getOne'] });
  expect(rows.map((row) => row.row)).toEqual(['check']);
});

test('a program is timed like a store, and its work is compared with the model', async () => {
  const { trials, checks } = await rowsOf({
    ...HERE,
    stores: ['memory', 'program-mine'],
    operations: ['getOne', 'create', 'getAllAfterOtherChange', 'memory'],
    programs: { 'program-mine': serveCommand('sqlite') },
  });
  const own = trials.filter(({ store }) => store === 'program-mine');
  expect(own.map(({ operation }) => operation).toSorted()).toEqual(['create', 'getOne']);
  expect(new Set(trials.map(({ workDigest }) => workDigest)).size).toBe(2);
  const check = checks.find(({ subject }) => subject === 'program-mine');
  expect(check).toMatchObject({ verdict: 'ok', counts: { timed: 2, absent: 2 } });
});

test('a program that answers wrongly gets no row', async () => {
  const script = `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) =>
    console.log(JSON.stringify({ ok: [], id: JSON.parse(line).id })));`;
  const { trials, checks } = await rowsOf({
    ...HERE,
    stores: ['program-wrong'],
    operations: ['getOne'],
    programs: { 'program-wrong': [process.execPath, '-e', script] },
  });
  expect(trials).toEqual([]);
  expect(checks.every(({ verdict }) => verdict !== 'ok')).toBe(true);
});

test('progress counts every trial and ends complete', async () => {
  const seen: string[] = [];
  await rowsOf({
    ...HERE,
    stores: ['memory'],
    operations: ['getOne', 'create'],
    onProgress: ({ stage, done, total }) => seen.push(`${stage} ${done}/${total}`),
  });
  expect(seen).toEqual([
    'filling the stores 0/1',
    'timing operations 0/2',
    'timing operations 1/2',
    'timing operations 2/2',
  ]);
});

test.each([
  ['SIGKILL', 'E_SUBJECT'],
  ['SIGABRT; its last words: heap out of memory', 'E_SUBJECT'],
  ['took longer than 300000 ms', 'E_SUBJECT'],
  ['the answers of getOne are wrong', 'E_INTERNAL'],
])('the process of the model ends with "%s": %s', (death, code) => {
  expect(modelFailure(death)).toMatchObject({ code, message: expect.stringContaining(death) });
});
