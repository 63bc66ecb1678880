// A verification by parts, whole: what each part says, what it finds, and how it ends.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Check } from '../results/result.ts';
import { readResults } from '../results/result-file.ts';
import { storeproof, storeproofHere, temporaryFolder } from './run-tool.ts';

const COUNTERS = join('test', 'definitions', 'counters.definition.ts');
const OF_COUNTERS = ['verify', '--config', COUNTERS];

async function run(...words: readonly string[]) {
  const out = join(temporaryFolder(), 'run');
  const { exitCode, stdout, stderr } = await storeproofHere([...words, '--out', out]);
  const file = join(out, 'results.ndjson');
  const rows = existsSync(file) ? readResults(file).rows : [];
  return { exitCode, stdout, stderr, checks: rows.filter((row): row is Check => row.row === 'check') };
}

test('a part says within which bounds it checked, and one that cannot be made is said and does not fail', async () => {
  const stores = ['--store', 'file', '--store', 'lines'];
  const { exitCode, stdout, checks } = await run(
    ...OF_COUNTERS,
    ...['--only', 'sequences,crash', '--budget', '2', ...stores],
  );
  expect(stdout).toMatch(/^ NOTHING FOUND /m);
  expect(stdout).toMatch(/✓ sequences [\s\S]*checked within: histories of/);
  expect(stdout).toMatch(/^ +crash +not here: /m);
  expect(exitCode).toBe(0);
  expect(checks).toMatchObject([
    { area: 'sequences', subject: 'file = lines', verdict: 'ok', bounds: expect.stringContaining('seed') },
    { area: 'crash', verdict: 'unknown', isMissing: true },
  ]);
});

test('a finding has one command that plays it again', async () => {
  const found = await run(...OF_COUNTERS, '--only', 'sequences', '--budget', '5', '--store', 'forgetful');
  expect(found.exitCode).toBe(3);
  expect(found.stdout).toMatch(/^ FOUND /m);
  const [{ again = '', verdict } = {} as Check] = found.checks;
  expect(verdict).toBe('fail');
  const [, words = ''] = /storeproof(?:\.js)? (verify .*)$/.exec(again) ?? [];
  const played = await run(...words.split(' '));
  expect(played.exitCode).toBe(3);
  expect(played.checks).toMatchObject([{ area: 'sequences', name: 'replay', verdict: 'fail' }]);
});

test('where nothing could be checked it cannot tell', async () => {
  expect((await run(...OF_COUNTERS, '--only', 'crash')).exitCode).toBe(12);
});

test.each([
  [['--only', 'crash', '--left', 'json'], '--only is about parts'],
  [['--only', 'crush'], 'It must be some of sequences'],
  [['--case', 'x'], 'name the part with --only'],
  [['--only', 'sequences', '--case', 'x'], '"x" is no case of sequences'],
  [['--store', 'nothing'], 'It must be one of memory, '],
])('%j is refused', async (words, told) => {
  const { exitCode, stderr } = await run('verify', ...words);
  expect(stderr).toContain(told);
  expect(exitCode).toBe(2);
});

test.skipIf(process.platform === 'win32')('it stops at a signal and keeps what it has', async () => {
  const out = join(temporaryFolder(), 'run');
  const running = storeproof([
    ...OF_COUNTERS,
    '--only',
    'sequences',
    '--tier',
    'soak',
    '--store',
    'file',
    '--out',
    out,
  ]);
  running.stderr.on('data', (text) => {
    if (String(text).includes('sequences on')) running.kill('SIGINT');
  });
  expect((await running).exitCode).toBe(130);
  expect(readResults(join(out, 'results.ndjson')).footer?.outcome).toBe('interrupted');
});
