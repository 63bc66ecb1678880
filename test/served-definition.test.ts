// Stores of a definition over the subject protocol, by the verbs that serve them and that ask them.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readResults } from '../results/result-file.ts';
import { ROOT, storeproof, storeproofHere, temporaryFolder } from './run-tool.ts';

const CONFIG = join(ROOT, 'test', 'definitions', 'counters.definition.ts');

test('serve answers with a store of a definition', async () => {
  const home = temporaryFolder();
  const requests = [
    { op: 'add', args: ['a', 3] },
    { op: 'add', args: ['a', 101] },
    { op: 'all', id: 1 },
  ];
  const running = storeproof(['serve', '--config', CONFIG, 'lines']);
  running.stdin.end(requests.map((request) => `${JSON.stringify({ home, ...request })}\n`).join(''));
  const { stdout, exitCode } = await running;
  expect(stdout.split('\n').map((line) => JSON.parse(line))).toEqual([
    { ok: 3 },
    { err: '101 is too much at once', code: 'TOO_MUCH' },
    { ok: [['a', 3]], id: 1 },
  ]);
  expect(exitCode).toBe(0);
});

test('verify compares stores of a definition over the line, and finds there what it finds without', async () => {
  const verified = async (right: string, ...words: string[]) => {
    const out = temporaryFolder();
    const choice = ['--left', 'file', '--right', right, '--operations', '60', '--out', out];
    const { exitCode } = await storeproofHere(['verify', '--config', CONFIG, ...choice, ...words]);
    const { header, rows } = readResults(join(out, 'results.ndjson'));
    return { exitCode, command: header.command, check: rows.find(({ row }) => row === 'check') };
  };
  expect(await verified('lines', '--served')).toMatchObject({
    exitCode: 0,
    command: expect.stringMatching(/ --served$/),
    check: { area: 'equivalence', subject: 'file over stdio = lines over stdio', verdict: 'ok' },
  });
  expect(await verified('forgetful', '--served')).toMatchObject({
    exitCode: 3,
    check: { subject: 'file over stdio = forgetful over stdio', verdict: 'fail' },
  });
});
