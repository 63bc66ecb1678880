import { DOMParser } from 'linkedom';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { BodyRow } from '../../results/result.ts';
import type { Results } from '../../results/result-file.ts';
import { exampleLoadRun } from '../../sessions/examples/example-load.ts';
import { exampleRun } from '../../sessions/examples/example-run.ts';
import { buildReport, type Report } from '../report.ts';
import { FORMATS } from './format-names.ts';
import { renderFormats } from './formats.ts';

const HOSTILE = `"><failure/>&'\u0000\u001b[31m\ud800\n__proto__`;

const RUN = exampleRun({ isFull: true, sizes: [100, 1_000], trials: 2, samples: 6 });
const REPORT = buildReport(RUN);

/** Of our two stores alone: what is asked of it does not depend on the others. */
const OURS: Results = {
  ...RUN,
  rows: RUN.rows.filter((row) => row.row !== 'trial' || ['json', 'sqlite'].includes(row.store)),
};

const reportOf = (change: (row: BodyRow) => BodyRow): Report =>
  buildReport({ ...OURS, rows: OURS.rows.map(change) });

const rendered = (report: Report, file: string): string =>
  renderFormats(report, FORMATS).find(({ name }) => name === file)!.text;

test('every format has files of its own, and they end with a line end', () => {
  const files = renderFormats(REPORT, FORMATS);
  expect(files.map(({ name }) => name)).toEqual([
    'report.md',
    'report.html',
    'junit.xml',
    'benchmark-smaller-is-better.json',
    'benchmark-bigger-is-better.json',
    'bencher.json',
  ]);
  for (const { text } of files) expect(text.endsWith('\n')).toBe(true);
  expect(renderFormats(REPORT).map(({ name }) => name)).toEqual(['report.md', 'report.html']);
  expect(renderFormats(REPORT, ['junit', 'junit'])).toHaveLength(1);
});

/** What the action reads of each entry; it refuses none of these, and needs the first three. */
const actionSchema = z.array(
  z.strictObject({
    name: z.string().min(1),
    unit: z.string().min(1),
    value: z.number().nonnegative(),
    range: z.string().optional(),
    extra: z.string().optional(),
  }),
);

test('the lists of github-action-benchmark have its fields, each name once, and one direction each', () => {
  const smaller = actionSchema.parse(JSON.parse(rendered(REPORT, 'benchmark-smaller-is-better.json')));
  const bigger = actionSchema.parse(JSON.parse(rendered(REPORT, 'benchmark-bigger-is-better.json')));
  const names = [...smaller, ...bigger].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(smaller.map(({ unit }) => unit))).toEqual(new Set(['ns', 'bytes']));
  expect(new Set(bigger.map(({ unit }) => unit))).toEqual(new Set(['ops/s']));
  const one = smaller.find(({ name }) => name === 'small/1000/getOne/sqlite')!;
  expect(one.range).toMatch(/^[\d,.]+ to [\d,.]+$/);
  expect(one.extra).toMatch(/^median of 12 samples in 2 trials, p95 \d+ ns$/);
  expect(names).toEqual(
    expect.arrayContaining([
      'small/100/getAllCold/floor-driver',
      'small/1000/size/sqlite',
      'load/4-processes/100/appendMessage/sqlite',
      'run/1000/importSessionsPerSecond/sqlite',
    ]),
  );
});

/** Of bencher.dev/bmf.json, but with nothing beside what it names. */
const bencherSchema = z.record(
  z.string().min(1).max(1_024),
  z.record(
    z.string().regex(/^[a-z-]{1,64}$/),
    z.strictObject({
      value: z.number(),
      lower_value: z.number().optional(),
      upper_value: z.number().optional(),
    }),
  ),
);

test('the Bencher file follows its schema, with the interval around each value', () => {
  const metrics = bencherSchema.parse(JSON.parse(rendered(REPORT, 'bencher.json')));
  expect(Object.keys(metrics).length).toBeGreaterThan(200);
  for (const measures of Object.values(metrics)) {
    for (const { value, lower_value = value, upper_value = value } of Object.values(measures)) {
      expect(lower_value).toBeLessThanOrEqual(value);
      expect(upper_value).toBeGreaterThanOrEqual(value);
    }
  }
  expect(Object.keys(metrics['small/1000/getOne/sqlite']!)).toEqual(['latency']);
  expect(Object.keys(metrics['small/1000/size/sqlite']!)).toEqual(['file-size']);
});

