// Where a gate leads: what it advises decides more than the run that was judged.

import { expect, test } from 'vitest';
import { gate } from '../reports/index.ts';
import type { Figure } from '../results/result.ts';
import type { Results } from '../results/result-file.ts';
import type { Target, Test, TestOf } from '../results/tests.ts';
import { exampleRun } from '../sessions/examples/example-run.ts';
import { gateWays, neededOf } from './gate-ways.ts';

const COMPLETE: Target = { id: 'whole', tests: [{ quantity: 'complete' }] };
const CHECKS: Target = { id: 'checks', tests: [{ quantity: 'failed checks' }] };
const WRITES: Target = { id: 'writes', tests: [{ quantity: 'lost writes' }] };
const ratio = (records: number, more: Partial<TestOf<'ratio'>> = {}): Target => ({
  id: `getOne-${records}`,
  tests: [{ quantity: 'ratio', operations: ['getOne'], records: [records], atMost: 0.05, ...more }],
});

const ASKED = { files: ['runs/a'], targets: 'mine.json', candidate: undefined };
const waysOf = (results: Results, ...targets: readonly Target[]): string[] =>
  gateWays(gate(results, targets), results, ASKED).map(({ label, text }) => `${label}: ${text}`);
const madeBy = (command: string, run = exampleRun({ sizes: [100], trials: 1 })): Results => ({
  ...run,
  header: { ...run.header, command, options: { trials: 1, budgetSeconds: 120, scale: 'chosen' } },
});
const BENCH = 'node bin/storeproof.js bench --seed 42 --sizes 100 --trials 1 --ops getOne';

test('targets at another size lead to a benchmark at that size, of what they compare', () => {
  const [first] = waysOf(
    madeBy(BENCH),
    COMPLETE,
    ratio(1_000),
    ratio(1_000, { operations: ['create'] }),
    ratio(10_000),
  );
  expect(first).toBe(
    'Measure it: node bin/storeproof.js bench --sizes 1000,10000 --ops getOne,create --stores sqlite,json',
  );
});

test('other texts and a program of the user are measured with what they need', () => {
  const [first] = waysOf(
    madeBy(`${BENCH} -- ./my-store --fast`),
    ratio(1_000, { profile: 'japanese', store: 'program-my-store' }),
  );
  expect(first).toBe(
    'Measure it: node bin/storeproof.js bench --sizes 1000 --ops getOne --profiles japanese --stores json -- ./my-store --fast',
  );
});

test('checks and writes that a benchmark does not make lead to the main job, which also takes the times', () => {
  const bare = madeBy(BENCH);
  const bench = { ...bare, rows: bare.rows.filter(({ row }) => row === 'trial') };
  expect(waysOf(bench, CHECKS, WRITES, ratio(1_000))[0]).toBe('Measure it: node bin/storeproof.js proof');
  expect(waysOf(bench, CHECKS, ratio(50_000)).slice(0, 2)).toEqual([
    'Measure it: node bin/storeproof.js proof',
    'The rest: node bin/storeproof.js bench --sizes 50000 --ops getOne --stores sqlite,json',
  ]);
});

test('what the main job itself leaves out is not asked of it again', () => {
  const proof = madeBy('node bin/storeproof.js proof --seed 42');
  expect(waysOf(proof, CHECKS, WRITES, ratio(1_000))[0]).toMatch(/^Measure it: .* bench --sizes 1000 /);
});

test('a quick run leads to the whole of it, or to a longer measurement of what it left open', () => {
  const quick = madeBy("npx storeproof proof --config 'my notes.ts' --seed 42 --quick");
  expect(waysOf(quick, ratio(100))).toEqual([
    "The whole run: npx storeproof proof --config 'my notes.ts' --seed 42",
    "Or longer: node bin/storeproof.js gate --config 'my notes.ts' runs/a --targets mine.json --measure-longer 60",
  ]);
  expect(waysOf(quick, ratio(1_000))).toEqual([
    "The whole run: npx storeproof proof --config 'my notes.ts' --seed 42",
  ]);
});

