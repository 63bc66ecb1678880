// Every verb with a last screen, for people and for programs: piped, the words of the coloured screen and no escape
// sequence; with --json, one document and nothing else.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { answerSchema } from '../cli/answer-schema.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { migrateHere, storeproofHere, temporaryFolder } from './run-tool.ts';

type Tool = typeof storeproofHere;

/** The `result` of the one document that a verb prints. */
async function documentOf(tool: Tool, verb: string, words: readonly string[]): Promise<unknown> {
  const { stdout } = await tool([verb, '--json', ...words]);
  const answer = answerSchema.parse(JSON.parse(stdout));
  expect([answer.verb, stdout.split('\n').length]).toEqual([verb, 1]);
  return 'result' in answer ? answer.result : null;
}

/** Of a verb that prints the same each time. */
async function expectPlain(tool: Tool, words: readonly string[]): Promise<void> {
  const plain = (await tool(words)).stdout;
  expect(plain).not.toContain('\x1b');
  vi.stubEnv('FORCE_COLOR', '1');
  vi.stubEnv('NO_COLOR', '');
  const coloured = (await tool(words)).stdout;
  vi.unstubAllEnvs();
  expect(coloured).toContain('\x1b[');
  expect(coloured.replaceAll(/\x1b\[\d+m/g, '')).toBe(plain);
}

/** Offers nothing but what it must. */
const POOR = `
import { createInterface } from 'node:readline';
for await (const line of createInterface({ input: process.stdin })) {
  const { op, id } = JSON.parse(line);
  console.log(JSON.stringify({ ...(op === 'get_all_sessions' ? { ok: [] } : { err: 'unknown op', stage: 'ipc' }), id }));
}`;

const BENCH = ['--stores', 'memory,floor-objects', '--sizes', '5', '--ops', 'getAllCold', '--trials', '1'];
const LOAD = ['--store', 'sqlite', '--duration', '1', '--processes', '1', '--sessions', '5'];

test.each([
  ['bench', BENCH, { timings: [{ operation: 'getAllCold' }] }],
  ['load', LOAD, { loads: [{ store: 'sqlite' }] }],
  ['conform', ['--operations', '20', '--', process.execPath, '%program'], { checks: expect.anything() }],
])('%s prints one document for programs, and the same words with and without colour', async (...given) => {
  const [verb, words, result] = given;
  const out = temporaryFolder();
  const program = join(out, 'poor.mjs');
  writeFileSync(program, POOR);
  const filled = words.map((word) => (word === '%program' ? program : word));
  expect(await documentOf(storeproofHere, verb, ['--out', out, ...filled])).toMatchObject(result);
  // The run's own screen, made again.
  await expectPlain(storeproofHere, ['report', out]);
  if (verb !== 'load') return;
  const targets = join(out, 'targets.json');
  const target = { id: 'a', tests: [{ quantity: 'lost writes' }] };
  writeFileSync(targets, JSON.stringify({ schema: 'storeproof.targets/2', targets: [target] }));
  const gate = ['--targets', targets, out];
  expect(await documentOf(storeproofHere, 'gate', gate)).toMatchObject({ verdict: 'pass' });
  await expectPlain(storeproofHere, ['gate', ...gate]);
});

test('migrate prints one document for programs, and the same words with and without colour', async () => {
  const home = temporaryFolder();
  writeLegacyHome(home, { seed: 5, sessions: 20 });
  const words = ['--yes', '--home', home];
  expect(await documentOf(migrateHere, 'migrate', words)).toMatchObject({ phase: 'json', isDryRun: false });
  // There is nothing left to do, whichever it is.
  await expectPlain(migrateHere, ['migrate', ...words]);
});
