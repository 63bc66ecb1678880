import { expect, test } from 'vitest';
import { PLAIN_WORDS } from '../results/words.ts';
import { NOTES_WORDS } from './fixtures/notes-run.ts';
import { Names } from './names.ts';

const notes = new Names(NOTES_WORDS);

test('a name without a title is shown as it stands, whatever the name', () => {
  for (const name of ['x', 'toString', '__proto__', 'constructor', '']) expect(notes.title(name)).toBe(name);
  expect(notes.title('file')).toBe('one file');
  expect(notes.title('program-mine')).toBe('program mine');
});

test('a store that the definition does not name is one by others', () => {
  expect(['table', 'plain', 'bare', 'lmdb', 'toString'].map((name) => notes.isPeer(name))).toEqual([
    ...[false, false, false, true, true],
  ]);
  expect(['table', 'bare', 'floor-x'].map((name) => notes.isFloor(name))).toEqual([false, true, false]);
});

test('a verb agrees with the store before it', () => {
  const files = new Names({ ...NOTES_WORDS, phrases: { file: { text: 'plain files', isPlural: true } } });
  expect(notes.verified).toBe('table keeps everything that one file keeps.');
  expect(files.verified).toBe('table keeps everything that plain files keep.');
});

test('titles say the order of a report, and names without one come behind them', () => {
  expect(notes.inOrder(['zip', 'find', 'add', 'alpha'], (name) => name)).toEqual([
    ...['add', 'find', 'zip', 'alpha'],
  ]);
});

test('charts are those of the words, of what was timed, or else the first six', () => {
  const wanted = new Names({ ...NOTES_WORDS, charts: { growth: ['find', 'gone'], spread: [] } });
  expect(wanted.charted('growth', ['add', 'find'])).toEqual(['find']);
  expect(new Names(PLAIN_WORDS).charted('growth', [...'abcdefgh'])).toEqual([...'abcdef']);
});

test('a word of several lines is one line', () => {
  const broken = new Names({ ...NOTES_WORDS, about: 'notes\n# to \u001b[31mred' });
  expect(broken.about).toBe('notes # to [31mred');
});
