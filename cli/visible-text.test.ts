import { expect, test } from 'vitest';
import { visibleName, visibleStyledText, visibleText, visibleValues } from './visible-text.ts';

test.each([
  ['evil\u001b[31mred\u0007.json', 'evil\\u001b[31mred\\u0007.json'],
  ['two\nlines\r\ttab', 'two\\u000alines\\u000d\\u0009tab'],
  ['\u0085\u009b31m\u007f', '\\u0085\\u009b31m\\u007f'],
  ['\u2028\u2029\u202egnp.exe\u2066\u200f', '\\u2028\\u2029\\u202egnp.exe\\u2066\\u200f'],
  ['日本語 é 😀', '日本語 é 😀'],
])('what a terminal would act on is spelled out in a name', (name, shown) => {
  expect(visibleName(name)).toBe(shown);
});

test('lines stay lines in a text, colours stay colours where the tools put them', () => {
  expect(visibleText('a\nb\u001b[2J')).toBe('a\nb\\u001b[2J');
  expect(visibleStyledText('\u001b[1mbold\u001b[0m\u001b[2J')).toBe('\u001b[1mbold\u001b[0m\\u001b[2J');
});

test('every text in a row is made visible, numbers stay', () => {
  expect(visibleValues({ detail: '\u001b[31m', counts: { read: 2 }, none: null, list: ['\u0007'] })).toEqual({
    detail: '\\u001b[31m',
    counts: { read: 2 },
    none: null,
    list: ['\\u0007'],
  });
});

test.each([
  ['::error::owned', '\\u003a:error::owned'],
  ['fine\n  ::set-output name=a::b', 'fine\n  \\u003a:set-output name=a::b'],
  ['a ##[error]owned', 'a #\\u0023[error]owned'],
  ['std::vector, 10::20', 'std::vector, 10::20'],
])('a line in the log of a workflow is no command of it: %j', (text, shown) => {
  expect(visibleText(text)).toBe(shown);
  expect(visibleStyledText(text)).toBe(shown);
});

test('colours that are not ours do not pass, so nothing is hidden', () => {
  expect(visibleStyledText('\u001b[8mhidden\u001b[38;5;1m')).toBe('\\u001b[8mhidden\\u001b[38;5;1m');
  expect(visibleText('\u001b[31mred')).toBe('\\u001b[31mred');
});
