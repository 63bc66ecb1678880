// Base against head as a user meets it: revisions of a repository of theirs, each in a checkout of its own that is gone
// afterwards, whatever happens. What a side may be and what is wrong with one: cli/sides/side.test.ts.

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerSchema } from '../cli/answer-schema.ts';
import { notesRun } from '../reports/fixtures/notes-run.ts';
import { ResultWriter, readResults } from '../results/result-file.ts';
import { ROOT, storeproofHere, TOOL_MS_MAX, UNCOVERED } from './run-tool.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'storeproof-test-')));
const temporary = mkdtempSync(join(tmpdir(), 'storeproof-test-'));
afterAll(() => {
  for (const folder of [root, temporary]) rmSync(folder, { recursive: true, force: true });
});

const CONFIG = 'storeproof.config.mjs';

/** Numbers in memory; `times`: how often looking through them is done for one answer. */
const definitionOf = (times: number): string => `
const stores = new Map();
const look = () => { let sum = 0; for (let turn = 0; turn < ${times} * 3000; turn++) sum = (sum + turn * turn) % 1_000_003; return 1; };
export default {
  name: 'numbers',
  subjects: { memory: { open: (home) => stores.get(home) ?? stores.set(home, []).get(home), isPersistent: false } },
  operations: { look: { arguments: { generate() {}, map() {} }, writes: false } },
  content: (store) => store,
  datasets: { small: { sizes: [3], fill: (store, { size }) => { for (let at = 0; at < size; at++) store.push(at); } } },
  workloads: { look: { group: 'read', prepare: () => ({ calls: [look] }) } },
};
`;

const git = (...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...words], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

beforeAll(() => {
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(root, '.gitignore'), 'reports\n');
  for (const [branch, times] of [
    ['main', 1],
    ['slow', 3],
  ] as const) {
    if (branch !== 'main') git('checkout', '--quiet', '-b', branch);
    writeFileSync(join(root, CONFIG), definitionOf(times));
    git('add', '-A');
    git('commit', '--quiet', '-m', branch);
  }
  git('checkout', '--quiet', 'main');
});

interface Told {
  readonly result: {
    readonly results: string;
    readonly compared: { readonly comparisons: readonly { readonly p50: { readonly ratio: number } }[] };
  };
}

const gate = (...words: readonly string[]) =>
  execa(process.execPath, [join(ROOT, 'bin', 'storeproof.js'), 'gate', ...words], {
    cwd: root,
    reject: false,
    timeout: TOOL_MS_MAX,
    env: { ...UNCOVERED, TMPDIR: temporary },
  });

/** No checkout, in the repository's list or on the disk. */
function expectNothingLeft(): void {
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(globSync('storeproof-gate-*', { cwd: temporary })).toEqual([]);
}

test('a slowdown in head is found, named with its effect, and told to people and to programs', async () => {
  const { stdout, stderr, exitCode } = await gate(
    ...['--base', 'main', '--head', 'slow', '--budget', '3000', '--json', '--junit', 'gate.xml'],
  );
  expect([exitCode, stderr]).toEqual([3, expect.not.stringContaining('bug')]);
  const { result } = answerSchema.parse(JSON.parse(stdout)) as unknown as Told;
  expect(result.compared).toMatchObject({
    verdict: 'regressed',
    base: expect.stringMatching(/^main \([0-9a-f]{12}\)$/),
    head: expect.stringMatching(/^slow \([0-9a-f]{12}\)$/),
    comparisons: [{ operation: 'look', store: 'memory', verdict: 'regressed' }],
    itself: [{ operation: 'look' }],
  });
  expect(result.compared.comparisons[0]?.p50.ratio).toBeGreaterThan(2);
  expect(readFileSync(join(root, 'gate.xml'), 'utf8')).toContain('type="regression"');
  expect(
    readFileSync(
      join(root, 'reports', 'runs', result.results.split('/').at(-2) ?? '', 'report.html'),
      'utf8',
    ),
  ).toMatch(/Base against head/);
  expectNothingLeft();
});

test('what a side does wrong is no regression: neither a base without datasets, nor one that ends the process', async () => {
  const folder = join(temporary, 'wrong');
  mkdirSync(folder);
  for (const more of [
    'datasets: undefined',
    'datasets: () => (process.send ? process.exit(3) : { small: { sizes: [3], fill() {} } })',
  ]) {
    writeFileSync(join(folder, CONFIG), definitionOf(1).replace(/};\n$/, `  ${more},\n};\n`));
    const { stderr, exitCode } = await gate('--base', folder, '--budget', '1');
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining('could not say what it has: ')]);
  }
});

