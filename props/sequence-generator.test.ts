import { expect, test } from 'vitest';
import { digestOfText } from '../contract/canonical.ts';
import { writeJson } from '../contract/session-writer.ts';
import { APP_METHODS, CONTRACT_METHODS, type StoreMethod } from '../subjects/index.ts';
import { type Operation, readOperations } from './operation.ts';
import { generateSequence } from './sequence-generator.ts';

const everything = new Set<StoreMethod>([...APP_METHODS, ...CONTRACT_METHODS, 'debateStatus']);
const sequence = (
  seed: number,
  operations = 2_000,
  methods: ReadonlySet<StoreMethod> = everything,
): Operation[] => [...generateSequence({ seed, operations, methods, restarts: ['reopen', 'kill'] })];

test('a seed gives the same operations for ever', () => {
  expect(digestOfText(writeJson(sequence(5)))).toMatchInlineSnapshot(
    `"05d016e64b9d002f0f2c10f0ac8cf4658b13cf92d03db46a8aef71ab2c6b2254"`,
  );
  expect(writeJson(sequence(5))).toBe(writeJson(sequence(5)));
  expect(writeJson(sequence(5))).not.toBe(writeJson(sequence(6)));
});

test('there are exactly as many operations as asked for, of every kind', () => {
  const operations = sequence(5, 5_000);
  expect(operations).toHaveLength(5_000);
  const kinds = new Set(operations.map(({ op }) => op));
  for (const method of everything) expect(kinds).toContain(method);
  for (const kind of ['reopen', 'kill', 'link', 'directory', 'remove']) expect(kinds).toContain(kind);
});

test('only methods that the stores have are called, inside transactions as well', () => {
  const methods = new Set<StoreMethod>(['createSession', 'getAllSessions', 'transaction']);
  const calls = sequence(5, 500, methods).flatMap((operation) =>
    'calls' in operation ? operation.calls : 'args' in operation ? [operation] : [],
  );
  expect([...new Set(calls.map(({ op }) => op))].sort()).toEqual(['createSession', 'getAllSessions']);
});

test('the values that hurt occur', () => {
  const text = writeJson(sequence(5, 5_000));
  const needles = [
    '"__proto__"',
    '\\u0000',
    '\ufeff',
    'cafe\u0301',
    '\\ud800',
    '18446744073709551615',
    '9007199254740993',
    '"instanceId":0',
    '𠮷',
    '-1',
    '1.5',
  ];
  expect(needles.filter((needle) => !text.includes(needle))).toEqual([]);
});

test('a sequence printed as JSON reads back as itself', () => {
  const operations = sequence(5);
  expect(readOperations(writeJson(operations))).toEqual(operations);
});
