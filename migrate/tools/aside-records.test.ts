import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText } from '../../contract/session-writer.ts';
import { arbitrarySession } from '../../sessions/arbitraries/any-session.ts';
import { structureOf, surroundingsOf } from './aside-records.ts';

test('the structure of a text has its brackets and the format’s keys, and no character of content', () => {
  fc.assert(
    fc.property(arbitrarySession, fc.nat({ max: 500 }), fc.nat({ max: 500 }), (session, start, length) => {
      const text = canonicalText(session).slice(start, start + length);
      const structure = structureOf(text);
      expect(structure).toHaveLength(text.length);
      expect(structure.replaceAll(/"[A-Za-z]+"(?=\s*:)/g, '')).toMatch(/^[·{}[\]:,"\s]*$/);
    }),
  );
  expect(structureOf('{"id": "geheim", "mine": 12')).toBe('{"id": "······", "····": ··');
});

test.each([
  ['[\n  {"id": 1}\n]', 'invalid type at line 2 column 9', 10],
  ['[1]', 'expected at line 1 column 2', 1],
  ['[1', 'the end at line 9 column 99', 2],
  ['[1', 'no place in this reason', null],
  ['[\n{"日本🎉": 7}]', 'invalid type at line 2 column 9', 16],
])('the place that a reason names is found in the bytes: %j', (text, reason, byteOffset) => {
  const bytes = Buffer.from(text);
  expect(surroundingsOf(bytes, { reason, isWholeFile: true, start: 0 }).byteOffset).toBe(byteOffset);
});

test('a range is shown from where it begins', () => {
  const bytes = Buffer.from(`${' '.repeat(1_000)}{"id": "x"}`);
  const shown = surroundingsOf(bytes, { reason: 'line 1 column 1', isWholeFile: false, start: 1_000 });
  expect(shown.byteOffset).toBe(1_000);
  expect(shown.structure.slice(shown.mark)).toBe('{"id": "·"}');
});

test.each([
  [Buffer.from('5b22e697a5ff225d', 'hex'), 5],
  [Buffer.from('5b22e697', 'hex'), 2],
  [Buffer.from('edb180', 'hex'), 0],
  [Buffer.from('5b80', 'hex'), 1],
  [Buffer.from('["日本🎉"]'), null],
])('of a file that is no UTF-8 the first such byte is shown: %#', (bytes, byteOffset) => {
  const shown = surroundingsOf(bytes, { reason: 'not valid UTF-8', isWholeFile: true, start: 0 });
  expect(shown.byteOffset).toBe(byteOffset);
});