test('a single trial gets no interval', () => {
  const single = buildReport(exampleRun({ trials: 1, samples: 6, sizes: [100] }));
  const metrics = bencherSchema.parse(JSON.parse(rendered(single, 'bencher.json')));
  expect(metrics['small/100/getOne/sqlite']?.latency).toEqual({ value: expect.any(Number) });
});

test('several runs of one load become one figure with their range', () => {
  const load = RUN.rows.filter((row) => row.row === 'load' && row.store === 'sqlite');
  const faster = load.map((row) =>
    row.row === 'load'
      ? { ...row, operations: row.operations.map((one) => ({ ...one, throughputPerSecond: 9_000 })) }
      : row,
  );
  const report = buildReport({ ...OURS, rows: [...OURS.rows, ...faster] });
  const metrics = bencherSchema.parse(JSON.parse(rendered(report, 'bencher.json')));
  expect(metrics['load/4-processes/100/appendMessage/sqlite']?.throughput).toEqual({
    value: 5_550,
    lower_value: 2_100,
    upper_value: 9_000,
  });
});

test('load runs of several mixes and rates have names of their own, and so has the knee', () => {
  const report = buildReport(exampleLoadRun(RUN));
  const smaller = actionSchema.parse(JSON.parse(rendered(report, 'benchmark-smaller-is-better.json')));
  const bigger = actionSchema.parse(JSON.parse(rendered(report, 'benchmark-bigger-is-better.json')));
  const names = [...smaller, ...bigger].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining([
      'load/4-processes/100/mix-editor/appendMessage/sqlite',
      'load/4-processes/100/mix-editor/appendMessage/sqlite/p99',
      'load/4-processes/100/mix-editor/at-500/getOne/sqlite/p99',
      'load/4-processes/100/mix-editor/knee-25-ms/sqlite',
    ]),
  );
  // Of a rate that was missed, and of a run with faults, there is nothing to follow; an open loop has no rate of its own.
  expect(
    names.filter((name) => /at-500.*json-safe|beside a writer|at-500\/[^/]*\/sqlite$/.test(name)),
  ).toEqual([]);
  const metrics = bencherSchema.parse(JSON.parse(rendered(report, 'bencher.json')));
  expect(metrics['load/4-processes/100/mix-editor/knee-25-ms/sqlite']?.throughput).toEqual({ value: 12_400 });
});

test('cases of load runs with several mixes have names of their own in JUnit', () => {
  const run = exampleLoadRun(RUN);
  const [check] = run.rows.filter((row) => row.row === 'check');
  const xml = rendered(
    buildReport({ ...run, rows: [...run.rows, { ...check!, verdict: 'fail' }] }),
    'junit.xml',
  );
  const names = [...xml.matchAll(/classname="[^"]*" name="[^"]*"/g)].map(([name]) => name);
  expect(new Set(names).size).toBe(names.length);
});

const suitesOf = (text: string) => {
  const document = new DOMParser().parseFromString(text, 'text/xml');
  return [...document.querySelectorAll('testsuite')];
};

const SUITE_ATTRIBUTES = [
  'name',
  'package',
  'id',
  'hostname',
  'timestamp',
  'tests',
  'failures',
  'errors',
  'time',
];

