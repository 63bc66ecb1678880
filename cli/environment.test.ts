import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { environmentSchema } from '../results/result.ts';
import { captureEnvironment } from './environment.ts';
import { fileSystemType } from './file-system-type.ts';

const { freshFolder } = useFolder('environment');

test('the environment is complete and leaves nothing behind', async () => {
  const folder = freshFolder();
  const environment = await captureEnvironment(folder, { engine: '1.2' });
  expect(environmentSchema.parse(environment)).toEqual(environment);
  expect(environment.fsyncNsP50).toBeGreaterThan(0);
  expect(environment.versions).toEqual({ engine: '1.2' });
  expect(readdirSync(folder)).toEqual([]);
});

test('the file system of a missing directory is unknown', async () => {
  expect(await fileSystemType('/no/such/directory')).toBe('unknown');
});
