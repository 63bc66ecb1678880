import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StoreError } from '../../contract/errors.ts';
import type { BodyRow } from '../../results/result.ts';
import type { Results } from '../../results/result-file.ts';
import { type Target, type Test, testSchema } from '../../results/tests.ts';
import { EXAMPLE_OPERATIONS, exampleRun } from '../../sessions/examples/example-run.ts';
import { gate } from './gate.ts';
import { gateSummary, gateText } from './summary.ts';
import { parseTargets, readTargets, type Targets } from './targets-file.ts';

const PUBLISHED = readTargets(join(import.meta.dirname, '..', 'fixtures', 'targets.json'));

const ratioTarget = (operation: string, atMost: number): Target => ({
  id: operation,
  why: 'because',
  tests: [
    {
      quantity: 'ratio',
      ...{
        operations: [operation],
        records: [1_000],
        profile: 'small',
        store: 'sqlite',
        over: 'json',
        atMost,
      },
    },
  ],
});

/** Asks that SQLite is not slower than JSON, at every operation. */
const NOT_SLOWER: Targets = EXAMPLE_OPERATIONS.map((operation) => ratioTarget(operation, 1));

/** A run in which both stores take the same time, up to chance, times a factor for SQLite. */
const equalRun = (seed: number, slowdown = 1): Results => {
  const run = exampleRun({ seed: `equal ${seed}`, sizes: [1_000], trials: 6, samples: 20 });
  const rows = run.rows.filter((row) => row.row === 'trial' && row.store === 'json');
  const twins = exampleRun({ seed: `twin ${seed}`, sizes: [1_000], trials: 6, samples: 20 }).rows.flatMap(
    (row): BodyRow[] =>
      row.row === 'trial' && row.store === 'json'
        ? [{ ...row, store: 'sqlite', samplesNs: row.samplesNs.map((ns) => Math.round(ns * slowdown)) }]
        : [],
  );
  return { ...run, rows: [...rows, ...twins] };
};

const rowsOf = (results: Results, change: (row: BodyRow) => BodyRow | null): Results => ({
  ...results,
  rows: results.rows.map(change).filter((row) => row !== null),
});

const verdictOf = (results: Results, id: string, targets = PUBLISHED): string | undefined =>
  gate(results, targets).targets.find((judged) => judged.id === id)?.verdict;

const summaryText = (...given: Parameters<typeof gateSummary>): string => {
  const summary = gateSummary(...given);
  if (summary === null) throw new Error('no summary');
  return summary;
};

test('a good run passes the published targets', () => {
  const result = gate(exampleRun(), PUBLISHED);
  expect(result).toMatchObject({ verdict: 'pass', exitCode: 0 });
  expect(result.targets.length).toBeGreaterThan(15);
});

test('equal stores almost never fail a target of equality, and cannot be told instead', () => {
  const verdicts = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((seed) =>
    gate(equalRun(seed), NOT_SLOWER).targets.map((target) => target.verdict),
  );
  const failed = verdicts.filter((verdict) => verdict === 'fail').length;
  // 120 fair comparisons; a two-sided 95% interval misses on this side in 3 of them on average.
  expect(verdicts).toHaveLength(120);
  expect(failed).toBeLessThanOrEqual(6);
  expect(verdicts.filter((verdict) => verdict === 'cannot tell').length).toBeGreaterThan(100);
});

test('equal stores pass a target with some room, and a planted slowdown by two fails it', () => {
  const roomy: Targets = EXAMPLE_OPERATIONS.map((one) => ratioTarget(one, 1.3));
  for (const seed of [1, 2, 3]) {
    expect(gate(equalRun(seed), roomy)).toMatchObject({ verdict: 'pass', exitCode: 0 });
    const slow = gate(equalRun(seed, 2), roomy);
    expect(slow).toMatchObject({ verdict: 'fail', exitCode: 3 });
    expect(slow.targets.every((target) => target.verdict === 'fail')).toBe(true);
  }
});

