// The notes of examples/notes through the script of the action, as a pull request of theirs would be gated: a store that got slow is
// found and named, in JavaScript and in Python, and an unchanged one is not. It takes minutes: `npm run test:full` does it.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyExample } from './example-project.ts';
import { ROOT, TOOL_MS_MAX, UNCOVERED } from './run-tool.ts';

const isFull = process.env.STOREPROOF_TESTS === 'full';
const hasPython = spawnSync('python3', ['--version']).status === 0;
const example = copyExample('notes');
const kept = mkdtempSync(join(tmpdir(), 'storeproof-kept-'));
afterAll(() => rmSync(kept, { recursive: true, force: true }));

const git = (...line: readonly string[]) =>
  execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...line], { cwd: example.folder });

/** As much as shows it. */
const READING = { GATE_OPTIONS: '--ops get --sizes 1000 --stores table' };

/** The base is what was committed; the head is the folder as it stands. */
beforeAll(async () => {
  if (!isFull) return;
  await example.run('npm install --no-audit --no-fund');
  writeFileSync(join(example.folder, '.gitignore'), 'node_modules/\nreports/\npackage-lock.json\n');
  for (const line of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'base'],
  ])
    await git(...line);
});

async function gated(inputs: Readonly<Record<string, string>>) {
  const output = join(kept, 'output');
  writeFileSync(output, '');
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [join(ROOT, 'action', 'gate.js'), 'base'],
    {
      ...{ cwd: example.folder, reject: false, timeout: TOOL_MS_MAX },
      env: {
        ...{ ...UNCOVERED, GATE_BASE: 'HEAD', RUNNER_TEMP: kept, GITHUB_OUTPUT: output },
        ...{ GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: example.folder, COLUMNS: '120', ...inputs },
      },
    },
  );
  const read = (name: string): string => readFileSync(join(kept, 'gate', name), 'utf8');
  return { exitCode, told: `${stdout}\n${stderr}`, summary: read('base.md'), junit: read('base.xml') };
}

async function planted<T>(file: string, [from, to]: readonly [string, string], work: () => Promise<T>) {
  const path = join(example.folder, file);
  const sound = readFileSync(path, 'utf8');
  expect(sound).toContain(from);
  writeFileSync(path, sound.replace(from, to));
  try {
    return await work();
  } finally {
    writeFileSync(path, sound);
  }
}

test.runIf(isFull)('an unchanged store is not found slower', async () => {
  const { exitCode, told, junit } = await gated(READING);
  // A machine without time decides nothing.
  expect([0, 12], told).toContain(exitCode);
  expect(junit).not.toContain('<failure');
});

test.runIf(isFull)(
  'a store that reads each note twice fails, and the line of its workload is annotated',
  async () => {
    const twice = [
      "return this.select('WHERE id = ?', id)[0] ?? null;",
      "this.select('WHERE id = ?', id);\n    return this.select('WHERE id = ?', id)[0] ?? null;",
    ] as const;
    const { exitCode, told, summary, junit } = await planted('table-notes.js', twice, () => gated(READING));
    expect(exitCode, told).toBe(3);
    expect(told).toMatch(/^::error file=storeproof\.config\.js,line=\d+,title=get%3A /m);
    expect(summary).toMatch(/regressed/i);
    expect(junit).toMatch(
      /name="get: [^"]*" file="storeproof\.config\.js" line="\d+"[^>]*><failure type="regression"/,
    );
  },
);

test.runIf(isFull && hasPython)(
  'a store in Python that got slow fails, and an unchanged one does not',
  async () => {
    const command = { GATE_COMMAND: 'python3 notes.py', GATE_OPTIONS: '--ops get --sizes 1000' };
    const sound = await gated(command);
    expect([0, 12], sound.told).toContain(sound.exitCode);
    const slow = ['row = self.db.execute(', 'sum(range(20_000))\n        row = self.db.execute('] as const;
    const { exitCode, told } = await planted('notes.py', slow, () => gated(command));
    expect(exitCode, told).toBe(3);
    expect(told).toMatch(/^::error file=storeproof\.config\.js,line=\d+,title=get%3A /m);
  },
);
