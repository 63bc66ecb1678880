import { expect, test } from 'vitest';
import { columnsOf, fitted, padded, wrapped } from './columns.ts';

test.each([
  ['plain', 5],
  ['', 0],
  ['日本', 4],
  ['e\u0301', 1],
  ['🙂', 2],
  ['±µ', 2],
])('%s takes %d columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

test('what is too long is cut, never in the middle of a character', () => {
  expect(fitted('abcdef', 4)).toBe('abc…');
  expect(fitted('日本語', 4)).toBe('日…');
  expect(fitted('abc', 3)).toBe('abc');
  expect(fitted('abc', 0)).toBe('');
});

test('text is padded to columns, on either side', () => {
  expect(padded('日本', 6)).toBe('日本  ');
  expect(padded('1', 3, 'right')).toBe('  1');
});

test('lines break between words, and in a word that is too long', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapped('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k']);
  expect(wrapped('', 4)).toEqual(['']);
});
