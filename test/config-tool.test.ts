// Verbs of storeproof on definitions of others: one with everything, one with next to nothing, and a program over the line.

import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { readResults } from '../results/result-file.ts';
import {
  ROOT,
  sharedFolder,
  storeproof,
  storeproofHere,
  TOOL_MS_MAX,
  temporaryFolder,
  UNCOVERED,
} from './run-tool.ts';

const DEFINITIONS = join('test', 'definitions');
const COUNTERS = join(DEFINITIONS, 'counters.definition.ts');
const RANGES = join(DEFINITIONS, 'ranges.definition.mjs');
const PROGRAM = [process.execPath, join(DEFINITIONS, 'ranges-program.mjs')];
const FEW = ['--operations', '300'];
const root = sharedFolder();

/** A run of its own, with its results. */
async function run(words: readonly string[], program: readonly string[] = []) {
  const out = join(root, `run-${readdirSync(root).length}`);
  const behind = program.length === 0 ? [] : ['--', ...program];
  const { exitCode, stdout, stderr } = await storeproofHere([...words, '--out', out, ...behind]);
  const file = join(out, 'results.ndjson');
  return { exitCode, stdout, stderr, file, results: existsSync(file) ? readResults(file) : null };
}

/** The words of a command that the last screen has behind a label; it goes on below, where a terminal is narrow. */
function wordsBehind(label: string, screen: string): string[] {
  const [, command = ''] =
    new RegExp(`^ ${label} +node bin/storeproof\\.js (.*(?:\n {10,}\\S.*)*)`, 'm').exec(screen) ?? [];
  return command.split(/\s+/);
}

test('stores of a definition are verified, and the first line says which definition it is', async () => {
  const { exitCode, stderr, stdout, results } = await run(['verify', '--config', COUNTERS, ...FEW]);
  expect(stderr).toMatch(
    /^Under test: counters, as test\/definitions\/counters\.definition\.ts defines it\./,
  );
  expect(exitCode).toBe(0);
  expect(stdout).toContain('VERIFIED');
  expect(results?.header.definition).toMatchObject({
    name: 'counters',
    candidate: 'lines',
    baseline: 'file',
  });
  expect(results?.rows).toMatchObject([
    { area: 'equivalence', subject: 'file = lines', verdict: 'ok' },
    { area: 'import', verdict: 'ok' },
    { area: 'rewrite', verdict: 'ok' },
  ]);
});

test('a wrong store is found, and the printed command shows it again', async () => {
  const found = await run(['--config', COUNTERS, 'verify', '--right', 'forgetful']);
  expect(found.exitCode).toBe(3);
  expect(found.stdout).toContain('{"op":"add","args":');
  const again = wordsBehind('Difference', found.stdout);
  expect(again.join(' ')).toMatch(
    /^verify --config \S+counters\.definition\.ts --left file --right forgetful --replay \S+\.json$/,
  );
  const replayed = await run(again);
  expect(replayed.exitCode).toBe(3);
  expect(replayed.results?.rows).toMatchObject([{ name: 'replay', verdict: 'fail' }]);
});

test('a program takes the place of the right store, and a wrong one is found', async () => {
  const right = await run(['verify', '--config', RANGES, '--left', 'table', '--operations', '60'], PROGRAM);
  expect(right.exitCode).toBe(0);
  expect(right.results?.header.options).toMatchObject({ left: 'table', right: 'program-ranges' });
  const wrong = await run(['verify', '--config', RANGES], [...PROGRAM, 'closed']);
  expect(wrong.exitCode).toBe(3);
  const again = wordsBehind('Difference', wrong.stdout);
  expect(again.slice(-4)).toEqual(['--', ...PROGRAM, 'closed']);
  const options = again.slice(0, again.indexOf('--'));
  expect((await run(options, again.slice(again.indexOf('--') + 1))).exitCode).toBe(3);
});

test('a program that cannot be started leaves no run behind', async () => {
  for (const verb of ['verify', 'bench', 'load']) {
    const { exitCode, stderr, results } = await run([verb, '--config', RANGES], ['./no-such-program']);
    expect([exitCode, results]).toEqual([4, null]);
    expect(stderr).toContain('could not be started');
  }
});

test('a program that breaks the protocol is a finding of exit code 3, and leaves no run behind', async () => {
  const { exitCode, stderr, results } = await run(
    ['load', '--config', RANGES],
    [process.execPath, '-p', '"no"'],
  );
  expect([exitCode, results]).toEqual([3, null]);
  expect(stderr).toContain('E_SUBJECT');
});

