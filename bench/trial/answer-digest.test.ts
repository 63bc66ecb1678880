import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { answerDigest, glanceOf } from './answer-digest.ts';

test('a digest ignores the order of keys and nothing else', () => {
  expect(answerDigest({ a: 1, b: [{ c: 2n ** 63n, d: null }] })).toBe(
    answerDigest({ b: [{ d: null, c: 2n ** 63n }], a: 1 }),
  );
  expect(answerDigest([1, 2])).not.toBe(answerDigest([2, 1]));
  expect(answerDigest(undefined)).not.toBe(answerDigest(null));
});

test('a glance tells answers apart by how much they hold or whose they are', () => {
  expect(glanceOf([1, 2])).toBe('2 items');
  expect(glanceOf({ sessions: [1], nextCursor: null })).toBe('1 sessions');
  expect(glanceOf({ hits: [] })).toBe('0 hits');
  expect(glanceOf({ id: 'x' })).toBe('id x');
  expect(glanceOf({ totals: {} })).toBe('an object');
  expect(glanceOf(undefined)).toBe('undefined');
});

test('a digest is of the whole as one text, however large the lists in it', () => {
  const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
  for (const answer of [
    [],
    {},
    [[1, [2]], null, undefined],
    { b: [{ d: 1, c: [{}] }], a: { f: 2, e: undefined } },
  ]) {
    const sorted = JSON.stringify(answer).replace(
      '{"b":[{"d":1,"c":[{}]}],"a":{"f":2}}',
      '{"a":{"f":2},"b":[{"c":[{}],"d":1}]}',
    );
    expect(answerDigest(answer)).toBe(digestOf(sorted));
  }
});

test('what JSON has a form for is compared in that form, and what it would pass over is refused', () => {
  expect(answerDigest({ at: [[new Date(0)]] })).toBe(answerDigest({ at: [['1970-01-01T00:00:00.000Z']] }));
  const passedOver = [
    new Map([['a', 1]]),
    [new Set()],
    { list: [[new Map()]] },
    [[1].values()],
    Promise.resolve(1),
  ];
  for (const answer of passedOver) {
    expect(() => answerDigest(answer)).toThrow(/^an? (Map|Set|Array Iterator|Promise) is no JSON value/);
  }
});

test('content that differs anywhere has another digest', () => {
  const content = { '.': [{ id: 'a', tags: [1, 2] }], other: [{ id: 'b', at: null }] };
  const others = [
    { '.': [{ id: 'a', tags: [2, 1] }], other: [{ id: 'b', at: null }] },
    { '.': [{ id: 'a', tags: [1, 2] }], other: [{ id: 'b' }] },
    {
      '.': [
        { id: 'a', tags: [1, 2] },
        { id: 'b', at: null },
      ],
      other: [],
    },
    { '.': [{ id: 'a', tags: [1, 2] }] },
  ];
  expect(new Set([content, ...others].map(answerDigest)).size).toBe(5);
});
