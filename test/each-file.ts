// Runs before each test file, which share processes: the environment, spies and timers are put back. Coverage
// is written out after each file: Vitest ends its workers without a normal exit, so V8 would drop what they covered.
// Coverage of the processes that a test starts costs them their compile cache and a megabyte each: they are covered in the
// main job, which starts every program there is, and where `serve` runs, which is a process always.

import { join } from 'node:path';
import { takeCoverage } from 'node:v8';
import { afterAll, expect, vi } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const COVERED_CHILDREN = /^test[/\\](proof|usage)\.test\.ts$/;

const memory = globalThis as { startedWith?: NodeJS.ProcessEnv };
memory.startedWith ??= { ...process.env };
for (const name of Object.keys(process.env)) if (!(name in memory.startedWith)) delete process.env[name];
Object.assign(process.env, memory.startedWith);
// In a workflow the tools would speak to its runner as well.
delete process.env.GITHUB_ACTIONS;
delete process.env.GITHUB_STEP_SUMMARY;

const isCovered = process.env.NODE_V8_COVERAGE !== undefined;
if (!isCovered || !COVERED_CHILDREN.test((expect.getState().testPath ?? '').slice(ROOT.length + 1))) {
  // V8 has its own copy for this process.
  delete process.env.NODE_V8_COVERAGE;
  process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'node_modules', '.cache', 'storeproof-tests');
}

afterAll(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  if (isCovered) takeCoverage();
});
