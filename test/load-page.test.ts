// Runs what docs/load.md shows. Runs of seconds would take minutes here: each command goes as far as to its first folder, past
// every check of its words, and one of them all the way.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { load } from '../sessions/load.ts';
import { ROOT, storeproofHere, temporaryFolder } from './run-tool.ts';

const page = readFileSync(join(ROOT, 'docs', 'load.md'), 'utf8');
const commands = [...page.matchAll(/^storeproof (load.*?)(?: {2,}.*)?$/gm)].map(([, words = '']) => words);

test('the page shows commands', () => {
  expect(commands.length).toBeGreaterThan(7);
});

test.each(commands)('storeproof %s is a command', async (words) => {
  // Below a file there is no folder.
  const out = join(ROOT, 'package.json', 'run');
  const { exitCode, stderr } = await storeproofHere([...words.split(' '), '--out', out]);
  expect([exitCode, stderr]).toEqual([expect.anything(), expect.stringContaining('package.json')]);
  expect(exitCode).not.toBe(2);
});

test('one of its commands runs to its end, at the size of a test', async () => {
  const words = 'load --store sqlite --store floor-driver --processes 8 --mix appends';
  expect(commands).toContain(words);
  const small = ['--duration', '1', '--sessions', '5', '--out', temporaryFolder()];
  const { exitCode, stdout } = await storeproofHere([...words.replace('8', '2').split(' '), ...small]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('floor: driver alone');
});

test('the page has every mix and every fault of the session stores', () => {
  for (const name of Object.keys(load.mixes ?? {})) expect(page).toContain(`\`${name}\``);
  for (const name of Object.keys(load.faults ?? {})) expect(page).toContain(`\`${name}@`);
});
