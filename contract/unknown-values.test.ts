// Calls that the app's parser refuses for what stands under an unknown key are refused here, at the same depth.

import { expect, test } from 'vitest';
import { checkedMessage, checkedSession } from './arguments.ts';
import { parseJson } from './json-value.ts';

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};
const nestedText = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

const instance = {
  ...{ instanceId: 1, worktreePath: '', branch: '', agentName: '', status: '', tmuxSessionId: '' },
};
const session = (more: object = {}, inInstance: object = {}) => ({
  ...{ id: 'a', type: 't', task: '', status: '', createdAt: '', updatedAt: '' },
  ...{ instances: [{ ...instance, ...inInstance }], chatHistory: [] },
  ...more,
});
const message = { id: 'm', role: 'user', content: '', timestamp: '' };

test('a text of 127 levels is taken, one of 128 is not', () => {
  expect(() => parseJson(nestedText(127))).not.toThrow();
  expect(() => parseJson(nestedText(128))).toThrow('recursion limit exceeded');
  expect(() => parseJson(`{"zz":${nestedText(126)}}`)).not.toThrow();
  expect(() => parseJson(`{"zz":${nestedText(127)}}`)).toThrow('recursion limit exceeded');
});

test.each(['1e400', '-1e400', `1${'0'.repeat(400)}`])(
  'the number %s is out of range in any place',
  (number) => {
    expect(() => parseJson(`{"zz":[${number}]}`)).toThrow('number out of range');
  },
);

test.each(['1e308', '0e400', '1e-400', `0.${'0'.repeat(400)}1`])('the number %s is not', (number) => {
  expect(() => parseJson(`{"zz":[${number}]}`)).not.toThrow();
});

test('arguments count their levels from the call', () => {
  expect(() => checkedSession(session({ zz: nested(125) }))).not.toThrow();
  expect(() => checkedSession(session({ zz: nested(126) }))).toThrow('recursion limit exceeded');
  expect(() => checkedSession(session({}, { zz: nested(123) }))).not.toThrow();
  expect(() => checkedSession(session({}, { zz: nested(124) }))).toThrow(
    '/instances/0: recursion limit exceeded',
  );
  expect(() => checkedMessage({ ...message, zz: nested(126) })).toThrow('recursion limit exceeded');
  expect(() => checkedMessage({ ...message, zz: 10n ** 400n })).toThrow('number out of range');
});

test('a value that holds itself, or the same one in many places, comes to an end', () => {
  const loop: unknown[] = [];
  loop.push(loop);
  expect(() => checkedSession(session({ zz: loop }))).toThrow('recursion limit exceeded');
  let wide: unknown = 1;
  for (let level = 0; level < 100; level++) wide = [wide, wide];
  expect(() => checkedSession(session({ zz: wide }))).not.toThrow();
});
