// Nothing that stands in the place of a file makes an open wait or a read endless.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyRegularFile, readRegularFile, withRegularFile } from './regular-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'regular-file-'));
const isPosix = process.platform !== 'win32';

test.runIf(isPosix)('a pipe is refused at once, to read, to write and to copy', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(() => readRegularFile(pipe)).toThrow(/not a regular file/);
  expect(() => withRegularFile(pipe, () => 0, 1)).toThrow(/ENXIO|not a regular file/);
  expect(() => copyRegularFile(pipe, join(folder, 'copy of a pipe'))).toThrow(/not a regular file/);
});

test.runIf(isPosix)('a device, named or behind a link, is refused before it is read', () => {
  const link = join(folder, 'link to zeros');
  symlinkSync('/dev/zero', link);
  for (const path of ['/dev/zero', link]) {
    expect(() => readRegularFile(path)).toThrow(expect.objectContaining({ code: 'ERR_NOT_REGULAR_FILE' }));
  }
});

test('a directory is refused in the words of the system', () => {
  expect(() => readRegularFile(folder)).toThrow(expect.objectContaining({ code: 'EISDIR' }));
});

test('a file above the limit is refused without being read', () => {
  const path = join(folder, 'sparse');
  writeFileSync(path, '');
  truncateSync(path, 2 ** 40);
  expect(() => readRegularFile(path)).toThrow(expect.objectContaining({ code: 'ERR_FS_FILE_TOO_LARGE' }));
});

test('a file is read whole up to its limit', () => {
  const path = join(folder, 'file');
  writeFileSync(path, 'x'.repeat(100));
  expect(readRegularFile(path, 100).toString()).toBe('x'.repeat(100));
  expect(() => readRegularFile(path, 99)).toThrow(expect.objectContaining({ code: 'ERR_FS_FILE_TOO_LARGE' }));
});

test.runIf(process.platform === 'linux')(
  'a file that tells no size is read, and bounded all the same',
  () => {
    expect(readRegularFile('/proc/self/status').toString()).toMatch(/^Name:/);
    expect(() => readRegularFile('/proc/self/status', 10)).toThrow(
      expect.objectContaining({ code: 'ERR_FS_FILE_TOO_LARGE' }),
    );
  },
);
