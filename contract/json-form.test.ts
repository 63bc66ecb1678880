import { expect, test } from 'vitest';
import { jsonForms } from './json-form.ts';

test('what JSON passes over is refused wherever it is, also in steps', () => {
  for (const value of [new Map(), { a: () => 1 }, { a: [new Set([1])] }, { a: [{ b: [{ c: new Map() }] }] }])
    expect(() => [...jsonForms(value)]).toThrow(/no JSON value/);
  for (const value of [null, 1, new Date(), { a: [{ b: [null] }] }])
    expect([...jsonForms(value)]).toBeDefined();
});

test('each record of a large content is a step', () => {
  expect([...jsonForms({ all: Array.from({ length: 100 }, () => ({ id: 1 })) })]).toHaveLength(101);
});
