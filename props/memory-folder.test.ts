import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { memoryFolder } from './memory-folder.ts';

test('who names a folder for temporary files gets it', () => {
  expect(memoryFolder(undefined, { TMPDIR: '/tmp' })).toBeUndefined();
});

test('a folder that is not there is none in memory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memory-folder-'));
  expect(memoryFolder(join(folder, 'absent'), {})).toBeUndefined();
  rmSync(folder, { recursive: true });
});

test.runIf(process.platform === 'linux')('a file system that is not in memory is none', () => {
  expect(memoryFolder('/proc', {})).toBeUndefined();
});
