import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { environmentSchema } from '../contract/result.ts';
import { captureEnvironment } from './environment.ts';
import { fileSystemType } from './file-system-type.ts';

test('the environment is complete and leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'environment-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const environment = await captureEnvironment(folder);
  expect(environmentSchema.parse(environment)).toEqual(environment);
  expect(environment.fsyncNsP50).toBeGreaterThan(0);
  expect(environment.sqliteVersion).toMatch(/^3\.\d+\.\d+$/);
  expect(readdirSync(folder)).toEqual([]);
});

test('the file system of a missing directory is unknown', async () => {
  expect(await fileSystemType('/no/such/directory')).toBe('unknown');
});
