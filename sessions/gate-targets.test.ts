// The targets that a run of the main job and a full run are judged by: reports/targets.json and reports/targets-full.json.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTargets } from '../reports/gate/targets-file.ts';
import { gate, type Targets } from '../reports/index.ts';
import type { BodyRow } from '../results/result.ts';
import type { Results } from '../results/result-file.ts';
import type { Test } from '../results/tests.ts';
import { claims } from './claims.ts';
import { exampleLoad } from './examples/example-load.ts';
import { exampleRun } from './examples/example-run.ts';

const read = (name: string): Targets => readTargets(join(import.meta.dirname, '..', 'reports', name));
const DEFAULT = read('targets.json');
const FULL = read('targets-full.json');

const testsOf = (targets: Targets): readonly Test[] => targets.flatMap(({ tests }) => tests);
const voting = (targets: Targets): readonly Test[] => testsOf(targets).filter(({ votes = true }) => votes);

/** Which the store does not keep: told, with a bound of its own that votes. */
const MISSED = ['QP-1', 'QP-3'];
/** Takes more calls than a load of some seconds makes. */
const NOT_DECIDED = ['QR-1'];

test('every promise on quality of the design document is asked, and votes where the store keeps it', () => {
  const promised = claims().filter(({ id, source }) => source.startsWith('Quality') || id === 'P2-23');
  expect(promised.length).toBeGreaterThan(11);
  for (const { id, tests } of promised.filter((claim) => !NOT_DECIDED.includes(claim.id))) {
    for (const asked of tests) {
      const [isAsked, votes] = [testsOf(FULL), voting(FULL)].map((all) =>
        all.some((one) => asks(one, asked)),
      );
      expect([id, isAsked, votes]).toEqual([id, true, !MISSED.includes(id)]);
    }
  }
});

/** The same, with a bound that is no wider, at least where the promise is made. */
function asks(one: Test, promise: Test): boolean {
  const [left, right] = [fieldsOf(one), fieldsOf(promise)];
  return (
    ['quantity', 'quantile', 'figure', 'does', 'from', 'to'].every((name) => left[name] === right[name]) &&
    ['operations', 'records'].every((name) =>
      listOf(right[name]).every((each) => listOf(left[name]).includes(each)),
    ) &&
    limitOf(left) <= limitOf(right) &&
    Number(left.atLeast ?? 0) >= Number(right.atLeast ?? 0)
  );
}

const fieldsOf = (one: Test): Readonly<Record<string, unknown>> => ({ ...one });
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const limitOf = ({ atMost, below }: Readonly<Record<string, unknown>>): number =>
  Number(atMost ?? below ?? Infinity);

test('a full run is asked all that a run of the main job is, and for growth over 100 to 10,000', () => {
  const others = DEFAULT.filter(({ id }) => id !== 'growth');
  for (const { id, tests } of others) {
    const [more] = FULL.filter((target) => target.id === id);
    expect([id, more?.tests.length]).toEqual([id, tests.length]);
    for (const [at, each] of tests.entries()) {
      const records = listOf(fieldsOf(each).records);
      expect(more?.tests[at]).toMatchObject({
        ...each,
        ...(records.length > 0 && { records: expect.arrayContaining([...records]) }),
      });
    }
  }
  expect(voting(FULL)).toContainEqual(
    expect.objectContaining({ quantity: 'exponent', from: 100, to: 10_000 }),
  );
});

test('times doubled, and a little, fail every ratio, and nothing else of a run that holds', () => {
  expect(gate(runAt(1), DEFAULT)).toMatchObject({ verdict: 'pass', exitCode: 0 });
  const slow = gate(runAt(2.2), DEFAULT);
  expect(slow.exitCode).toBe(3);
  const failed = slow.targets
    .filter(({ verdict, isInformational }) => verdict === 'fail' && !isInformational)
    .map(({ test }) => test.quantity);
  expect(new Set(failed)).toEqual(new Set(['ratio']));
  expect(failed).toHaveLength(testsOf(DEFAULT).filter(({ quantity }) => quantity === 'ratio').length);
  expect(failed.length).toBeGreaterThan(40);
});

