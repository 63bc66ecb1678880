import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOfText } from '../../contract/digest.ts';
import { writeJson } from '../../contract/json-text.ts';
import { GeneratedHistory, type History, HistoryArbitrary } from '../../props/arbitraries/history.ts';
import { stepsOf } from '../../props/arbitraries/steps.ts';
import { rulesOf } from '../../props/rules.ts';
import { APP_METHODS, CONTRACT_METHODS, type StoreMethod } from '../../subjects/index.ts';
import sessions from '../definition.ts';
import { isAsked, readSteps, type SessionStep } from './step.ts';

const rules = await rulesOf(sessions);
const everything = new Set<StoreMethod>([...APP_METHODS, ...CONTRACT_METHODS, 'debateStatus']);
const generated = (
  seed: number,
  operations = 2_000,
  methods: ReadonlySet<StoreMethod> = everything,
): History => {
  const steps = stepsOf(rules, { offered: methods, restarts: ['reopen', 'kill'] });
  return fc.sample(new HistoryArbitrary(steps, operations), { seed, numRuns: 1 })[0] as History;
};
const history = (...options: Parameters<typeof generated>): SessionStep[] =>
  [...generated(...options)] as SessionStep[];

test('a seed gives the same operations for ever', () => {
  expect(digestOfText(writeJson(history(5)))).toMatchInlineSnapshot(
    `"0dd957182cc26b3ada2f0eba2e5d79a7e6efcd504041b79863dcb66d5c6624ee"`,
  );
  const again = generated(5);
  expect(writeJson([...again])).toBe(writeJson([...again]));
  expect(writeJson(history(5))).not.toBe(writeJson(history(6)));
});

test('there are exactly as many operations as asked for, of every kind', () => {
  const operations = history(5, 5_000);
  expect(operations).toHaveLength(5_000);
  const kinds = new Set(operations.map(({ op }) => op));
  for (const method of everything) expect(kinds).toContain(method);
  for (const kind of ['reopen', 'kill', 'link', 'directory', 'remove']) expect(kinds).toContain(kind);
});

test('a longer history of a seed begins with a shorter one', () => {
  expect(history(5, 500).slice(0, 123)).toEqual(history(5, 123));
});

test('operations are made as they are taken, and what was taken is known', () => {
  const endless = generated(5, Number.MAX_SAFE_INTEGER) as GeneratedHistory;
  expect(endless).toBeInstanceOf(GeneratedHistory);
  let left = 30;
  for (const _operation of endless) if (--left === 0) break;
  expect(endless.played()).toEqual(history(5, 30));
  expect(endless.played()).toHaveLength(30);
});

test('only methods that the stores have are called, inside transactions as well', () => {
  const methods = new Set<StoreMethod>(['createSession', 'getAllSessions', 'transaction']);
  const calls = history(5, 500, methods).flatMap((operation) =>
    'calls' in operation ? operation.calls : isAsked(operation) ? [operation] : [],
  );
  expect([...new Set(calls.map(({ op }) => op))].sort()).toEqual(['createSession', 'getAllSessions']);
});

test('the values that hurt occur', () => {
  const text = writeJson(history(5, 5_000));
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

test('a history printed as JSON reads back as itself', () => {
  const operations = history(5);
  expect(readSteps(writeJson(operations))).toEqual(operations);
});