test('a load finds the lost writes of a store, and looks for those of a program, too', async () => {
  const small = ['--duration', '1', '--processes', '2', '--records', '5', '--mix', 'push=9,range=1'];
  const words = ['load', '--config', RANGES, '--store', 'file', ...small];
  const { exitCode, results, stdout } = await run(words, PROGRAM);
  const loads = results?.rows.filter((row) => row.row === 'load') ?? [];
  expect(loads.map(({ store }) => store)).toEqual(['file', 'program-ranges']);
  expect(loads[0]?.lost).toBeGreaterThan(0);
  expect(loads[1]?.lost).toBe(0);
  expect(exitCode).toBe(3);
  expect(stdout).toContain('5 keys');
});

test('a definition without a load, workloads or targets says so where one is asked for', async () => {
  for (const [verb, lack] of [
    ['load', 'has no `load`'],
    ['bench', 'has no datasets'],
  ] as const) {
    const { exitCode, stderr, results } = await run([verb, '--config', COUNTERS]);
    expect({ verb, exitCode, results }).toEqual({ verb, exitCode: 2, results: null });
    expect(stderr).toContain(lack);
  }
  const { exitCode, stderr } = await storeproofHere(['gate', '--config', COUNTERS]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('has no targets');
});

test('a proof does what the definition has, and names what it lacks', async () => {
  const { exitCode, stdout, results } = await run(['proof', '--quick', '--config', COUNTERS]);
  expect(exitCode).toBe(0);
  for (const lack of ['no workloads: nothing was timed', 'no load: ', 'no targets: nothing was judged']) {
    expect(stdout).toContain(lack);
  }
  expect(results?.rows.map((row) => row.row === 'check' && row.area)).toEqual([
    'equivalence',
    'import',
    'rewrite',
  ]);
});

test('a gate judges by the targets of the definition, and can fail, pass and not tell', async () => {
  const proof = await run(['proof', '--quick', '--config', RANGES]);
  // An empty database is larger than what the file holds.
  expect(proof.exitCode).toBe(3);
  const gate = (...words: string[]) => storeproofHere(['gate', '--config', RANGES, ...words, proof.file]);
  expect(await gate()).toMatchObject({
    exitCode: 3,
    stdout: expect.stringMatching(/against\s+the\s+targets\s+of\s+ranges/),
  });
  const own = join(root, 'own.json');
  const targets = (test: object): void =>
    writeFileSync(
      own,
      JSON.stringify({ schema: 'storeproof.targets/2', targets: [{ id: 'a', title: 'A', tests: [test] }] }),
    );
  targets({ quantity: 'size', atMost: 5_000 });
  expect((await gate('--targets', own)).exitCode).toBe(3);
  expect((await gate('--targets', own, '--candidate', 'file')).exitCode).toBe(0);
  // One trial is too little.
  targets({ quantity: 'ratio', operations: ['few'], atMost: 1 });
  expect((await gate('--targets', own)).exitCode).toBe(3);
  // So few calls leave that open.
  targets({ quantity: 'availability', atLeast: 99.999_999 });
  expect((await gate('--targets', own)).exitCode).toBe(12);
  expect((await gate('--candidate', 'mistyped')).exitCode).toBe(2);
  const other = await storeproofHere([
    'gate',
    '--config',
    RANGES,
    (await run(['verify', '--config', COUNTERS, ...FEW])).file,
  ]);
  expect(other).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is a run of counters') });
});

test('help texts have the names of the definition', async () => {
  const help = async (verb: string): Promise<string> =>
    (await storeproofHere([verb, '--config', RANGES, '--help'])).stdout.replaceAll(/\s+/g, ' ');
  expect(await help('verify')).toContain('Stores: memory, file, table, closed.');
  expect(await help('load')).toContain('(default: file, table)');
  expect(await help('bench')).toContain('numbers of keys, separated by commas');
  expect(await help('proof')).not.toContain('--home');
  expect(await help('gate')).toContain("(default: the definition's)");
});

test.each(['proof', 'verify', 'bench', 'load', 'gate', 'report'])(
  '%s refuses a configuration that is wrong, in the manner that is asked for',
  async (verb) => {
    const file = join(temporaryFolder(), 'wrong.mjs');
    writeFileSync(file, 'export default { name: 1 };');
    const { exitCode, stdout } = await storeproofHere([verb, '--json', '--config', file]);
    expect(exitCode).toBe(2);
    const message = expect.stringContaining('name must be a text');
    expect(JSON.parse(stdout)).toMatchObject({
      verb,
      error: { code: 'E_USAGE', message, data: { config: file } },
    });
  },
);

test('--config is refused where it would be ignored', async () => {
  const before = await storeproofHere(['--config', COUNTERS, 'conform', '--', 'program']);
  expect(before).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('stands before "conform"') });
  const behind = await storeproofHere(['verify', 'program', '--config', COUNTERS]);
  expect(behind).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('stands behind the program') });
});

/** A project with the package in it, as its user has it. */
function projectWith(config: string, name = 'storeproof.config.ts'): string {
  const project = temporaryFolder();
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(ROOT, join(project, 'node_modules', 'storeproof'), 'junction');
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(project, name), config);
  return project;
}

