// The verbs that compare stores and programs, whole.

import { existsSync, globSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { fileSystemType } from '../cli/file-system-type.ts';
import { memoryFolder } from '../props/memory-folder.ts';
import { readResults } from '../results/result-file.ts';
import { ROOT, storeproofHere, temporaryFolder } from './run-tool.ts';

afterEach(() => void vi.unstubAllEnvs());

test('verify compares two stores, each in a process of its own when asked to', async () => {
  const out = temporaryFolder();
  const words = ['verify', '--left', 'json', '--right', 'sqlite', '--operations', '300', '--served'];
  const { stdout, exitCode } = await storeproofHere([...words, '--seed', '9', '--out', out]);
  expect(stdout).toMatch(/^ EQUAL {3}Both stores and the model gave the same answers/m);
  expect(exitCode).toBe(0);
  const { header, rows } = readResults(join(out, 'results.ndjson'));
  expect(header.command).toMatch(/verify --left json --right sqlite --operations 300 --seed 9 --served$/);
  expect(rows).toMatchObject([
    { area: 'equivalence', subject: 'json over stdio = sqlite over stdio', verdict: 'ok' },
  ]);
});

test('results of verify name the file system that the homes were on', async () => {
  const named = async (...words: string[]): Promise<string> => {
    const out = temporaryFolder();
    await storeproofHere(['verify', '--operations', '5', ...words, '--out', out]);
    return readResults(join(out, 'results.ndjson')).header.environment.fileSystem;
  };
  const onDisk = await fileSystemType(tmpdir());
  expect(await named()).toBe(await fileSystemType(memoryFolder() ?? tmpdir()));
  expect(await named('--served')).toBe(onDisk);
  vi.stubEnv('TMPDIR', tmpdir());
  expect(await named()).toBe(onDisk);
});

test('conform says of each operation whether a program answers like the model', async () => {
  const out = temporaryFolder();
  const program = [process.execPath, join(ROOT, 'bin', 'storeproof.js'), 'serve', 'sqlite'];
  const { stdout, exitCode } = await storeproofHere([
    'conform',
    '--operations',
    '400',
    '--out',
    out,
    '--',
    ...program,
  ]);
  expect(stdout).toMatch(/CONFORMS[\s\S]* create_session +\d+ answers compared/);
  expect(stdout).toContain('not offered: ');
  expect(exitCode).toBe(0);
});

/** Knows the first seven operations only, and answers each as if there were no sessions. */
const FORGETFUL = `
import { createInterface } from 'node:readline';
for await (const line of createInterface({ input: process.stdin })) {
  const { op, id } = JSON.parse(line);
  const ok = op === 'get_all_sessions' ? [] : null;
  const answer = op === 'capabilities' ? { err: 'unknown op', stage: 'ipc' } : { ok };
  console.log(JSON.stringify({ ...answer, id }));
}`;

test('conform shows how a program differs and exits with 3', async () => {
  const folder = temporaryFolder();
  const program = join(folder, 'forgetful.mjs');
  writeFileSync(program, FORGETFUL);
  const words = ['conform', '--operations', '60', '--timeout', '20', '--out', join(folder, 'out')];
  const { stdout, exitCode } = await storeproofHere([...words, '--', process.execPath, program]);
  expect(stdout).toMatch(/^ DIFFERS {3}/m);
  expect(stdout).toMatch(/^ {2}(✗|NO) get_session/m);
  expect(stdout).toMatch(/^ Difference {3}.*conform --timeout 20 --replay/m);
  expect(exitCode).toBe(3);
  const [kept] = globSync('history-*.json', { cwd: join(folder, 'out') });
  const replay = ['conform', '--replay', join(folder, 'out', kept!), '--out', join(folder, 'again')];
  const again = await storeproofHere([...replay, '--', process.execPath, program]);
  expect(again.stdout).toMatch(/^ DIFFERS {3}[\s\S]*^ {2}(✗|NO) replay [\s\S]*1 operation shows it/m);
  expect(again.exitCode).toBe(3);
});

test('verify plays operations again: those of a path, of a file, or of a folder before others', async () => {
  const folder = temporaryFolder();
  const run = async (name: string, ...words: readonly string[]) => {
    const out = join(folder, name);
    const result = await storeproofHere(['verify', '--right', 'memory', ...words, '--out', out]);
    return { ...result, rows: existsSync(out) ? readResults(join(out, 'results.ndjson')).rows : [] };
  };
  const path = await run('path', '--operations', '300', '--path', '0:1:2');
  expect(path.rows).toMatchObject([{ name: 'replay', verdict: 'ok', counts: { operations: 7 } }]);
  const corpus = join(ROOT, 'sessions', 'corpus');
  const file = await run('file', '--replay', join(corpus, 'delete-first-only.json'));
  expect(file.rows).toMatchObject([{ name: 'replay', verdict: 'ok' }]);
  const both = await run('both', '--operations', '50', '--corpus', corpus);
  expect(both.rows).toMatchObject([{ name: 'kept counterexamples' }, { name: 'random sequences' }]);
  expect([path, file, both].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  const made = await run('made', '--operations', '50', '--corpus', join(folder, 'new'));
  expect(made.stderr).toMatch(/No kept history was played: the corpus \S+new is new/);
  const empty = await run('empty', '--operations', '50', '--corpus', join(folder, 'new'));
  expect(empty.stderr).toMatch(/No kept history was played: the corpus \S+new has none/);
  expect([made, empty].map(({ exitCode, rows }) => [exitCode, rows.length])).toEqual([
    [0, 1],
    [0, 1],
  ]);
  const noFolder = await run('no-folder', '--corpus', join(ROOT, 'package.json'));
  expect(noFolder).toMatchObject({
    exitCode: 4,
    rows: [],
    stderr: expect.stringContaining('a file of that name'),
  });
  const wrong = await run('wrong', '--replay', join(ROOT, 'package.json'));
  expect(wrong).toMatchObject({ exitCode: 4, rows: [], stderr: expect.stringContaining('is no history') });
  for (const words of [['x'], ['0'], ['0:99999', '--operations', '300'], ['1', '--operations', '300']]) {
    const none = await run('none', '--path', ...words);
    expect(none).toMatchObject({ exitCode: 2, rows: [] });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  }
});

test('the shards of a run play its operations, migrations and corpus between them, each with its own seed', async () => {
  const folder = temporaryFolder();
  const words = ['verify', '--right', 'memory', '--operations', '61', '--seed', '9'];
  const corpus = ['--corpus', join(ROOT, 'sessions', 'corpus')];
  const runs = [];
  for (const number of [1, 2]) {
    const out = join(folder, String(number));
    await storeproofHere([...words, ...corpus, '--shard', `${number}/2`, '--out', out]);
    runs.push(readResults(join(out, 'results.ndjson')));
  }
  expect(runs.map(({ header }) => [header.shard, header.seed, header.options.operations])).toEqual([
    [{ number: 1, of: 2 }, 9, 61],
    [{ number: 2, of: 2 }, 9, 61],
  ]);
  const checks = runs.map(({ rows }) => rows.filter((row) => row.row === 'check'));
  const sumOf = (check: number, name: string): number =>
    checks.reduce((sum, found) => sum + (found[check]?.counts[name] ?? 0), 0);
  const kept = globSync('*.json', { cwd: join(ROOT, 'sessions', 'corpus') }).length;
  expect(sumOf(0, 'histories') + sumOf(0, 'skipped')).toBe(kept);
  expect(sumOf(1, 'operations')).toBe(61);
  const seeds = checks.map((found) => / of seed (\d+)/.exec(found[1]?.detail ?? '')?.[1]);
  expect(new Set([...seeds, '9']).size).toBe(3);
});

test('a shard of a load run that has no store is refused before anything is made', async () => {
  const out = join(temporaryFolder(), 'out');
  const words = ['load', '--store', 'sqlite', '--shard', '2/2', '--out', out];
  const { stderr, exitCode } = await storeproofHere(words);
  expect(stderr).toContain('2 shards cannot share 1 stores');
  expect([exitCode, existsSync(out)]).toEqual([2, false]);
});

test('conform leaves no run of a program that cannot be started', async () => {
  const out = join(temporaryFolder(), 'out');
  const { stderr, exitCode } = await storeproofHere(['conform', '--out', out, '--', join(out, 'none')]);
  expect(stderr).toContain('could not be started');
  expect(stderr).toContain('E_NOT_FOUND');
  expect(exitCode).toBe(4);
  expect(existsSync(out)).toBe(false);
});

test('conform says when the program ends before it answers anything', async () => {
  const out = join(temporaryFolder(), 'out');
  const words = ['conform', '--out', out, '--', process.execPath, '-e', ''];
  const { stderr, exitCode } = await storeproofHere(words);
  expect(stderr).toContain('ended with exit code 0. It had answered nothing before.');
  expect(exitCode).toBe(3);
  expect(existsSync(out)).toBe(false);
});

test('bench and load run on the stores that they are told', async () => {
  const [benched, loaded] = [temporaryFolder(), temporaryFolder()];
  const bench = [
    'bench',
    '--stores',
    'memory',
    '--sizes',
    '5',
    '--ops',
    'getOne',
    '--trials',
    '1',
    '--budget',
    '300',
  ];
  const load = [
    'load',
    '--store',
    'sqlite',
    '--processes',
    '2',
    '--duration',
    '1',
    '--sessions',
    '5',
    '--mix',
    'appends',
  ];
  const [timed, kept] = [
    await storeproofHere([...bench, '--out', benched]),
    await storeproofHere([...load, '--out', loaded]),
  ];
  expect([timed.exitCode, kept.exitCode]).toEqual([0, 0]);
  expect(timed.stdout).toMatch(/MEASURED[\s\S]*SPEED {3}5 sessions +memory model[\s\S]*get one +[\d.]+ .s/);
  expect(kept.stdout).toMatch(/KEPT[\s\S]*LOAD {3}2 processes[\s\S]*SQLite +append message +[\d.,]+\/s/);
  const trials = readResults(join(benched, 'results.ndjson')).rows.filter((row) => row.row === 'trial');
  expect(trials).toMatchObject([{ operation: 'getOne', store: 'memory', records: 5 }]);
  const loads = readResults(join(loaded, 'results.ndjson')).rows.filter((row) => row.row === 'load');
  expect(loads).toMatchObject([{ store: 'sqlite', processes: 2, lost: 0 }]);
});

test.each([
  [['bench', '--ops', 'getOne,fly'], 'There is no operation "fly"'],
  [['bench', '--ops', 'getOne,'], 'It must be words separated by commas'],
  [['bench', '--profiles', 'huge'], 'There is no profile "huge"'],
  [['bench', '--stores', 'oracle'], 'There is no store "oracle". There are memory, json'],
  [['bench', '--sizes', '1e3'], '"1e3" is no number of sessions'],
  [['load', '--store', 'memory'], 'It must be one of json, json-safe'],
  [['load', '--processes', '0'], 'It must be a whole number from 1 to 64'],
  [['verify', '--left', 'nothing'], 'There is no store named "nothing"'],
  [['proof', '--home', ''], 'It must not be empty.'],
  [['verify', '--shard', '0/2'], 'such as 1/3'],
  [['verify', '--shard', '3/2'], 'such as 1/3'],
  [
    ['bench', '--sizes', '5', '--ops', 'getOne', '--shard', '1/2'],
    '2 shards cannot share 1 groups of operations',
  ],
  [['verify', '--out', ''], 'It must not be empty.'],
  [['gate', '--targets', ''], 'It must not be empty.'],
  [['conform'], "missing required argument 'command'"],
])('a wrong choice is a usage error before anything is made: %#', async (words, message) => {
  const { stderr, exitCode } = await storeproofHere(words);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(2);
});
