// The main job as a user runs it, small: what it leaves behind, what it must not touch, and what follows it.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { answerSchema } from '../cli/answer-schema.ts';
import { readResults } from '../results/result-file.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import {
  sharedFolder,
  storeproof,
  storeproofHere,
  temporaryFolder,
  treeDigest,
  UNCOVERED,
} from './run-tool.ts';

const home = sharedFolder();
const out = sharedFolder();
const scratch = sharedFolder();
let treeBefore = '';
let finished: Awaited<ReturnType<typeof storeproof>>;

beforeAll(async () => {
  writeLegacyHome(home, { seed: 5, sessions: 40 });
  treeBefore = treeDigest(home);
  const words = ['proof', '--quick', '--home', home, '--out', out, '--seed', '5'];
  finished = await storeproof(words, { env: { TMPDIR: scratch } });
});

const results = join(out, 'results.ndjson');

test('a verified run exits with 0 and ends in one screen: the verdict, what it means, what to do next', () => {
  expect(finished.stdout).toMatch(
    /^storeproof .*\n\n VERIFIED {3}SQLite keeps everything that the JSON files keep\.\n/,
  );
  expect(finished.stdout).toContain('results.ndjson --full');
  expect(finished.stdout).toContain('report.html');
  expect(finished.stdout).not.toContain('\x1b');
  expect(finished.exitCode).toBe(0);
});

test('the home is only read, and nothing temporary stays', () => {
  expect(treeDigest(home)).toBe(treeBefore);
  expect(readdirSync(scratch)).toEqual([]);
});

test('the result file is complete and has checks of every area', () => {
  const { header, rows, isComplete } = readResults(results);
  expect(isComplete).toBe(true);
  expect(header.command).toContain(`proof --home ${home} --seed 5 --quick`);
  const areas = new Set(rows.flatMap((row) => (row.row === 'check' ? [row.area] : [])));
  expect([...areas].toSorted()).toEqual(['bench', 'equivalence', 'import', 'load', 'rewrite', 'verify']);
  expect(rows.filter((row) => row.row === 'trial').length).toBeGreaterThan(20);
  expect(rows.filter((row) => row.row === 'load').map(({ store }) => store)).toEqual([
    'json',
    'json-safe',
    'sqlite',
  ]);
});