test('the JUnit file has the suites, cases and attributes that its schemas ask for, and its counts add up', () => {
  const text = rendered(REPORT, 'junit.xml');
  expect(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ')).toBe(true);
  const suites = suitesOf(text);
  expect(suites.map((suite) => suite.getAttribute('name'))).toEqual([
    'storeproof.checks',
    'storeproof.claims',
    'storeproof.targets',
  ]);
  for (const [index, suite] of suites.entries()) {
    for (const name of SUITE_ATTRIBUTES) expect(suite.hasAttribute(name)).toBe(true);
    expect(suite.getAttribute('id')).toBe(String(index));
    expect(suite.getAttribute('timestamp')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    const children = [...suite.children].map(({ tagName }) => tagName);
    expect(children[0]).toBe('properties');
    expect(children.slice(-2)).toEqual(['system-out', 'system-err']);
    const cases = [...suite.querySelectorAll('testcase')];
    expect(suite.getAttribute('tests')).toBe(String(cases.length));
    for (const [attribute, tag] of [
      ['failures', 'failure'],
      ['errors', 'error'],
      ['skipped', 'skipped'],
    ] as const) {
      expect(suite.getAttribute(attribute)).toBe(String(suite.querySelectorAll(tag).length));
    }
    for (const one of cases) {
      expect(one.getAttribute('classname')).toBe(suite.getAttribute('name'));
      expect(one.getAttribute('name')).not.toBe('');
      expect(one.children.length).toBeLessThanOrEqual(1);
    }
  }
});

test('only checks fail in JUnit; what does not hold is skipped with its verdict', () => {
  const failing = reportOf((row) =>
    row.row === 'check' && row.area === 'rewrite'
      ? { ...row, verdict: 'fail', detail: 'file 3 differs at byte 17' }
      : row,
  );
  const suites = suitesOf(rendered(failing, 'junit.xml'));
  expect(suites.map((suite) => suite.getAttribute('failures'))).toEqual(['2', '0', '0']);
  expect(suites[0]!.querySelector('failure')?.getAttribute('message')).toContain('differs at byte 17');
  const messages = [...suites[1]!.querySelectorAll('skipped')].map((one) => one.getAttribute('message'));
  expect(messages.some((text) => text?.startsWith('does not hold: '))).toBe(true);
  expect(messages.some((text) => text?.startsWith('not measured: '))).toBe(true);
});

test('a check that could not be made is skipped, and one that failed as expected passes', () => {
  const open = reportOf((row) => (row.row === 'check' ? { ...row, verdict: 'unknown' } : row));
  expect(suitesOf(rendered(open, 'junit.xml'))[0]!.getAttribute('skipped')).toBe(
    String(REPORT.checks.length),
  );
  expect(suitesOf(rendered(REPORT, 'junit.xml'))[0]!.getAttribute('skipped')).toBe('0');
});

test('names from a result file stay text in every format', () => {
  const hostile = reportOf((row) => {
    switch (row.row) {
      case 'check':
        return { ...row, subject: HOSTILE, name: HOSTILE, detail: HOSTILE, verdict: 'fail' };
      case 'trial':
        return row.operation === 'getOne' ? { ...row, operation: HOSTILE, store: HOSTILE } : row;
      default:
        return row;
    }
  });
  const junit = rendered(hostile, 'junit.xml');
  expect(junit.match(/[\x00-\x09\x0b-\x1f\ufffe\uffff]/g)).toBeNull();
  expect(junit.isWellFormed()).toBe(true);
  expect(suitesOf(junit)[0]!.querySelectorAll('failure')).toHaveLength(REPORT.checks.length);
  actionSchema.parse(JSON.parse(rendered(hostile, 'benchmark-smaller-is-better.json')));
  bencherSchema.parse(JSON.parse(rendered(hostile, 'bencher.json')));
});

test('a run without any rows is written in every format', () => {
  const empty = buildReport({ ...RUN, rows: [] });
  expect(JSON.parse(rendered(empty, 'bencher.json'))).toEqual({});
  expect(JSON.parse(rendered(empty, 'benchmark-bigger-is-better.json'))).toEqual([]);
  expect(suitesOf(rendered(empty, 'junit.xml')).map((suite) => suite.getAttribute('name'))).toEqual([
    'storeproof.claims',
  ]);
});

test('every case of a JUnit file has a name of its own, also when a check was made twice', () => {
  const [check] = RUN.rows.filter((row) => row.row === 'check');
  const again = { ...check!, verdict: 'fail' as const };
  const named = { ...check!, name: `${check!.name} (2)` };
  const report = buildReport({ ...OURS, rows: [...OURS.rows, again, named, again] });
  const xml = rendered(report, 'junit.xml');
  const names = [...xml.matchAll(/classname="[^"]*" name="[^"]*"/g)].map(([name]) => name);
  expect(names.length).toBeGreaterThan(report.checks.length);
  expect(new Set(names).size).toBe(names.length);
});

test('two runs of the same load are told as their mean, with their range', () => {
  const rates = [340, 362].map((throughputPerSecond) => ({
    row: 'load' as const,
    store: 'sqlite',
    processes: 4,
    records: 100,
    durationNs: 3e9,
    operations: [
      {
        operation: 'appendMessage',
        does: 'write' as const,
        ...{ count: 1_000, failed: 0, throughputPerSecond },
        ...{ latencyNsP50: 1, latencyNsP95: 2, latencyNsP99: 3, latencyNsMax: 4 },
      },
    ],
    ...{ acknowledged: 1_000, found: 1_000, lost: 0 },
  }));
  const text = rendered(buildReport({ ...RUN, rows: rates }), 'bencher.json');
  expect(JSON.parse(text)).toEqual({
    'load/4-processes/100/appendMessage/sqlite': {
      throughput: { value: 351, lower_value: 340, upper_value: 362 },
    },
    'load/4-processes/100/appendMessage/sqlite/p99': { latency: { value: 3 } },
  });
});