test('a revision against itself never fails, and the screen says which sides there were', async () => {
  const { stdout, exitCode } = await gate('--base', 'main', '--head', 'main', '--budget', '1');
  expect([0, 12]).toContain(exitCode);
  expect(stdout).toMatch(/^ (NOT SLOWER|CANNOT TELL) /m);
  expect(stdout).toMatch(/base: main \([0-9a-f]{12}\) head: main/);
  expectNothingLeft();
});

test.skipIf(process.platform === 'win32')(
  'an interrupted gate keeps its rows and leaves no checkout',
  async () => {
    const running = gate('--base', 'slow', '--budget', '3000', '--out', 'run');
    running.stderr.on('data', (text) => {
      if (String(text).includes('comparing base and head')) running.kill('SIGINT');
    });
    const { stderr, exitCode } = await running;
    expect([exitCode, stderr]).toEqual([
      130,
      expect.stringMatching(/interrupted\. What was measured so far is in run/),
    ]);
    expect(readResults(join(root, 'run', 'results.ndjson')).footer?.outcome).toBe('interrupted');
    expect(existsSync(join(root, CONFIG))).toBe(true);
    expectNothingLeft();
  },
);

test('a calibration counts its gates, keeps them for later gates, and says what it found', async () => {
  const { stdout, stderr, exitCode } = await gate('--calibrate', '--budget', '1', '--json');
  expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('bug')]);
  const { result } = answerSchema.parse(JSON.parse(stdout)) as unknown as {
    readonly result: { readonly calibration: string; readonly results: string; readonly rows: object[] };
  };
  const counted = { row: 'calibration', operation: 'look', planted: null, gates: 1, regressed: 0 };
  expect(result.rows).toMatchObject([counted]);
  expect(readResults(join(root, result.results)).rows).toMatchObject([
    { row: 'comparison', kind: 'base against head' },
    { row: 'comparing', comparisons: 1 },
    counted,
  ]);
  const kept = join(root, result.calibration);
  expect(JSON.parse(readFileSync(kept, 'utf8')).rows).toEqual(result.rows);
  writeFileSync(kept, '{}');
  const damaged = await gate('--calibrate', '--budget', '1');
  rmSync(kept);
  expect([damaged.exitCode, damaged.stderr]).toEqual([
    4,
    expect.stringMatching(/calibration-\w+\.json cannot be read/),
  ]);
});

test('a stale run for the targets is refused before anything is measured', async () => {
  const { header } = notesRun();
  const folder = join(root, 'reports', 'runs', '20260101T000000Z-1');
  const stale = { revision: 'a'.repeat(40), definition: { ...header.definition, name: 'numbers' } };
  new ResultWriter(join(folder, 'results.ndjson'), { ...header, ...stale }).close('complete');
  const targets = join(ROOT, 'reports', 'fixtures', 'targets.json');
  const out = join(root, 'never');
  const { stdout, stderr, exitCode } = await gate('--base', 'slow', '--targets', targets, '--out', out);
  rmSync(folder, { recursive: true });
  expect([exitCode, stdout, stderr]).toEqual([10, '', expect.stringContaining('is no run of what is here')]);
  expect(existsSync(out)).toBe(false);
});

test.each([
  ['an unknown revision', ['--base', 'nowhere'], 4, '"nowhere" is neither a folder nor a revision'],
  ['a run besides', ['--base', 'HEAD', 'reports/runs/a'], 2, 'only a program can be named, behind --'],
  ['an option of a comparison alone', ['--head', 'slow', '--targets', 'a.json'], 2, '--head needs --base'],
  [
    'a calibration of two sides',
    ['--calibrate', '--base', 'main'],
    2,
    '--base says nothing with --calibrate',
  ],
  ['an option of a calibration alone', ['--busy', '--base', 'main'], 2, '--busy needs --calibrate'],
  ['a calibration of a run', ['--calibrate', 'reports/runs/a'], 2, 'a calibration judges no run'],
  ['targets that nobody asked for', ['--base', 'main', '--stale-ok'], 2, '--stale-ok is about a run'],
  ['longer measuring of none', ['--base', 'main', '--measure-longer', '9'], 2, 'it needs --targets'],
  ['a build of folders', ['--base', '.', '--build', 'make'], 2, '--build is for revisions'],
])('%s is refused before anything is made', async (_, words, code, message) => {
  const { stderr, exitCode } = await storeproofHere(['gate', ...words]);
  expect([exitCode, stderr]).toEqual([code, expect.stringContaining(message)]);
});