test('progress names every step, and the screen shows what was measured and whether the machine was quiet', () => {
  for (let step = 1; step <= 6; step++) expect(finished.stderr).toContain(`\n${step}/6 `);
  expect(finished.stdout).toMatch(/^ SPEED {3}20 sessions/m);
  expect(finished.stdout).toMatch(/^ MACHINE {3}(quiet|BUSY) \(.*load /m);
});

test('a page in Markdown and one in HTML stand beside the results', () => {
  expect(readFileSync(join(out, 'report.md'), 'utf8')).toMatch(/^# /);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/i);
});

test('the pages can be made again elsewhere, with every table', async () => {
  const pages = join(temporaryFolder(), 'new', 'folder');
  const { exitCode, stdout } = await storeproofHere(['report', out, '--full', '--out', pages]);
  expect(stdout).toContain('Promised and measured');
  expect([exitCode, readdirSync(pages).toSorted()]).toEqual([0, ['report.html', 'report.md']]);
});

test('the report can be written for build servers and for services that follow benchmarks', async () => {
  const folder = temporaryFolder();
  const formats = ['junit', 'github-action-benchmark', 'bencher'].flatMap((name) => ['--format', name]);
  const { exitCode } = await storeproofHere(['report', out, '--out', folder, ...formats]);
  expect([exitCode, readdirSync(folder).toSorted()]).toEqual([
    0,
    ['bencher.json', 'benchmark-bigger-is-better.json', 'benchmark-smaller-is-better.json', 'junit.xml'],
  ]);
  const wrong = await storeproofHere(['report', out, '--format', 'junitt']);
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain('must be one of markdown, html, junit');
});

const targets = (...those: readonly object[]): string => {
  const file = join(temporaryFolder(), 'targets.json');
  writeFileSync(file, JSON.stringify({ schema: 'storeproof.targets/2', targets: those }));
  return file;
};
const COMPLETE = { id: 'complete', why: 'A cut run proves nothing.', tests: [{ quantity: 'complete' }] };

test('the gate passes a run that meets its targets and appends to the job summary', async () => {
  const summary = join(temporaryFolder(), 'summary.md');
  writeFileSync(summary, 'before\n');
  const { stdout, exitCode } = await storeproof(['gate', '--targets', targets(COMPLETE), results], {
    env: { GITHUB_STEP_SUMMARY: summary },
  });
  expect(stdout).toMatch(/^ PASSED {3}1 of 1 targets are met/m);
  expect(exitCode).toBe(0);
  expect(readFileSync(summary, 'utf8')).toMatch(/^before\n## Gate passed/);
});

test('the gate fails a run that misses a target, even where no summary can be written', async () => {
  // Whatever the machine: a store is not a millionth of another one.
  const never = { id: 'never', tests: [{ quantity: 'size ratio', atMost: 0.000001 }] };
  const file = targets(COMPLETE, never);
  const junit = join(temporaryFolder(), 'new', 'junit.xml');
  const workflow = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: dirname(file) };
  const { stdout, stderr, exitCode } = await storeproof(['gate', '--targets', file, out, '--junit', junit], {
    env: { ...workflow, GITHUB_STEP_SUMMARY: join(temporaryFolder(), 'no', 'such', 'folder') },
  });
  expect(stdout).toMatch(/^::error file=targets\.json,line=1,title=.*::Asked: /m);
  expect(readFileSync(junit, 'utf8')).toContain('file="targets.json" line="1"');
  expect(stdout).toMatch(/^ FAILED {3}1 of 2 targets are met, 1 missed/m);
  expect(stderr).toContain('The job summary was not written');
  expect(exitCode).toBe(3);
});

test('programs get the run and the verdict of a gate as one document', async () => {
  const report = await storeproofHere(['report', out, '--json', '--out', temporaryFolder()]);
  const run = answerSchema.parse(JSON.parse(report.stdout));
  expect(run).toMatchObject({ tool: 'storeproof', verb: 'report', exitCode: 0 });
  expect(run).toMatchObject({
    result: { standing: 'verified', isComplete: true, machine: expect.anything() },
  });
  const judged = await storeproofHere(['gate', '--targets', targets(COMPLETE), '--json', results]);
  expect(answerSchema.parse(JSON.parse(judged.stdout))).toMatchObject({
    result: { verdict: 'pass', targets: [{ id: 'complete', verdict: 'pass' }] },
  });
});

test.skipIf(process.platform === 'win32')(
  'an interrupted run keeps its results and says how to go on',
  async () => {
    const folder = temporaryFolder();
    const temporary = temporaryFolder();
    const env = { ...UNCOVERED, TMPDIR: temporary };
    const running = storeproof(['proof', '--quick', '--json', '--out', folder], { env });
    running.stderr.on('data', (text) => {
      if (String(text).includes('5/6 ')) running.kill('SIGINT');
    });
    const { stdout, stderr, exitCode } = await running;
    expect(answerSchema.parse(JSON.parse(stdout))).toMatchObject({ verb: 'proof', exitCode: 130 });
    expect(stderr).toMatch(
      /storeproof: interrupted\. The results so far are in .*results\.ndjson.*proof --seed 42/,
    );
    expect(exitCode).toBe(130);
    const { isComplete, footer, rows } = readResults(join(folder, 'results.ndjson'));
    expect([isComplete, footer?.outcome]).toEqual([false, 'interrupted']);
    expect(rows.filter((row) => row.row === 'check' && row.area === 'rewrite')).not.toHaveLength(0);
    expect(existsSync(join(folder, 'report.md'))).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  },
);