test('a slowdown of one operation fails that target and no other', () => {
  const run = exampleRun({ factor: (store, name) => (store === 'sqlite' && name === 'getOne' ? 400 : 1) });
  const failed = gate(run, PUBLISHED).targets.filter(
    (judged) => judged.verdict === 'fail' && !judged.isInformational,
  );
  expect(failed.map(({ id }) => id)).toEqual(['getOne-1000']);
});

test('milliseconds never fail a gate', () => {
  const run = exampleRun({ factor: () => 1_000 });
  const result = gate(run, PUBLISHED);
  expect(result.targets.filter((target) => target.isInformational).map((target) => target.verdict)).toContain(
    'fail',
  );
  expect(result).toMatchObject({ verdict: 'pass', exitCode: 0 });
});

test('a failed check, a lost write and a run cut short each fail', () => {
  const failing = rowsOf(exampleRun(), (row) =>
    row.row === 'check' && row.area === 'verify' ? { ...row, verdict: 'fail' } : row,
  );
  expect(verdictOf(failing, 'no-failed-check')).toBe('fail');
  const losing = rowsOf(exampleRun(), (row) =>
    row.row === 'load' && row.store === 'sqlite' ? { ...row, found: row.found - 1, lost: 1 } : row,
  );
  expect(verdictOf(losing, 'no-lost-write-sqlite')).toBe('fail');
  expect(verdictOf(losing, 'no-lost-write-json-safe')).toBe('pass');
  const wrong = rowsOf(exampleRun(), (row) => (row.row === 'load' ? { ...row, found: row.found - 1 } : row));
  expect(verdictOf(wrong, 'no-lost-write-sqlite')).toBe('fail');
  expect(verdictOf(exampleRun({ isComplete: false }), 'run-complete')).toBe('fail');
});

test('an expected failure passes, and a check that could not be made leaves the gate unable to tell', () => {
  expect(verdictOf(exampleRun(), 'no-failed-check-anywhere')).toBe('pass');
  const open = rowsOf(exampleRun(), (row) => (row.row === 'check' ? { ...row, verdict: 'unknown' } : row));
  const result = gate(open, PUBLISHED);
  expect(result).toMatchObject({ verdict: 'cannot tell', exitCode: 12 });
});

test('a run that did not come to its end fails, whatever its targets are', () => {
  const cut = exampleRun({ isComplete: false });
  const interrupted: Results = {
    ...cut,
    footer: { row: 'footer', finishedAt: '', outcome: 'interrupted', rows: 1 },
  };
  const targets: Targets = [ratioTarget('getOne', 1)];
  expect(gate(exampleRun(), targets)).toMatchObject({ verdict: 'pass', exitCode: 0 });
  for (const run of [cut, interrupted]) {
    const result = gate(run, targets);
    expect(result).toMatchObject({ verdict: 'fail', exitCode: 3 });
    expect(gateText(result)).toContain('end of the run');
    expect(gateText(result)).toContain(
      'Gate failed: the run did not come to its end; 1 of 1 targets passed, 0 failed, 0 cannot be told.',
    );
  }
  expect(
    gate(cut, PUBLISHED).targets.filter(({ test: { quantity } }) => quantity === 'complete'),
  ).toHaveLength(1);
});

test('a run that did not come to its end fails where targets tell of its end without a vote', () => {
  const told: Test = { quantity: 'complete', votes: false };
  const targets: Targets = [ratioTarget('getOne', 1), { id: 'told', tests: [told] }];
  expect(gate(exampleRun({ isComplete: false }), targets)).toMatchObject({ verdict: 'fail', exitCode: 3 });
  expect(gate(exampleRun(), targets)).toMatchObject({ verdict: 'pass', exitCode: 0 });
});

