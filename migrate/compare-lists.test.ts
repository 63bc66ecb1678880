import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorktreeSession } from '../contract/session.ts';
import { sampleMessage, sampleSession } from '../contract/suite/samples.ts';
import { compareLists } from './compare-lists.ts';

const session = (id: string, task = `task of ${id}`): WorktreeSession =>
  sampleSession(id, { task, chatHistory: [sampleMessage('m', { content: 'a/b~c' })] });

const brief = (expected: WorktreeSession[], actual: WorktreeSession[]): string[] =>
  compareLists(expected, actual).map(
    (found) => `${found.class} ${found.sessionId} ${found.pointers.join(' ')}`,
  );

const [a, b, c, d] = [session('a'), session('b'), session('c'), session('d')] as const;

test('equal lists have no findings', () => {
  expect(brief([a, b, a], [a, b, a])).toEqual([]);
  expect(brief([], [])).toEqual([]);
});

test('a record that is gone is missing at its place in the file', () => {
  expect(brief([a, b, c], [a, c])).toEqual(['missing b /1']);
});

test('a record that the file lacks is extra at its place in the store', () => {
  expect(brief([a, c], [a, b, c])).toEqual(['extra b /1']);
});

test('a record stored twice is a duplicate, but not when the file has it twice', () => {
  expect(brief([a, b], [a, b, a])).toEqual(['duplicate a /2']);
  expect(brief([a, b, a], [a, b, a])).toEqual([]);
  expect(brief([a, b, a], [a, b])).toEqual(['missing a /2']);
});

test('a changed value is a mismatch with its pointer', () => {
  const changed = { ...b, chatHistory: [{ ...b.chatHistory[0]!, content: 'other' }], winnerId: 3 };
  expect(brief([a, b], [a, changed])).toEqual(['mismatch b /1/chatHistory/0/content /1/winnerId']);
});

test('of two records with one id the changed one is the mismatch', () => {
  const twin = session('a', 'the other record');
  expect(brief([a, twin], [a, { ...twin, status: 'failed' }])).toEqual(['mismatch a /1/status']);
  expect(brief([a, twin], [{ ...a, status: 'failed' }, twin])).toEqual(['mismatch a /0/status']);
});

test('a changed id is a mismatch of the id, wherever the record stands', () => {
  expect(brief([a, b, c], [a, { ...b, id: 'z' }, c])).toEqual(['mismatch b /1/id']);
  expect(brief([a, b, c], [{ ...b, id: 'z' }, c])).toEqual(['missing a /0', 'mismatch b /1/id']);
});

test('two records of one id that changed places are out of order, not changed', () => {
  const twin = session('a', 'the other record');
  expect(compareLists([a, twin], [twin, a]).map((found) => found.class)).toEqual(['order']);
});

test('one record moved to the end is one finding, not one for each that it passed', () => {
  expect(brief([a, b, c, d], [b, c, d, a])).toEqual(['order a /0']);
});

test('several faults in one list are all found', () => {
  const found = brief([a, b, c, d], [d, { ...b, task: 'x' }, a, a]);
  expect(found).toContain('missing c /2');
  expect(found).toContain('mismatch b /1/task');
  expect(found).toContain('duplicate a /3');
  expect(found.filter((line) => line.startsWith('order')).length).toBe(2);
});

test('no two different lists are ever taken for equal', () => {
  const item = fc.constantFrom(a, b, c, session('a', 'twin'), { ...b, status: 'failed' });
  const lists = fc.array(item, { maxLength: 6 });
  fc.assert(
    fc.property(lists, lists, (left, right) => {
      const isSame = left.length === right.length && left.every((each, index) => each === right[index]);
      return (compareLists(left, right).length === 0) === isSame;
    }),
    { numRuns: 2000 },
  );
});

test('ten thousand sessions in reverse order are compared in one go', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => session(`s${index}`));
  expect(compareLists(many, many.toReversed())).toHaveLength(9_999);
});
