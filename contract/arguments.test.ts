import { describe, expect, test } from 'vitest';
import { checkedMessage, checkedSession, checkedText, checkedU32 } from './arguments.ts';
import { StoreError } from './errors.ts';
import { parseJson } from './json-value.ts';
import { SESSION_SHAPE } from './session.ts';

const session = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...{
    id: 'a',
    type: 't',
    task: '',
    status: '',
    createdAt: '',
    updatedAt: '',
    instances: [],
    chatHistory: [],
  },
  ...more,
});
const instance = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...{ instanceId: 0, worktreePath: '', branch: '', agentName: '', status: '', tmuxSessionId: '' },
  ...more,
});
const message = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...{ id: '', role: '', content: '', timestamp: '' },
  ...more,
});

function pointerOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'E_ARGS', message: expect.stringMatching(/^invalid argument `/) });
    return String((error as StoreError).data.pointer);
  }
  return expect.fail('accepted');
}

test('a session gets all of its keys in file order, and no other', () => {
  const checked = checkedSession({ extra: 1, ...session() });
  expect(Object.keys(checked)).toEqual(SESSION_SHAPE.fields.map(({ name }) => name));
  expect(checked).toMatchObject({ completedAt: null, runtimeMix: null, totalDuration: null });
});

test('optional keys may be absent, null or undefined', () => {
  expect(checkedSession(session({ model: undefined, winnerId: null }))).toMatchObject({
    model: null,
    winnerId: null,
  });
  expect(checkedMessage(message())).toMatchObject({ instanceId: null });
});

test('records are copied, so that a caller cannot change what is stored', () => {
  const mine = { ...session({ runtimeMix: ['a'] }), instances: [instance()] };
  const checked = checkedSession(mine);
  mine.instances.push(instance());
  expect(checked.instances).toHaveLength(1);
  expect(checked.runtimeMix).not.toBe((mine as Record<string, unknown>).runtimeMix);
});

test('inherited properties are no members', () => {
  expect(pointerOf(() => checkedSession(Object.create(session())))).toBe('/id');
  expect(checkedMessage(Object.assign(Object.create(null), message()))).toMatchObject({ id: '' });
});

test('an array of exactly the values stands for a record', () => {
  expect(checkedMessage(['m', 'r', 'c', 't', 5])).toEqual({
    ...message({ id: 'm', role: 'r', content: 'c', timestamp: 't' }),
    instanceId: 5,
  });
  expect(checkedSession(session({ chatHistory: [['m', 'r', 'c', 't', null]] }))).toMatchObject({
    chatHistory: [{ id: 'm' }],
  });
  for (const wrong of [[], ['m', 'r', 'c', 't'], ['m', 'r', 'c', 't', null, null]]) {
    expect(pointerOf(() => checkedMessage(wrong))).toBe('');
  }
});

describe('what JSON cannot carry is refused with its place', () => {
  test.each<[string, Record<string, unknown>]>([
    ['/id', session({ id: undefined })],
    ['/id', session({ id: null })],
    ['/task', session({ task: 1 })],
    ['/task', session({ task: 'a\ud800' })],
    ['/completedAt', session({ completedAt: new Date(0) })],
    ['/instances', session({ instances: {} })],
    ['/instances', session({ instances: null })],
    ['/instances/0', session({ instances: [null] })],
    ['/instances/1/instanceId', session({ instances: [instance(), instance({ instanceId: null })] })],
    ['/instances/0/output', session({ instances: [instance({ output: '\udc00' })] })],
    ['/instances/0/linesAdded', session({ instances: [instance({ linesAdded: 4_294_967_296 })] })],
    ['/chatHistory/0/content', session({ chatHistory: [message({ content: undefined })] })],
    ['/chatHistory/0/instanceId', session({ chatHistory: [message({ instanceId: -1 })] })],
    ['/runtimeMix', session({ runtimeMix: 'claude' })],
    ['/runtimeMix/1', session({ runtimeMix: ['claude', null] })],
    ['/runtimeMix/0', session({ runtimeMix: new Array(1) })],
    ['/preserveWorktrees', session({ preserveWorktrees: 1 })],
    ['/timeoutSeconds', session({ timeoutSeconds: 1.5 })],
    ['/timeoutSeconds', session({ timeoutSeconds: -0 })],
    ['/timeoutSeconds', session({ timeoutSeconds: Number.NaN })],
    ['/timeoutSeconds', session({ timeoutSeconds: '1' })],
    ['/totalDuration', session({ totalDuration: 2 ** 53 })],
    ['/totalDuration', session({ totalDuration: 2n ** 64n })],
    ['/totalDuration', session({ totalDuration: -1n })],
  ])('at %s (%#)', (pointer, value) => expect(pointerOf(() => checkedSession(value))).toBe(pointer));

  test.each([null, undefined, 1, 'session', true, [], () => {}])('as a whole: %s', (value) =>
    expect(pointerOf(() => checkedSession(value))).toBe(''),
  );

  test.each(['1.0', '-0', '1e0', '-1', '18446744073709551616'])('as a number spelled %s', (spelling) => {
    expect(pointerOf(() => checkedSession(session({ totalDuration: parseJson(spelling) })))).toBe(
      '/totalDuration',
    );
    expect(pointerOf(() => checkedSession(parseJson(spelling)))).toBe('');
  });
});

test.each([
  [0, 0],
  [5n, 5],
  [2 ** 53 - 1, 2 ** 53 - 1],
  [2n ** 53n - 1n, 2 ** 53 - 1],
  [2n ** 53n, 2n ** 53n],
  [2n ** 64n - 1n, 2n ** 64n - 1n],
])('a duration of %s is kept as %s', (given, kept) => {
  expect(checkedSession(session({ totalDuration: given })).totalDuration).toBe(kept);
});

test('simple arguments are checked by name', () => {
  expect(checkedText('', 'sessionId')).toBe('');
  expect(checkedU32(4_294_967_295, 'instanceId')).toBe(4_294_967_295);
  expect(checkedU32(7n, 'instanceId')).toBe(7);
  expect(() => checkedText(undefined, 'sessionId')).toThrow(
    'invalid argument `sessionId`: expected a string',
  );
  expect(() => checkedText('\ud800', 'sessionId')).toThrow('a lone surrogate');
  for (const wrong of [-1, 4_294_967_296, 0.5, '1', null, undefined, true]) {
    expect(() => checkedU32(wrong, 'instanceId')).toThrow(
      'invalid argument `instanceId`: expected an integer',
    );
  }
});
