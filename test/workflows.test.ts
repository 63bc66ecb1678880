// The workflows are right by GitHub's own parser, do nothing that cannot be run here, and may do no more than they must.

import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './run-tool.ts';
import { actionOf, type Job, type Step, textOf, type Workflow, workflowOf } from './workflow-files.ts';

const FILES = globSync('.github/workflows/*', { cwd: ROOT }).map((file) => file.replaceAll('\\', '/'));
const WORKFLOWS = await Promise.all(
  FILES.map(async (file) => ({ file, text: textOf(file), ...(await workflowOf(file, textOf(file))) })),
);
const ACTION = actionOf('action.yml', textOf('action.yml'));
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

const jobsOf = ({ jobs }: Workflow): [name: string, job: Job][] => Object.entries(jobs);
const stepsOf = (workflow: Workflow): Step[] => jobsOf(workflow).flatMap(([, { steps = [] }]) => steps);
const linesOf = (steps: readonly Step[]): string[] =>
  steps.flatMap(({ run }) => (run ?? '').split('\n')).filter((line) => line.trim() !== '');

test('the official parser finds no fault in the workflows and in the action', () => {
  expect(FILES.length).toBeGreaterThan(2);
  for (const { file, errors } of WORKFLOWS) expect([file, ...errors]).toEqual([file]);
  expect(ACTION.errors).toEqual([]);
});

test.each([
  ['a key that does not exist', 'timeout-minutes:', 'timeout-minuts:', "Unexpected value 'timeout-minuts'"],
  ['an event that does not exist', '  pull_request:', '  pull_requests:', "Unexpected value 'pull_requests'"],
  ['a name in an expression', 'matrix.os', 'matri.os', "Unrecognized named-value: 'matri'"],
  ['a job that is waited for', 'timeout-minutes: 20', 'needs: nothing', 'nothing'],
])('a planted mistake is found: %s', async (_, from, to, told) => {
  const text = textOf('.github/workflows/ci.yml');
  expect(text).toContain(from);
  const { errors } = await workflowOf('ci.yml', text.replaceAll(from, to));
  expect(errors.join('\n')).toContain(told);
});

/** What a step may run: npm alone, so that everybody can run the same. Values come as variables, never into the line. */
const LINE =
  /^npm (?:ci|test|(?:start|run (?:-s )?(?<script>[\w:-]+))(?: -- [\w\s./*"$^=:,-]+)?)(?: >>? [\w./"$-]+)?$/;

test('every step is an npm script that exists', () => {
  const lines = WORKFLOWS.flatMap(({ value }) => linesOf(stepsOf(value)));
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    const found = LINE.exec(line);
    expect(found, line).not.toBeNull();
    const script = found?.groups?.script;
    if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
  }
});

test('every file that an npm script runs exists', () => {
  const files = Object.values(scripts).flatMap(
    (line) => line.match(/\b(?:bin|build|test|action)\/[\w./-]+\.[jt]s\b/g) ?? [],
  );
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('every action is one of GitHub’s own, by its major version', () => {
  const used = WORKFLOWS.flatMap(({ value }) => stepsOf(value)).flatMap(({ uses }) => uses ?? []);
  expect(used.filter((uses) => !/^actions\/[a-z-]+(\/[a-z]+)?@v\d+$/.test(uses))).toEqual([]);
  const versions = Map.groupBy(new Set(used), (uses) => uses.split(/[/@]/)[1]);
  expect(
    [...versions.values()].filter((of) => new Set(of.map((uses) => uses.split('@')[1])).size > 1),
  ).toEqual([]);
});

/** What is written, by the workflow and job that need it. */
const MAY_WRITE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'comment.yml/comment': { 'pull-requests': 'write' },
};

test('a workflow that another one calls is there, and may be called', () => {
  const called = WORKFLOWS.flatMap(({ value }) => jobsOf(value)).flatMap(([, { uses }]) => uses ?? []);
  expect(called.length).toBeGreaterThan(1);
  for (const file of called) {
    const found = WORKFLOWS.find((one) => `./${one.file}` === file);
    expect([file, Object.keys(found?.value.on ?? {})]).toEqual([file, ['workflow_call']]);
  }
});

test('the gate of all parts expects each verb that a job before it runs', () => {
  const jobs = WORKFLOWS.find(({ file }) => file.endsWith('/targets.yml'))?.value.jobs ?? {};
  const { needs = [], steps = [] } = jobs.targets ?? {};
  const verbs = [needs].flat().map((name) => {
    const [line = ''] = linesOf(jobs[name]?.steps ?? []).slice(-1);
    return /storeproof\.js (\w+)/.exec(scripts[/npm (?:run )?([\w:]+)/.exec(line)?.[1] ?? ''] ?? '')?.[1];
  });
  const expected = /--expect ([\w,]+)/.exec(linesOf(steps).join('\n'))?.[1]?.split(',');
  expect(verbs.length).toBeGreaterThan(1);
  expect(expected?.toSorted()).toEqual(verbs.toSorted());
});

test('a workflow may read, and only the one that comments may write a comment', () => {
  for (const { file, value } of WORKFLOWS) {
    expect([file, value.permissions]).toEqual([file, { contents: 'read' }]);
    for (const [name, { permissions = {} }] of jobsOf(value)) {
      const written = Object.entries(permissions).filter(([, right]) => right !== 'read');
      const place = `${file.split('/').at(-1)}/${name}`;
      expect([place, Object.fromEntries(written)]).toEqual([place, MAY_WRITE[place] ?? {}]);
    }
  }
});

test('a workflow with rights never runs what a pull request brings', () => {
  for (const { file, text, value } of WORKFLOWS) {
    expect([file, Object.keys(value.on).includes('pull_request_target')]).toEqual([file, false]);
    if (!Object.keys(value.on).includes('workflow_run')) continue;
    for (const { uses, with: given } of stepsOf(value)) {
      if (uses?.startsWith('actions/checkout@') === true) expect(given).toBeUndefined();
    }
    // Packages bring scripts of their own, which nobody needs here.
    expect(text).not.toMatch(/npm (ci|install)/);
  }
});

test('every job ends at some time, and a newer change ends the run of the one before', () => {
  for (const { file, value } of WORKFLOWS) {
    for (const [name, job] of jobsOf(value)) {
      const hasEnd = job.uses !== undefined || typeof job['timeout-minutes'] === 'number';
      expect([file, name, hasEnd]).toEqual([file, name, true]);
    }
    // Of one that others call it would be theirs.
    const isCalled = Object.keys(value.on).includes('workflow_call');
    expect([file, value.concurrency !== undefined]).toEqual([file, !isCalled]);
  }
});

test('the page on CI names every input of the action, and its script gets each', () => {
  const page = textOf('docs/ci.md');
  const { inputs, runs } = ACTION.value;
  const given = JSON.stringify(runs.steps.map(({ env }) => env));
  for (const name of Object.keys(inputs)) {
    expect(page).toContain(`\`${name}\``);
    if (name === 'working-directory') continue;
    expect(given).toContain(`inputs.${name} }}`);
    expect(textOf('action/gate.js')).toContain(`input('${name}')`);
  }
});
