import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { READ_ATTEMPTS_MAX, readStable } from './stable-read.ts';

const { root } = useFolder('stable-read');
const path = join(root, 'file');

/** Runs `change` after the first read only. */
const once = (change: () => void): (() => void) => {
  let isDone = false;
  return () => {
    if (!isDone) change();
    isDone = true;
  };
};

test.each([
  ['grows', () => appendFileSync(path, ' and more'), 'first and more'],
  ['is cut', () => truncateSync(path, 2), 'fi'],
  [
    'is replaced by another file',
    () => {
      writeFileSync(join(root, 'other'), 'other');
      renameSync(join(root, 'other'), path);
    },
    'other',
  ],
])('a file that %s while it is read is read again', async (_what, change, expected) => {
  writeFileSync(path, 'first');
  const { bytes } = await readStable(path, once(change));
  expect(bytes.toString()).toBe(expected);
});

test('a file that never rests is given up after a bounded number of reads', async () => {
  writeFileSync(path, 'first');
  let reads = 0;
  const change = (): void => {
    reads++;
    appendFileSync(path, '.');
  };
  await expect(readStable(path, change)).rejects.toMatchObject({ code: 'E_LOCKED' });
  expect(reads).toBe(READ_ATTEMPTS_MAX);
});

test('a file that goes away while it is read is an error, not an empty file', async () => {
  writeFileSync(path, 'first');
  await expect(readStable(path, () => rmSync(path))).rejects.toMatchObject({ code: 'E_IO' });
});
