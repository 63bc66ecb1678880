import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resultJsonSchema } from '../results/result-file.ts';

test('the published JSON schema is that of the code', () => {
  const published = JSON.parse(readFileSync(join(import.meta.dirname, 'result.schema.json'), 'utf8'));
  expect(published).toEqual(resultJsonSchema());
});
