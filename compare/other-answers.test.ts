import { expect, test } from 'vitest';
import { otherAnswers } from './other-answers.ts';

const SAME = '{"id":1}';

test.each([
  [
    'a figure',
    [SAME, '{"rows":[{"size":1}]}'],
    [SAME, '{"rows":[{"size":2}]}'],
    'the answer of call 2 of 2 differs first at /rows/0/size: a number in base, a number in head',
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
    'the answer of call 1 of 1 differs first at /1: nothing in base, a number in head',
  ],
  [
    'another kind of answer',
    ['[]'],
    ['null'],
    'the answer of call 1 of 1 differs first: a list of 0 in base, null in head',
  ],
  [
    'what may be the name of a record, which is not told',
    ['{"Fix a/b":{"size":1}}'],
    ['{"Fix a/b":{"size":{}}}'],
    'the answer of call 1 of 1 differs first at /…/size: a number in base, an object in head',
  ],
  [
    'the first call whose answer is another one, and not only its order of keys,',
    ['{"a":1,"b":2}', '[true]'],
    ['{"b":2,"a":1}', '[false]'],
    'the answer of call 2 of 2 differs first at /0: a boolean in base, a boolean in head',
  ],
])('%s is named with its place', (_, base, head, text) => {
  expect(otherAnswers([...base, 'null'], [...head, 'null'])).toBe(text);
});

test('what calls leave behind, and how many there are, differs as well', () => {
  expect(otherAnswers([SAME, '[1]'], [SAME, '[2]'])).toBe(
    'what the calls left behind differs first at /0: a number in base, a number in head',
  );
  expect(otherAnswers([SAME, SAME, 'null'], [SAME, 'null'])).toBe('base makes 2 calls, head 1');
});

test('answers that differ by chance are told as that', () => {
  expect(otherAnswers([SAME], [SAME])).toBe('their answers differ, and no place of it can be told');
});
