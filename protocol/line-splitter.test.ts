import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Line, LineSplitter } from './line-splitter.ts';

const textsOf = (lines: readonly Line[]): (string | null)[] =>
  lines.map((line) => ('bytes' in line ? line.bytes.toString('utf8') : null));

test('lines come out whole however the bytes are cut into chunks', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '日', '😀', '\r', '\0') }), { maxLength: 5 }),
      fc.array(fc.nat(7), { maxLength: 9 }),
      (texts, cuts) => {
        const expected = texts.map((text) => text.replaceAll('\n', ''));
        const bytes = Buffer.from(expected.map((text) => `${text}\n`).join(''));
        const splitter = new LineSplitter(1_000_000);
        const lines: Line[] = [];
        let at = 0;
        for (const cut of cuts) {
          lines.push(...splitter.push(bytes.subarray(at, at + cut)));
          at += cut;
        }
        lines.push(...splitter.push(bytes.subarray(at)), ...splitter.end());
        expect(textsOf(lines)).toEqual(expected.map((text) => text.toWellFormed()));
      },
    ),
  );
});

test('a last line without its line feed counts as a line', () => {
  const splitter = new LineSplitter(10);
  expect(textsOf(splitter.push(Buffer.from('a\nb')))).toEqual(['a']);
  expect(textsOf(splitter.end())).toEqual(['b']);
  expect(splitter.end()).toEqual([]);
});

test('a line above the limit is reported in its place and its neighbours are kept', () => {
  const splitter = new LineSplitter(4);
  const lines = [...splitter.push(Buffer.from('1234\n12')), ...splitter.push(Buffer.from('345\n\nx\n'))];
  expect(textsOf(lines)).toEqual(['1234', null, '', 'x']);
});
