import { expect, test } from 'vitest';
import { type ErrorCode, StoreError } from '../contract/errors.ts';
import type { Outcome } from '../definition/outcome.ts';
import { difference } from '../sessions/histories/difference.ts';
import { refusal } from '../sessions/refusal.ts';
import { sampleSession } from '../sessions/suite/sample.ts';
import { outcomeDifference, outcomeText, outcomeOfError as plainOutcome } from './outcome.ts';
import { rulesOf } from './rules.ts';

const answer = (value: unknown): Outcome => ({ kind: 'answer', value });
/** As the session stores have it. */
const outcomeOfError = (thrown: unknown): Outcome => plainOutcome(thrown, refusal);
const sessionDifference = (expected: Outcome, actual: Outcome): string | null =>
  outcomeDifference(expected, actual, { difference });

const error = (code: ErrorCode, text: string): Outcome => outcomeOfError(new StoreError(code, text));

test('answers are compared by their canonical text, a record’s order of keys included', () => {
  const session = sampleSession('a');
  const { id, ...rest } = session;
  expect(sessionDifference(answer(session), answer({ ...session }))).toBeNull();
  expect(sessionDifference(answer([session]), answer([{ ...rest, id }]))).toContain('order of keys');
  expect(sessionDifference(answer({ a: 1, b: 2 }), answer({ b: 2, a: 1 }))).toBeNull();
  expect(sessionDifference(answer({ a: 1 }), answer({ a: 1n }))).toBeNull();
  expect(sessionDifference(answer({ a: 2n ** 53n }), answer({ a: 2n ** 53n + 1n }))).toContain('/a changed');
});

test('errors are compared by text, argument and parse errors by the fixed part of it', () => {
  const ours = error('E_ARGS', 'invalid argument `session` at /id: expected a string');
  expect(
    sessionDifference(ours, error('E_ARGS', 'invalid args `session` for command `x`: anything')),
  ).toBeNull();
  expect(sessionDifference(ours, error('E_ARGS', 'invalid args `message` for command `x`: y'))).toContain(
    'message',
  );
  expect(sessionDifference(error('E_PARSE', 'a'), error('E_PARSE', 'b'))).toBeNull();
  const missing = error('E_SESSION_NOT_FOUND', 'Session a not found');
  expect(sessionDifference(missing, error('E_SESSION_NOT_FOUND', 'Session b not found'))).toContain(
    'Session b',
  );
  expect(sessionDifference(missing, error('E_SUBJECT', 'Session a not found'))).toBeNull();
  expect(sessionDifference(missing, error('E_IO', 'Session a not found'))).toContain('E_IO');
  expect(sessionDifference(missing, answer(null))).toContain('an answer');
});

test('an unexpected error is a crash and never equal to anything', () => {
  const crash = outcomeOfError(new TypeError('oops'));
  expect(sessionDifference(crash, crash)).toContain('crashed');
  expect(sessionDifference(answer(1), error('E_INTERNAL', 'a bug'))).toContain('crashed');
});

test('an outcome for people is cut where it gets long', () => {
  expect(outcomeText(answer({ a: 2n ** 64n }))).toBe('{"a":18446744073709551616}');
  expect(outcomeText(answer('x'.repeat(5_000)))).toMatch(/… \(5002 characters\)$/);
  expect(outcomeText(error('E_IO', 'text'))).toBe('E_IO: text');
});

const plain = await rulesOf({ name: 'any', subjects: {}, operations: {}, content: () => null });
const thrown = (what: unknown): Outcome => plainOutcome(what, plain.refusal);
const plainDifference = (expected: Outcome, actual: Outcome): string | null =>
  outcomeDifference(expected, actual);

test('answers of any definition are compared as JSON', () => {
  expect(plainDifference(answer(undefined), answer(null))).toBeNull();
  expect(plainDifference(answer({ a: 1, b: undefined }), answer({ a: 1 }))).toBeNull();
  expect(plainDifference(answer({ chatHistory: 1, b: 2 }), answer({ b: 2, chatHistory: 1 }))).toBeNull();
  expect(plainDifference(answer(new Date(0)), answer('1970-01-01T00:00:00.000Z'))).toBeNull();
  expect(plainDifference(answer([new Date(0)]), answer([new Date(1)]))).toContain('/0 changed');
  expect(plainDifference(answer([1, 2]), answer([1]))).toContain('/1 missing');
});

test('of an error of any definition the code counts, or else the message, and mistakes are crashes', () => {
  const coded = Object.assign(new Error('one text'), { code: 'GONE' });
  expect(
    plainDifference(thrown(coded), thrown(Object.assign(new Error('another'), { code: 'GONE' }))),
  ).toBeNull();
  expect(plainDifference(thrown(coded), thrown(new Error('one text')))).toBe(
    'expected "GONE", got "one text"',
  );
  expect(plainDifference(thrown(coded), answer(1))).toBe('expected "GONE", got an answer');
  expect(plainDifference(thrown('text'), thrown('text'))).toBeNull();
  for (const mistake of [new TypeError('oops'), new RangeError('oops'), new StoreError('E_INTERNAL', 'oops')])
    expect(plainDifference(thrown(mistake), thrown(mistake))).toContain('it crashed');
  expect(outcomeText(thrown(coded))).toBe('GONE: one text');
  expect(outcomeText(thrown(new Error('only a text')))).toBe('only a text');
});