test('a gate that decides nothing is never green by itself, and says what is known of why', () => {
  const equal = rowsOf(equalRun(1), (row) =>
    row.row === 'trial' ? { ...row, samplesNs: row.samplesNs.slice(0, 8) } : row,
  );
  const targets: Targets = [ratioTarget('getOne', 1)];
  const result = gate(equal, targets);
  expect(result).toMatchObject({ verdict: 'cannot tell', exitCode: 12 });
  expect(gateText(result)).toMatch(/^Gate cannot tell: 0 of 1 targets passed, 0 failed, 1 cannot be told/);
  expect(gateText(result)).toContain('Known of get one at 1,000, SQLite to JSON: fewer than');
  expect(gateText(result)).toContain('told. Machine: quiet (others 2%; load 0.4 on 2 cores).');
  expect(gate(equal, targets, { onCannotTell: 'warn' })).toMatchObject({
    verdict: 'cannot tell',
    exitCode: 0,
  });
});

test('a ratio within its limit and above what passes is no noise that a warning would forgive', () => {
  const near = (atMost: number): Targets => {
    const target = ratioTarget('getOne', atMost);
    return [{ ...target, tests: target.tests.map((one) => ({ ...one, passAtMost: 0.001 }) as Test) }];
  };
  const [kept, missed] = [1, 1e-6].map((atMost) =>
    gate(exampleRun(), near(atMost), { onCannotTell: 'warn' }),
  );
  expect(kept).toMatchObject({ verdict: 'cannot tell', exitCode: 12, targets: [{ isNearLimit: true }] });
  expect(missed).toMatchObject({ verdict: 'fail', exitCode: 3 });
  const told = near(1).map((one) => ({
    ...one,
    tests: one.tests.map((test) => ({ ...test, votes: false })),
  }));
  expect(gate(exampleRun(), told, { onCannotTell: 'warn' })).toMatchObject({ exitCode: 0 });
});

test('a run cut to single trials fails, however little it can tell, and says why', () => {
  const whole = exampleRun();
  const seen = new Set<string>();
  const cut = rowsOf(whole, (row) => {
    if (row.row !== 'trial') return row;
    const key = `${row.operation} ${row.store} ${row.records}`;
    if (seen.has(key)) return null;
    seen.add(key);
    return row;
  });
  const result = gate(cut, PUBLISHED, { onCannotTell: 'warn' });
  expect(result).toMatchObject({ verdict: 'fail', exitCode: 3 });
  expect(result.targets.filter(({ isSingle }) => isSingle).length).toBeGreaterThan(5);
  expect(gateText(result)).toContain('measured in a single trial, which says nothing of the next process');
  // Copied until there seem to be five of each.
  const copied = {
    ...cut,
    rows: cut.rows.flatMap((row): BodyRow[] => (row.row === 'trial' ? [row, row, row, row, row] : [row])),
  };
  expect(gate(copied, PUBLISHED).targets).toEqual(result.targets);
});

test('targets that are told without a vote decide nothing', () => {
  const time: Test = { quantity: 'time', operations: ['getOne'], atMost: 1e6, votes: false };
  const targets: Targets = [{ id: 't', tests: [time] }];
  expect(gate(exampleRun(), targets)).toMatchObject({ verdict: 'cannot tell', exitCode: 12 });
});

test('a summary keeps to its size: the worst come first, and what is left out is said', () => {
  const many: Targets = Array.from({ length: 1_000 }, (_, index) => ({
    ...ratioTarget(index === 700 ? 'getOne' : `op${index}`, 100),
    id: `id${index}`,
    why: 'y'.repeat(1_500),
  }));
  const run = exampleRun();
  const summary = summaryText(gate(run, many), run);
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1024 * 1024);
  expect(summary).toMatch(/Left out: [\d,]+ of 1,000 targets/);
  expect(summary).not.toContain('| pass |');
  const small = summaryText(gate(run, many), run, 1_000);
  expect(small).toContain('Left out: 1,000 of 1,000 targets');
  expect(gateSummary(gate(run, many), run, 10)).toBe(null);
});