test('one and a half times the time of any operation that votes is no pass, and it is said why', () => {
  const timed = voting(DEFAULT).flatMap((one) =>
    one.quantity === 'ratio' || one.quantity === 'time'
      ? one.operations.flatMap((operation) => (one.records ?? []).map((records) => ({ operation, records })))
      : [],
  );
  expect(timed.length).toBeGreaterThan(45);
  for (const { operation, records } of timed) {
    const isIt = (row: BodyRow): boolean =>
      row.row === 'trial' && row.operation === operation && row.records === records;
    const { exitCode, targets } = gate(
      runAt(1, (row) => (isIt(row) ? 1.5 : 1)),
      DEFAULT,
    );
    const open = targets.filter(({ verdict }) => verdict === 'cannot tell');
    expect([operation, records, exitCode, open.length]).toEqual([operation, records, 12, 1]);
    expect(open[0]?.because.join()).toContain('clearly more than what the limit was made of');
  }
});

test('a run without one of its parts fails', () => {
  const without = (row: BodyRow['row']): Results => ({
    ...runAt(1),
    rows: runAt(1).rows.filter((each) => each.row !== row),
  });
  for (const row of ['trial', 'figure', 'load', 'size', 'check'] as const) {
    expect([row, gate(without(row), DEFAULT).exitCode]).toEqual([row, 3]);
  }
});

/** As it was measured, which is half of every bound of a ratio; SQLite `slower` so many times, and a row of it by what `more` says. Times are far below what is promised. */
function runAt(slower: number, more: (row: BodyRow) => number = () => 1): Results {
  const example = exampleRun();
  const ratios = testsOf(DEFAULT).filter((one) => one.quantity === 'ratio');
  const timed = new Set(
    testsOf(DEFAULT).flatMap((one) =>
      one.quantity === 'time'
        ? one.operations.flatMap((each) => (one.records ?? []).map((size) => `${each} ${size}`))
        : [],
    ),
  );
  const trials = ratios.flatMap(({ operations: [operation = ''], records: [records = 0] = [], atMost = 1 }) =>
    [0, 1, 2, 3].flatMap((order) => {
      const trial = (store: string, ns: number): BodyRow => ({
        ...{ row: 'trial', operation, store, records, profile: 'small', workDigest: 'ab'.repeat(32) },
        ...{ order: 2 * order + (store === 'json' ? 1 : 0) },
        samplesNs: Array.from({ length: 40 }, (_, at) =>
          Math.round(ns * (1 + ((at * 7 + order) % 11) / 1_000)),
        ),
      });
      timed.delete(`${operation} ${records}`);
      const factor = slower * more(trial('sqlite', 1));
      return [trial('sqlite', 10_000 * factor), trial('json', 20_000 / atMost)];
    }),
  );
  expect([...timed]).toEqual([]);
  const calls = {
    appendMessage: ['write', 2_100],
    getOne: ['read', 6_000],
    messages: ['read', 2_400],
  } as const;
  const loads = ['json-safe', 'sqlite'].map((store) => exampleLoad({ store, mix: 'editor', calls }));
  const figures = [
    ['connectionMemory', 1_000, 'bytes', 2e7],
    ['connectionMemoryAfterGetAll', 1_000, 'bytes', 1.5e8],
    ['dualWriteOverhead', 100, 'percent', 3],
  ] as const;
  return {
    ...example,
    rows: [
      ...example.rows.filter(({ row }) => row === 'check' || row === 'size'),
      ...loads,
      ...trials,
      ...[0, 1].flatMap((more) =>
        figures.map(
          ([name, records, unit, value]): BodyRow => ({
            row: 'figure',
            name,
            store: 'sqlite',
            records,
            unit,
            value: value + more,
          }),
        ),
      ),
    ],
  };
}
