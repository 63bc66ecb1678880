// The store in Python of examples/notes: a program over the protocol, by the same verbs as every store.

import { spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { copyExample } from './example-project.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const isFull = process.env.STOREPROOF_TESTS === 'full';
const example = copyExample('notes');
const storeproof = (line: string) => example.run(`node_modules/.bin/storeproof ${line}`);

beforeAll(async () => {
  expect((await example.run('npm install --no-audit --no-fund')).exitCode).toBe(0);
});

const python = test.runIf(hasPython);

python('it gives the answers of the model', async () => {
  const { stdout, exitCode } = await storeproof(`verify --operations ${isFull ? 5_000 : 150} --right python`);
  expect(stdout).toMatch(/✓ same answers {2}[\d,]+ random operations, 0 differences/);
  expect(exitCode).toBe(0);
});

python('a write that it never commits is shown in the words of the protocol', async () => {
  const { stdout, exitCode } = await storeproof(
    'verify --operations 100 -- python3 notes.py --bug no-commit',
  );
  expect(exitCode).toBe(3);
  const told = stdout.replaceAll(/\n +/g, ' ');
  expect(told).toMatch(
    /→ \{"op":"[a-zA-Z]+","home":"HOME","args":\[.*← \{"ok": .*\((ended|killed), and started again\)/,
  );
  expect(told).toMatch(
    /started again\) → \{"op":"list","home":"HOME","args":\[\],.*← \{"ok": \[\], "id": 2\}/,
  );
  expect(told).toMatch(/Expected: \[\{"id":"/);
});

/** What the gate says of reading one note, in the place of the database. */
async function gated(program: string, candidate: string) {
  const bench = await storeproof(
    `bench --stores file --sizes 10 --ops get --trials 3 --budget 30 ${program}`,
  );
  const gate = await storeproof(`gate --targets targets.json --candidate ${candidate}`);
  return { bench, gate };
}

python('it is timed beside the others, with the model’s answers, and judged by the gate', async () => {
  const { bench, gate } = await gated('--against python', 'python');
  expect(bench.stdout).toContain('✓ same work  6 timings, each with the model’s answers');
  expect(bench.exitCode).toBe(0);
  expect(gate.stdout).toContain('TARGETS   Python / JSON file');
  // Undecided where the machine has no time for it.
  expect([0, 12]).toContain(gate.exitCode);
});

test.runIf(hasPython && isFull)('the gate finds that it got slow', async () => {
  const { gate } = await gated('-- python3 notes.py --bug slow', 'program-notes-py');
  expect(gate.stdout).toMatch(/✗ get +10x +\d+x/);
  expect(gate.exitCode).toBe(3);
});

python('it keeps what several processes write, and without its lock it is found to lose some', async () => {
  const load = 'load --processes 2 --duration 1 --records 1 --mix appends';
  const sound = await storeproof(`${load} --store python`);
  expect(sound.stdout).toMatch(/✓ under load {2}0 of [1-9][\d,]* writes lost/);
  expect(sound.exitCode).toBe(0);
  const wrong = await storeproof(`${load} -- python3 notes.py --bug no-lock`);
  expect(wrong.stdout).toMatch(/✗ under load {2}[1-9][\d,]* of [\d,]+ writes lost/);
  expect(wrong.exitCode).toBe(3);
});