test('a figure that misses its limit never reads as if it kept it', () => {
  const trials = (store: string, ns: number): BodyRow[] =>
    [0, 1, 2, 3, 4].map((order) => ({
      row: 'trial',
      operation: 'getOne',
      store,
      records: 1_000,
      profile: 'small',
      order,
      samplesNs: Array.from({ length: 40 }, (_, index) => ns + (index % 7)),
      workDigest: 'ab'.repeat(32),
    }));
  const run = { ...exampleRun(), rows: [...trials('json', 1e8), ...trials('sqlite', 1.08e8)] };
  const [judged] = gate(run, [ratioTarget('getOne', 1.05)]).targets;
  expect(judged).toMatchObject({ verdict: 'fail', asked: 'at most 1.05x' });
  expect(judged?.found).toMatch(/^1\.08x/);
});

test('what was not measured does not pass', () => {
  const empty = rowsOf(exampleRun(), () => null);
  const result = gate(empty, PUBLISHED);
  const passed = result.targets.filter((target) => target.verdict === 'pass').map(({ id }) => id);
  expect(passed).toEqual(['run-complete']);
  expect(result.exitCode).toBe(3);
  const onlyImport = rowsOf(exampleRun(), (row) =>
    row.row === 'check' && row.area !== 'import' ? null : row,
  );
  expect(verdictOf(onlyImport, 'no-failed-check')).toBe('fail');
});

test('different work fails a ratio, and so does a single trial', () => {
  const lazy = rowsOf(exampleRun(), (row) =>
    row.row === 'trial' && row.store === 'sqlite' ? { ...row, workDigest: '00'.repeat(32) } : row,
  );
  expect(verdictOf(lazy, 'getOne-1000')).toBe('fail');
  expect(verdictOf(exampleRun({ trials: 1 }), 'getOne-1000')).toBe('fail');
});

test('a database that outgrows its files fails the size target', () => {
  const fat = rowsOf(exampleRun(), (row) =>
    row.row === 'size' && row.store === 'sqlite' ? { ...row, bytes: 20_000_000 } : row,
  );
  expect(verdictOf(fat, 'size-1000')).toBe('fail');
});

