import { expect, test } from 'vitest';
import { PLAY_AGAIN } from '../../results/play-again.ts';
import { faultLines } from './fault.ts';

const detail = (...operations: readonly string[]): string =>
  [
    'my.py differs from the model: the answers differ at /0 missing.',
    'Found at operation 9 of seed 3; they show it:',
    ...operations.map((operation) => `  ${operation}`),
    'Expected: []',
    'Got:      null',
    `${PLAY_AGAIN}a command`,
  ].join('\n');

test('a fault says first what differed, then what was got, then the operations, without the command', () => {
  expect(faultLines(detail('{"op":"a"}'))).toEqual([
    'my.py differs from the model: the answers differ at /0 missing.',
    'Expected: []',
    'Got: null',
    'Found at operation 9 of seed 3; they show it:',
    '{"op":"a"}',
  ]);
});

test('a long operation is cut in its middle and says how long it is', () => {
  const line = faultLines(detail(`{"op":"a","x":"${'é'.repeat(5_000)}","end":1}`)).at(-1)!;
  expect(line).toMatch(/^\{"op":"a","x":"é+ … é+","end":1\} \(5,0\d\d characters\)$/);
  expect(line.length).toBeLessThan(150);
});

test('the question stays in the first line, however long its text and the places are', () => {
  const places = Array.from(
    { length: 5 },
    (_, at) => `/${at}/a-very-long-name-of-a-field-of-a-record changed`,
  );
  const said = '2,000 random operations, 1 difference. random sequences: sqlite differs from json: ';
  const [first = ''] = faultLines(
    `${said}list of https://example.com: the answers differ at ${places.join(', ')}.`,
  );
  expect(first).toContain('list of https://example.com: the answers differ at /0/a-very');
  expect(first.length).toBeLessThan(330);
});

test('of many operations the last are shown', () => {
  const lines = faultLines(detail(...Array.from({ length: 50 }, (_, at) => `{"op":"${at}"}`)));
  expect(lines.slice(-4)).toEqual(['… 47 more before', '{"op":"47"}', '{"op":"48"}', '{"op":"49"}']);
});
