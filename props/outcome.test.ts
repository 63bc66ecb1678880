import { expect, test } from 'vitest';
import { type ErrorCode, StoreError } from '../contract/errors.ts';
import { sampleSession } from '../sessions/suite/sample.ts';
import { type Outcome, outcomeDifference, outcomeOfError, outcomeText } from './outcome.ts';

const answer = (value: unknown): Outcome => ({ kind: 'answer', value });
const error = (code: ErrorCode, text: string): Outcome => outcomeOfError(new StoreError(code, text));

test('answers are compared by their canonical text, a record’s order of keys included', () => {
  const session = sampleSession('a');
  const { id, ...rest } = session;
  expect(outcomeDifference(answer(session), answer({ ...session }))).toBeNull();
  expect(outcomeDifference(answer([session]), answer([{ ...rest, id }]))).toContain('order of keys');
  expect(outcomeDifference(answer({ a: 1, b: 2 }), answer({ b: 2, a: 1 }))).toBeNull();
  expect(outcomeDifference(answer({ a: 1 }), answer({ a: 1n }))).toBeNull();
  expect(outcomeDifference(answer({ a: 2n ** 53n }), answer({ a: 2n ** 53n + 1n }))).toContain('/a changed');
});

test('errors are compared by text, argument and parse errors by the fixed part of it', () => {
  const ours = error('E_ARGS', 'invalid argument `session` at /id: expected a string');
  expect(
    outcomeDifference(ours, error('E_ARGS', 'invalid args `session` for command `x`: anything')),
  ).toBeNull();
  expect(outcomeDifference(ours, error('E_ARGS', 'invalid args `message` for command `x`: y'))).toContain(
    'message',
  );
  expect(outcomeDifference(error('E_PARSE', 'a'), error('E_PARSE', 'b'))).toBeNull();
  const missing = error('E_SESSION_NOT_FOUND', 'Session a not found');
  expect(outcomeDifference(missing, error('E_SESSION_NOT_FOUND', 'Session b not found'))).toContain(
    'Session b',
  );
  expect(outcomeDifference(missing, error('E_SUBJECT', 'Session a not found'))).toBeNull();
  expect(outcomeDifference(missing, error('E_IO', 'Session a not found'))).toContain('E_IO');
  expect(outcomeDifference(missing, answer(null))).toContain('an answer');
});

test('an unexpected error is a crash and never equal to anything', () => {
  const crash = outcomeOfError(new TypeError('oops'));
  expect(outcomeDifference(crash, crash)).toContain('crashed');
  expect(outcomeDifference(answer(1), error('E_INTERNAL', 'a bug'))).toContain('crashed');
});

test('an outcome for people is cut where it gets long', () => {
  expect(outcomeText(answer({ a: 2n ** 64n }))).toBe('{"a":18446744073709551616}');
  expect(outcomeText(answer('x'.repeat(5_000)))).toMatch(/… \(5002 characters\)$/);
  expect(outcomeText(error('E_IO', 'text'))).toBe('E_IO: text');
});
