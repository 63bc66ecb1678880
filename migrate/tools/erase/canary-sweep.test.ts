import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../../../contract/suite/test-folder.ts';
import { filesHolding, textsIn } from './canary-sweep.ts';

const { freshFolder } = useFolder('sweep');
const PIECE_BYTES = 1 << 20;

test('a text is found wherever it lies in a file, also across two pieces that are read', () => {
  const folder = freshFolder();
  mkdirSync(join(folder, 'deep'));
  const canary = 'zqxj canary "日本"';
  const places = [0, 1, PIECE_BYTES - 5, PIECE_BYTES - 1, PIECE_BYTES, 2 * PIECE_BYTES - 3];
  for (const at of places) writeFileSync(join(folder, 'deep', `at-${at}`), `${'.'.repeat(at)}${canary}...`);
  writeFileSync(join(folder, 'escaped.json'), JSON.stringify([canary]));
  writeFileSync(join(folder, 'nearly'), canary.slice(0, -2));
  writeFileSync(join(folder, 'empty'), '');
  expect(filesHolding(folder, [canary, 'something else']).toSorted()).toEqual(
    ['escaped.json', ...places.map((at) => `deep/at-${at}`)].toSorted(),
  );
  expect(filesHolding(folder, [])).toEqual([]);
});

test('links are followed to files and from the first level to directories, and what cannot be read is told', () => {
  const folder = freshFolder();
  const [swept, elsewhere] = [join(folder, 'swept'), join(folder, 'elsewhere')];
  mkdirSync(join(swept, 'deep'), { recursive: true });
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'file'), 'zqxj canary');
  symlinkSync(elsewhere, join(swept, 'directory'));
  symlinkSync(join(elsewhere, 'file'), join(swept, 'deep', 'link'));
  symlinkSync(swept, join(swept, 'deep', 'up'));
  symlinkSync('nowhere', join(swept, 'dangling'));
  expect(filesHolding(swept, ['zqxj canary']).toSorted()).toEqual(['deep/link', 'directory/file']);
  const unread: string[] = [];
  expect(filesHolding(join(elsewhere, 'file'), ['zqxj'], (file) => unread.push(file))).toEqual([]);
  expect(unread).toEqual(['']);
});

test('of several texts those are told that a file holds, as they are or as JSON writes them', () => {
  const folder = freshFolder();
  const file = join(folder, 'file');
  writeFileSync(file, `first one${'.'.repeat(PIECE_BYTES - 12)}second one${JSON.stringify('a "third" one')}`);
  const texts = ['first one', 'second one', 'a "third" one', 'no fourth'];
  expect(textsIn(file, texts).toSorted()).toEqual(texts.slice(0, 3).toSorted());
  expect(textsIn(file, [])).toEqual([]);
});
