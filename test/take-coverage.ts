// Vitest ends its workers without a normal exit, so V8 would drop what they covered: write it out after each file.
// Coverage of the processes that a test starts costs them their compile cache and a megabyte each: they are covered where
// they run what no test runs within its own process.
import { join } from 'node:path';
import { takeCoverage } from 'node:v8';
import { afterAll, expect } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const COVERED_CHILDREN = /^(bench|load|props|subjects|test)[/\\]/;

const isCovered = process.env.NODE_V8_COVERAGE !== undefined;
if (!COVERED_CHILDREN.test((expect.getState().testPath ?? '').slice(ROOT.length + 1))) {
  // V8 has its own copy for this process.
  delete process.env.NODE_V8_COVERAGE;
  process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'node_modules', '.cache', 'storeproof-tests');
}

afterAll(() => {
  if (isCovered) takeCoverage();
});
