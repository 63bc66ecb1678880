// Vitest ends its workers without a normal exit, so V8 would drop what they covered: write it out after each file.
import { takeCoverage } from 'node:v8';
import { afterAll } from 'vitest';

afterAll(() => {
  if (process.env.NODE_V8_COVERAGE !== undefined) takeCoverage();
});
