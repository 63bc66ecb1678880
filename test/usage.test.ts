// What every command line has in common: help, versions, mistakes, pipes and signals.

import { expect, test } from 'vitest';
import { migrate, migrateHere, storeproof, storeproofHere } from './run-tool.ts';
import { verbsIn } from './tool-options.ts';

const TOOLS = [
  ['storeproof', storeproof, storeproofHere],
  ['ait42-migrate', migrate, migrateHere],
] as const;

test.each(TOOLS)('%s prints help with examples', async (name, run) => {
  const { stdout, stderr, exitCode } = await run(['--help']);
  expect(stdout).toContain(`Usage: ${name} <verb> [options]`);
  expect(stdout).toContain('Examples:');
  expect([stderr, exitCode]).toEqual(['', 0]);
});

test.each(TOOLS)('every verb of %s has a help text with an example', async (name, _, run) => {
  const { stdout } = await run(['--help']);
  const verbs = verbsIn(stdout);
  expect(verbs.length).toBeGreaterThan(6);
  for (const verb of verbs) {
    const help = await run([verb, '--help']);
    expect(help.stdout).toContain(`Usage: ${name} ${verb}`);
    expect(help.stdout).toContain('Examples:');
    expect(help.exitCode).toBe(0);
  }
});

test('the gate says which targets can fail it', async () => {
  const help = (await storeproofHere(['gate', '--help'])).stdout.replaceAll(/\s+/g, ' ');
  expect(help).toContain('A figure fails only when its whole interval misses the target');
  expect(help).toContain('what has no vote is shown and never fails');
});

test.each(TOOLS)('%s prints the versions that matter', async (name, run) => {
  const { stdout, exitCode } = await run(['--version']);
  expect(stdout).toMatch(
    new RegExp(`^${name} \\d+\\.\\d+\\.\\d+, Node \\d+\\.\\d+\\.\\d+, SQLite 3\\.\\d+\\.\\d+$`),
  );
  expect(exitCode).toBe(0);
});

test.each(TOOLS)('%s without a verb shows its help and fails as a wrong command line', async (name, run) => {
  const { stdout, stderr, exitCode } = await run([]);
  expect(stderr).toContain(`Usage: ${name} <verb>`);
  expect([stdout, exitCode]).toEqual(['', 2]);
});

test.each([
  [storeproof, ['prof'], "unknown command 'prof' (Did you mean proof?)"],
  [storeproofHere, ['proof', '--sed', '1'], "unknown option '--sed' (Did you mean --seed?)"],
  [storeproofHere, ['proof', '--seed', 'x'], 'It must be a whole number from 0 to 4294967295.'],
  [storeproofHere, ['proof', 'extra'], 'too many arguments'],
  [storeproofHere, ['serve'], "missing required argument 'store'"],
  [storeproofHere, ['serve', 'jsn'], 'There is no store named "jsn"'],
  [migrateHere, ['migrat'], "unknown command 'migrat' (Did you mean migrate?)"],
  [migrateHere, ['restore-json'], "required option '--out <dir>' not specified"],
])('a wrong command line is one message and exit code 2: %#', async (run, words, message) => {
  const { stdout, stderr, exitCode } = await run(words);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect([stdout, exitCode]).toEqual(['', 2]);
});

test.each([
  [storeproofHere, 'prof', 'storeproof'],
  [storeproofHere, 'proof --sed 1', 'storeproof proof'],
  [storeproofHere, 'serve jsn', 'storeproof serve'],
  [storeproofHere, 'gate --targets A --targets B', 'storeproof gate'],
  [migrateHere, 'migrat', 'ait42-migrate'],
  [migrateHere, 'verify extra', 'ait42-migrate verify'],
  [migrateHere, 'status --watch --json', 'ait42-migrate status'],
  [migrateHere, 'phase set', 'ait42-migrate phase set'],
  [migrateHere, 'phase set dual --waive never', 'ait42-migrate phase set'],
  [migrateHere, 'aside retry', 'ait42-migrate aside retry'],
  [migrateHere, 'certificate shw', 'ait42-migrate certificate'],
] as const)(
  'a wrong command line names the help of the verb that it is about: %#',
  async (run, line, command) => {
    const { stderr } = await run(line.split(' '));
    expect(stderr).toContain(`Run "${command} --help" to see what it takes.`);
    const help = await run([...command.split(' ').slice(1), '--help']);
    expect(help.stdout).toContain(`Usage: ${command}`);
  },
);

test('STOREPROOF_DEBUG=1 adds the stack trace', async () => {
  const { stderr } = await storeproof(['serve', 'jsn'], { env: { STOREPROOF_DEBUG: '1' } });
  expect(stderr).toMatch(/^\s+at /m);
});

test('serve answers requests in order and ends with its input', async () => {
  const lines = [
    '{"op":"hash","workspacePath":"/no","id":1}',
    '{"op":"hash_raw","workspacePath":"x","id":2}',
  ];
  const running = storeproof(['serve', 'memory']);
  running.stdin.end(`${lines.join('\n')}\n`);
  const { stdout, exitCode } = await running;
  expect(stdout.split('\n').map((line) => JSON.parse(line).id)).toEqual([1, 2]);
  expect(exitCode).toBe(0);
});

test('serve ends quietly when nobody reads its answers any more', async () => {
  const running = storeproof(['serve', 'memory']);
  running.stdout.destroy();
  for (let line = 0; line < 20; line++) running.stdin.write('{"op":"hash_raw","workspacePath":"x"}\n');
  const { stderr, exitCode } = await running;
  expect([stderr, exitCode]).toEqual(['', 0]);
});

test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'serve stops at %s, says so, and exits with 130',
  async (signal) => {
    const running = storeproof(['serve', 'memory']);
    running.stdout.once('data', () => running.kill(signal));
    running.stdin.write('{"op":"hash_raw","workspacePath":"x"}\n');
    const { stderr, exitCode } = await running;
    expect(stderr).toMatch(/^storeproof: interrupted\. /);
    expect(exitCode).toBe(130);
  },
);