const TINY = `import { defineProof } from 'storeproof/definition';
import fc from 'storeproof/fast-check';
const open = () => { const words: string[] = []; return { words, say: (word: string) => words.push(word) }; };
export default defineProof({
  name: 'words',
  subjects: { one: { open, isPersistent: false }, two: { open, isPersistent: false } },
  operations: { say: { arguments: fc.tuple(fc.string()), writes: true } },
  content: (store) => store.words,
});`;

const inProject = (project: string, ...words: string[]) => {
  const tool = join('node_modules', 'storeproof', 'bin', 'storeproof.js');
  return execa(process.execPath, [tool, ...words], {
    cwd: project,
    env: UNCOVERED,
    reject: false,
    timeout: TOOL_MS_MAX,
  });
};

test('conform, which knows sessions only, says that it leaves a configuration aside', async () => {
  const { stderr } = await inProject(projectWith(TINY), 'conform', '--', './no-such-program');
  expect(stderr).toMatch(
    /^storeproof\.config\.ts is not used: conform compares .*"storeproof verify -- CMD"/,
  );
});

test('in a project its configuration is found, said and repeated, and its runs stay there', async () => {
  const project = projectWith(TINY);
  const { exitCode, stderr, stdout } = await inProject(project, 'verify', ...FEW);
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/^Under test: words, as storeproof\.config\.ts defines it\./);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'npx storeproof verify --config storeproof.config.ts --left one --right two --operations 300 --seed 42',
  );
  expect(readdirSync(join(project, 'reports', 'runs'))).toHaveLength(1);
  expect((await inProject(project, 'report')).stdout).toContain('Both stores gave the same answers');
});

test('in a project without a configuration the session stores are named as what is tested, and its runs stay there', async () => {
  const project = projectWith('', 'other.ts');
  const { exitCode, stderr } = await inProject(project, 'verify', '--operations', '20');
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(
    /^Under test: the session stores that come with storeproof\. There is no storeproof\.config /,
  );
  expect(readdirSync(join(project, 'reports', 'runs'))).toHaveLength(1);
  const gate = await inProject(project, 'gate');
  expect(gate.exitCode).toBe(2);
  expect(gate.stderr).toMatch(/^Under test: the session stores/);
});

test('what waits for an answer that never comes ends with an error', async () => {
  const silent = TINY.replace('words.push(word)', 'new Promise(() => {})');
  const project = projectWith(silent);
  const { exitCode, stderr } = await inProject(project, 'verify', ...FEW);
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('one, asked for say, will never answer'),
  });
  expect(stderr).not.toContain('request line');
  const shut = projectWith(
    TINY.replace('const open = () => {', 'const open = async () => { await new Promise(() => {});'),
  );
  expect((await inProject(shut, 'verify')).stderr).toContain('one, asked for open, will never answer');
  const loading = projectWith('await new Promise(() => {});');
  expect(await inProject(loading, 'verify')).toMatchObject({ exitCode: 3 });
});

test.each([
  ["Promise.reject(new Error('stray'))", 'stray'],
  ["setTimeout(() => { throw new Error('late'); })", 'late'],
  ['process.exit(0)', 'has ended the process'],
])('a store that calls %s ends the run without a verdict, and says why', async (call, why) => {
  const config = TINY.replace('const open = () => {', `const open = () => { ${call};`);
  const { exitCode, stderr } = await inProject(projectWith(config), 'verify', '--operations', '100000');
  expect(stderr).toContain(why);
  expect(stderr).toMatch(/\(E_[A-Z]+, exit code \d; see docs\/errors\.md\)$/);
  expect(exitCode).toBe(3);
});

test('code of a definition that throws is told with its place, and is no bug of the tool', async () => {
  const config = TINY.replace(
    'const open = () => {',
    "const open = () => { if (true) throw new Error('no disk');",
  );
  const { exitCode, stderr } = await inProject(projectWith(config), 'verify', ...FEW);
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/Code under test failed: no disk \(.*storeproof\.config\.ts:3:\d+\)/);
  expect(stderr).not.toContain('bug');
});

test('a content that cannot be read is no equal content', async () => {
  const config = TINY.replace('(store) => store.words', "() => { throw new Error('no content'); }");
  const { exitCode, stderr } = await inProject(projectWith(config), 'verify', ...FEW);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no content') });
});

test.skipIf(process.platform === 'win32')('Ctrl-C ends a run of a definition with what it has', async () => {
  const out = join(temporaryFolder(), 'run');
  const running = storeproof(['verify', '--config', COUNTERS, '--operations', '10000000', '--out', out]);
  running.stderr.on('data', (text) => {
    if (String(text).includes('comparing stores')) running.kill('SIGINT');
  });
  const { exitCode, stderr } = await running;
  expect(exitCode).toBe(130);
  expect(stderr).toContain(`--config ${COUNTERS}`);
  expect(readResults(join(out, 'results.ndjson')).footer?.outcome).toBe('interrupted');
});
