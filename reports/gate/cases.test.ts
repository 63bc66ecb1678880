import { join } from 'node:path';
import { DOMParser } from 'linkedom';
import { expect, test } from 'vitest';
import { exampleRun } from '../../sessions/examples/example-run.ts';
import { annotations } from '../export/annotations.ts';
import type { Case } from '../export/case.ts';
import { junitXml } from '../export/junit-xml.ts';
import { targetCases } from './cases.ts';
import { gate } from './gate.ts';
import { targetLine, workloadLine } from './places.ts';
import { readTargets } from './targets-file.ts';

const TARGETS = readTargets(join(import.meta.dirname, '..', 'fixtures', 'targets.json'));
const RUN = exampleRun({ factor: (store, name) => (store === 'sqlite' && name === 'getOne' ? 400 : 1) });
const CASES = targetCases(gate(RUN, TARGETS), (id) => ({ file: 'reports/targets.json', line: id.length }));

test('a target that is missed fails in JUnit with its place, and its figures stand in the body', () => {
  const document = new DOMParser().parseFromString(junitXml([['targets', CASES]], RUN.header), 'text/xml');
  const failures = [...document.querySelectorAll('failure')];
  expect(failures.length).toBeGreaterThan(0);
  const [first] = failures;
  expect(first?.getAttribute('type')).toBe('threshold');
  expect(first?.textContent).toMatch(/^Asked: .*\d.* Found: .*\d/);
  expect(first?.textContent).toBe(first?.getAttribute('message'));
  expect(first?.parentNode?.getAttribute('file')).toBe('reports/targets.json');
  expect(Number(first?.parentNode?.getAttribute('line'))).toBeGreaterThan(0);
  const names = [...document.querySelectorAll('testcase')].map((one) => one.getAttribute('name'));
  expect(names).toHaveLength(CASES.length);
  expect(new Set(names).size).toBe(names.length);
});

test('what has no vote is skipped and makes no annotation', () => {
  const slow = gate(exampleRun({ factor: () => 1_000 }), [
    {
      id: 'told',
      tests: [
        {
          ...{ quantity: 'time', operations: ['getOne'], records: [1_000], store: 'sqlite' },
          ...{ profile: 'small', quantile: 'p50', atMost: 0.000_1, votes: false },
        },
      ],
    },
  ]);
  const cases = targetCases(slow, () => undefined);
  expect(cases).toMatchObject([{ outcome: 'skipped', isQuiet: true }]);
  expect(annotations(cases, 'Gate')).toEqual([]);
});

const failed = (name: string, more: Partial<Case> = {}): Case => ({
  name,
  outcome: 'failed',
  message: `${name} is slow`,
  ...more,
});

test('annotations keep within what GitHub shows, the worst first, and one notice counts them all', () => {
  const many = Array.from({ length: 14 }, (_, number) => failed(`target ${number}`));
  const open = Array.from(
    { length: 12 },
    (_, number): Case => ({
      ...{ name: `open ${number}`, outcome: 'skipped', message: '' },
    }),
  );
  const lines = annotations([...many, ...open], 'Gate failed: 14 of 26');
  const kinds = lines.map((line) => /^::(\w+) /.exec(line)?.[1]);
  expect(kinds).toEqual([...Array(10).fill('error'), ...Array(10).fill('warning'), 'notice']);
  expect(lines[0]).toBe('::error title=target 0::target 0 is slow');
  expect(lines.at(-1)).toBe(
    '::notice title=storeproof::Gate failed: 14 of 26. 6 more are in the summary and in the log.',
  );
  expect(annotations([], 'Gate passed')).toEqual([]);
});

test('nothing in a name or a message begins a command of its own', () => {
  const [line = ''] = annotations(
    [
      failed('a: b, 5%\n::error::planted', {
        message: 'first 5%, a:b\r\n::set-output name=x::y\u001b[31m',
        place: { file: 'odd, name: x.json', line: 3 },
      }),
    ],
    'Gate failed',
  );
  expect(line).toBe(
    '::error file=odd%2C name%3A x.json,line=3,title=a%3A b%2C 5%25 %3A%3Aerror%3A%3Aplanted::' +
      'first 5%25, a:b%0A::set-output name=x::y [31m',
  );
});

test('the line of a target is found in JSON and in a module, also of one of several tests', () => {
  const json = '{\n "targets": [\n  {\n   "id": "a",\n   "tests": []\n  }, { "id": "b.c" }\n ]\n}';
  expect([targetLine(json, 'a'), targetLine(json, 'b.c'), targetLine(json, 'a-2')]).toEqual([4, 6, 4]);
  const module =
    "export default {\n  operations: { get: { arguments: [] } },\n  words: { targets: [{ id: 'a' }] } };";
  expect([targetLine(module, 'a'), targetLine(module, 'z')]).toEqual([3, undefined]);
  for (const { id } of TARGETS) expect(targetLine(JSON.stringify(TARGETS, null, 1), id)).toBeGreaterThan(0);
});

test('the line of a workload is not that of the operation of the same name', () => {
  const module = [
    'operations: {',
    '  get: { arguments: fc.tuple(id) },',
    '}',
    'const workloads = {',
    "  'list all': {},",
    '  get: {',
    '    prepare: (stage) => ({ calls: [() => stage.store.edit(id)] }),',
    '  edit(stage) {',
  ].join('\n');
  const lines = ['get', 'edit', 'absent'].map((name) => workloadLine(module, name));
  expect(lines).toEqual([6, 8, undefined]);
  expect(workloadLine('export const getOne = {};', 'getOne')).toBe(1);
});

test('a case has the time that it took, its suite their sum, and 0 stands where nobody took it', () => {
  const passed = { outcome: 'passed', message: '' } as const;
  const cases: Case[] = [
    { name: 'a', ...passed, durationNs: 1.5e9 },
    { name: 'b', ...passed, durationNs: 0.25e9 },
    { name: 'c', ...passed },
  ];
  const document = new DOMParser().parseFromString(junitXml([['x', cases]], RUN.header), 'text/xml');
  const timesOf = (name: string): (string | null)[] =>
    [...document.querySelectorAll(name)].map((one) => one.getAttribute('time'));
  expect(timesOf('testcase')).toEqual(['1.500', '0.250', '0']);
  expect(timesOf('testsuite')).toEqual(['1.750']);
});
