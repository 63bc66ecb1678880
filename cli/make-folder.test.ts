import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { makeFolder } from './make-folder.ts';

const { freshFolder } = useFolder('make-folder');

test('missing parents are made as well, and making it twice is fine', () => {
  const folder = join(freshFolder(), 'a', 'b', 'c');
  makeFolder(folder);
  makeFolder(folder);
  expect(statSync(folder).isDirectory()).toBe(true);
});

test('a file in the way is told', () => {
  const file = join(freshFolder(), 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrow(`Cannot make the folder ${file}: a file of that name is there.`);
  expect(() => makeFolder(join(file, 'x'))).toThrow('a part of the path is a file.');
});