test('the summaries name every target, failures first, with the reason', () => {
  const run = exampleRun({ factor: (store, name) => (store === 'sqlite' && name === 'delete' ? 900 : 1) });
  const result = gate(run, PUBLISHED);
  const summary = summaryText(result, run);
  expect(summary).toMatch(/^## Gate failed\n/);
  expect(summary.split('\n').find((line) => line.includes('---'))).toBe('| --- | --- | --- | --- |');
  expect(summary.split('\n')[6]).toContain('| delete at 1,000, SQLite to JSON |');
  expect(summary).toContain('delete at 1,000, SQLite to JSON: A write must not rewrite the whole store.');
  expect(summary).toContain('seed 42');
  const text = gateText(result);
  expect(text.split('\n')[0]).toBe(
    'Gate failed: 18 of 19 targets passed, 1 failed, 0 cannot be told. Machine: quiet (others 2%; load 0.4 on 2 cores).',
  );
  for (const output of [summary, text]) expect(output).not.toMatch(/NaN|undefined|Infinity|null/);
});

test('a pipe or a tag in a name stays text in the job summary', () => {
  const run = rowsOf(exampleRun(), (row) =>
    row.row === 'check' ? { ...row, verdict: 'fail', name: 'a | b <script>\nx' } : row,
  );
  const summary = summaryText(gate(run, PUBLISHED), run);
  expect(summary).toContain(String.raw`a \| b &lt;script&gt; x`);
});

const COMPLETE = { id: 'a', tests: [{ quantity: 'complete' }] };
const written = (...targets: readonly unknown[]): string =>
  JSON.stringify({ schema: 'storeproof.targets/2', targets });

test.each([
  ['no JSON', '{', 'is not JSON'],
  ['another schema', '{"schema":"x","targets":[]}', 'at /schema'],
  ['no targets', '{"schema":"storeproof.targets/2","targets":[]}', 'at /targets'],
  ['an unknown kind', '{"schema":"storeproof.targets/1","targets":[{"kind":"luck"}]}', 'at /targets/0'],
  ['an unknown quantity', written({ id: 'a', tests: [{ quantity: 'luck' }] }), 'at /targets/0/tests/0'],
  ['an unknown key', written({ id: 'a', tests: [{ quantity: 'complete', c: 1 }] }), 'at /targets/0'],
  ['no bound', written({ id: 'a', tests: [{ quantity: 'size' }] }), 'it has no bound'],
  ['an id used twice', written(COMPLETE, COMPLETE), 'the same id'],
])('a targets file with %s is refused', (_name, text, message) => {
  expect(() => parseTargets(text)).toThrow(StoreError);
  expect(() => parseTargets(text)).toThrow(message);
});

const BEFORE = [
  { kind: 'complete', id: 'whole', why: 'a' },
  { kind: 'checks', id: 'checks', why: 'b', areas: ['equivalence', 'import'] },
  { kind: 'checks', id: 'all', why: 'b' },
  { kind: 'writes', id: 'writes', why: 'c', store: 'sqlite' },
  {
    ...{ kind: 'ratio', id: 'ratio', why: 'd', operation: 'getOne', sessions: 1_000 },
    ...{ store: 'sqlite', baseline: 'json', timeRatioMax: 0.05 },
  },
  {
    ...{ kind: 'size', id: 'size', why: 'e', sessions: 1_000, profile: 'large' },
    ...{ store: 'sqlite', baseline: 'json', sizeRatioMax: 1.5 },
  },
  {
    ...{ kind: 'time', id: 'time', why: 'f', operation: 'create', sessions: 100 },
    ...{ store: 'sqlite', quantile: 'p95', msMax: 5 },
  },
];

test('a targets file of before is read as the tests that it always stood for', () => {
  const read = parseTargets(JSON.stringify({ schema: 'storeproof.targets/1', targets: BEFORE }));
  expect(read.map(({ id, why }) => [id, why])).toEqual(BEFORE.map(({ id, why }) => [id, why]));
  expect(read.map(({ tests: [test] }) => test)).toEqual([
    { quantity: 'complete' },
    { quantity: 'failed checks', areas: ['equivalence', 'import'], isEach: true },
    { quantity: 'failed checks', areas: [], isEach: true },
    { quantity: 'lost writes', store: 'sqlite' },
    {
      ...{ quantity: 'ratio', operations: ['getOne'], records: [1_000], profile: 'small' },
      ...{ store: 'sqlite', over: 'json', atMost: 0.05 },
    },
    {
      ...{ quantity: 'size ratio', records: [1_000], profile: 'large' },
      ...{ store: 'sqlite', over: 'json', atMost: 1.5 },
    },
    {
      ...{ quantity: 'time', operations: ['create'], records: [100], profile: 'small' },
      ...{ store: 'sqlite', quantile: 'p95', atMost: 5, votes: false },
    },
  ]);
});

test('a missing targets file is named', () => {
  expect(() => readTargets('/nowhere/targets.json')).toThrow('/nowhere/targets.json');
});

test('the example on the page of the format has a target of each kind, and a run can be judged by it', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'result-format.md'), 'utf8');
  const [, section = ''] = page.split('## Targets of the gate');
  const [, text = ''] = /```json\n(.*?)```/s.exec(section) ?? [];
  const targets = parseTargets(text);
  const [, ...told] = [...section.matchAll(/^\| `([a-z ]+)` \|/gm)].map(([, quantity]) => quantity);
  expect(new Set(told)).toEqual(new Set(testSchema.options.map(({ shape }) => shape.quantity.value)));
  expect(targets.flatMap(({ tests }) => tests.map(({ quantity }) => quantity))).toEqual(
    told.filter((quantity) => quantity !== 'elsewhere'),
  );
  expect(gate(exampleRun({ sizes: [100, 1_000] }), targets).verdict).toBe('pass');
});
