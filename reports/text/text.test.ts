import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../../contract/suite/any-text.ts';
import { asciiText } from './ascii.ts';
import {
  asked,
  beside,
  count,
  digits,
  duration,
  rate,
  size,
  times,
  timesWithInterval,
  withInterval,
} from './figures.ts';
import { markdownTable, markdownText } from './markdown.ts';
import { alignedTable } from './table.ts';

test('figures have three digits and a unit that fits', () => {
  expect([0, 7, 999, 1_000, 12_345, 4_560_000, 1.2e9, 59e9, 204e9].map((one) => duration(one))).toEqual([
    '0 ns',
    '7 ns',
    '999 ns',
    '1 µs',
    '12.3 µs',
    '4.56 ms',
    '1.2 s',
    '59 s',
    '3.4 min',
  ]);
  expect([0, 999, 8_912_345, 10_000_000, 2.5e9].map((one) => size(one))).toEqual([
    '0 B',
    '999 B',
    '8.91 MB',
    '10 MB',
    '2.5 GB',
  ]);
  expect([0.04219, 3.84, 25, 1_240.4].map((one) => times(one))).toEqual(['0.042x', '3.8x', '25x', '1,240x']);
  expect(rate(2_100.4)).toBe('2,100/s');
  expect(count(1_234_567)).toBe('1,234,567');
});

test('an interval is shown when it has a width', () => {
  expect(timesWithInterval({ value: 3.84, low: 3.11, high: 4.52 })).toBe('3.8x (3.1 to 4.5)');
  expect(timesWithInterval({ value: 2, low: 2, high: 2 })).toBe('2x');
  expect(withInterval({ value: 1e6, low: 9e5, high: 2e6 }, duration)).toBe('1 ms (900 µs to 2 ms)');
  expect(withInterval({ value: 1e6, low: 1e6, high: 1e6 }, duration)).toBe('1 ms');
  expect(withInterval({ value: 1e6, low: 1, high: 1e15 }, duration)).toBe('1 ms (no useful interval)');
});

test('a printed figure is within half a percent of its value', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e12, noNaN: true }), (value) => {
      const printed = Number(digits(value).replaceAll(',', ''));
      expect(Math.abs(printed - value)).toBeLessThanOrEqual(value * 0.0051);
      expect(digits(value)).toMatch(/^\d{1,3}(,\d{3})*(\.\d+)?$/);
    }),
  );
});

test('text for a plain terminal is ASCII', () => {
  expect(asciiText('12 µs – the model’s “answer” → 1×')).toBe('12 us - the model\'s "answer" -> 1x');
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(asciiText(text)).toMatch(/^[\x00-\x7f]*$/);
    }),
  );
});

test('Markdown shows text as it is, on one line', () => {
  expect(markdownText('a|b\n<i> & *c* [d](e) `f` _g_ \\')).toBe(
    String.raw`a\|b &lt;i&gt; &amp; \*c\* \[d\](e) \`f\` \_g\_ \\`,
  );
  expect(markdownTable(['a', 'b'], [['1', 'x|y']])).toBe('| a | b |\n| --- | --- |\n| 1 | x\\|y |');
});

test('columns are as wide as their widest cell', () => {
  expect(
    alignedTable(
      ['a', 'name'],
      [
        ['100', 'x'],
        ['1', 'longer name'],
      ],
    ),
  ).toEqual(['a    name', '---  -----------', '100  x', '1    longer name']);
});

test.each([
  [1.05, 1.08, times, '1.08x'],
  [1.08, 1.06, times, '1.06x'],
  [5e6, 5.0004e6, duration, '5.0004 ms'],
  [60e9, 60.1e9, duration, '1.002 min'],
  [10e6, 9.9999e6, size, '9.9999 MB'],
  [100, 99.96, rate, '99.96/s'],
  [2, 3.14, times, '3.1x'],
  [2, 2, times, '2x'],
])('beside the limit %d, %d shows on which side it is', (limit, value, text, shown) => {
  expect(beside(value, limit, text, text === times ? 2 : 3)).toBe(shown);
});

test.each([
  [1.05, times, '1.05x'],
  [0.123456, times, '0.123456x'],
  [2e6, duration, '2 ms'],
  [25, times, '25x'],
])('a limit of %d is shown with all its digits', (limit, text, shown) => {
  expect(asked(limit, text, 2)).toBe(shown);
});

test.each([
  [
    'see http://evil.example or www.evil.example, @everyone',
    'see http&#58;//evil.example or www&#46;evil.example, &#64;everyone',
  ],
  ['- a', '\\- a'],
  ['1. a', '1\\. a'],
  ['---', '\\---'],
  ['1.5 ms', '1.5 ms'],
  ['-5', '-5'],
])('a text becomes no link, no call and no list in Markdown: %j', (text, shown) => {
  expect(markdownText(text)).toBe(shown);
});