test('targets that are undecided lead to more trials, each time', () => {
  const [first] = waysOf(madeBy(BENCH), ratio(100));
  expect(first).toBe(
    'More trials: node bin/storeproof.js bench --seed 42 --sizes 100 --ops getOne --trials 5 --budget 240',
  );
  const grown = madeBy(first?.replace('More trials: ', '') ?? '');
  const again = { ...grown, header: { ...grown.header, options: { trials: 5, budgetSeconds: 240 } } };
  expect(waysOf(again, ratio(100))[0]).toMatch(/ --trials 10 --budget 480$/);
  const program = madeBy('npx storeproof bench --seed 42 -- ./mine --trials 9');
  expect(waysOf(program, ratio(100))[0]).toMatch(
    / --seed 42 --trials 5 --budget 240 -- \.\/mine --trials 9$/,
  );
  expect(waysOf(madeBy('node bin/storeproof.js proof --seed 42'), ratio(100))[0]).toBe(
    'More trials: node bin/storeproof.js bench --sizes 100 --ops getOne --stores sqlite,json --trials 10',
  );
});

test('a run that missed, passed or was cut short is told how to make it again', () => {
  const command = 'node bin/storeproof.js bench --seed 42 --ops getOne';
  const run = exampleRun({ sizes: [100] });
  const easy = ratio(100, { atMost: 1e9 });
  for (const target of [easy, ratio(100, { atMost: 1e-9 })])
    expect(waysOf(madeBy(command, run), target)).toEqual([`Measure again: ${command}`]);
  const cut = madeBy(command, exampleRun({ sizes: [100], isComplete: false }));
  expect(waysOf(cut, ratio(1_000))).toEqual([`Measure again: ${command}`]);
});

test('a run of a definition leads to commands on that definition', () => {
  const config = "--config 'my notes.ts'";
  const bare = madeBy(`npx storeproof bench ${config} --seed 42`);
  const bench = { ...bare, rows: bare.rows.filter(({ row }) => row === 'trial') };
  expect(waysOf(bench, CHECKS, ratio(5_000))).toEqual([`Measure it: node bin/storeproof.js proof ${config}`]);
  expect(waysOf(madeBy(`npx storeproof proof ${config} --seed 42`), ratio(5_000))[0]).toBe(
    `Measure it: node bin/storeproof.js bench ${config} --sizes 5000 --ops getOne --stores sqlite,json`,
  );
  // The main job takes no program.
  expect(waysOf(bench, CHECKS, ratio(5_000, { store: 'program-mine' }))).toHaveLength(2);
});

test('a figure of a single trial is measured again by what took it', () => {
  const figure: Figure = {
    ...{
      row: 'figure',
      name: 'pool',
      store: 'sqlite',
      records: 100,
      profile: 'small',
      unit: 'bytes',
      value: 9,
    },
    operation: 'connections',
  };
  const run = madeBy(BENCH);
  const results = { ...run, rows: [...run.rows, figure] };
  const asked: Test = { quantity: 'figure', figure: 'pool', unit: 'bytes', below: 10 };
  const judged = gate(results, [COMPLETE, { id: 'pool', tests: [asked] }]);
  expect(judged).toMatchObject({ verdict: 'fail', targets: [{}, { isSingle: true }] });
  expect(neededOf(judged, results)).toMatchObject([
    { stores: ['sqlite'], ops: ['connections'], sizes: ['100'], profiles: ['small'] },
  ]);
});

test('what is asked of one store is not measured again beside another, slower one', () => {
  const alone: Test = {
    quantity: 'time',
    operations: ['create'],
    records: [100],
    quantile: 'p95',
    atMost: 1,
  };
  const open = [COMPLETE, ratio(100, { atMost: 1 }), ratio(100, { operations: ['update'] })];
  const results = madeBy(BENCH);
  const judged = gate(results, [...open, { id: 'create-latency', tests: [alone] }]);
  const groups = neededOf(judged, results).map(({ stores, ops }) => [stores.join(), ops.join()]);
  expect(groups).toEqual([
    ['sqlite,json', 'getOne,update'],
    ['sqlite', 'create'],
  ]);
});
