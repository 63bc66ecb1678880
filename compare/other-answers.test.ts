import { expect, test } from 'vitest';
import { otherAnswers } from './other-answers.ts';

const SAME = '{"id":1}';

test.each([
  [
    'a figure',
    [SAME, '{"rows":[{"size":1}]}'],
    [SAME, '{"rows":[{"size":2}]}'],
    'the answer of call 2 of 2 differs first at /rows/0/size: 1 in base, 2 in head',
  ],
  [
    'a text, of which no content is told',
    ['{"task":"secret"}'],
    ['{"task":"other"}'],
    'the answer of call 1 of 1 differs first at /task: a text of 6 characters in base, a text of 5 characters in head',
  ],
  [
    'a record too many',
    ['[1]'],
    ['[1,2]'],
    'the answer of call 1 of 1 differs first at /1: nothing in base, 2 in head',
  ],
  [
    'another kind of answer',
    ['[]'],
    ['null'],
    'the answer of call 1 of 1 differs first: a list of 0 in base, null in head',
  ],
  [
    'a name with a slash',
    ['{"a/b":1}'],
    ['{"a/b":{}}'],
    'the answer of call 1 of 1 differs first at /a~1b: 1 in base, an object in head',
  ],
])('%s is named with its place', (_, base, head, text) => {
  expect(otherAnswers([...base, 'null'], [...head, 'null'])).toBe(text);
});

test('what calls leave behind, and how many there are, differs as well', () => {
  expect(otherAnswers([SAME, '[1]'], [SAME, '[2]'])).toBe(
    'what the calls left behind differs first at /0: 1 in base, 2 in head',
  );
  expect(otherAnswers([SAME, SAME, 'null'], [SAME, 'null'])).toBe('base makes 2 calls, head 1');
});

test('answers that differ by chance are told as that', () => {
  expect(otherAnswers([SAME], [SAME])).toBe('their answers differ, and not when they are asked once more');
});
