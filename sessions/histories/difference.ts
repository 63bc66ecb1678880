// When two outcomes of session stores are the same: answers by their canonical text, errors by what callers can rely on
// (refusal.ts) and by their code.

import { writeJson } from '../../contract/json-text.ts';
import type { Outcome } from '../../definition/outcome.ts';
import { answerDifference, outcomeDifference, outcomeOf } from '../../props/outcome.ts';
import { refusal } from '../refusal.ts';

/** Never throws: what the work throws is its outcome. */
export const outcomeOfWork = (work: () => Promise<unknown>): Promise<Outcome> => outcomeOf(work, refusal);

/** Null: none. */
export const differenceOf = (expected: Outcome, actual: Outcome): string | null =>
  outcomeDifference(expected, actual, { difference });

export function difference(expected: Outcome, actual: Outcome): string | null {
  if (expected.kind === 'answer' && actual.kind === 'answer') {
    return valueDifference(expected.value, actual.value);
  }
  const [left, right] = [toldOf(expected), toldOf(actual)];
  if (left !== right) return `expected ${left}, got ${right}`;
  const [code, otherCode] = [codeOf(expected), codeOf(actual)];
  // A program's refusal has no code of its own, only one found by its text; E_SUBJECT when it is not a known text.
  return code === otherCode || otherCode === 'E_SUBJECT' ? null : `expected ${code}, got ${otherCode}`;
}

function valueDifference(expected: unknown, actual: unknown): string | null {
  if (writeJson(expected) === writeJson(actual)) return null;
  const found = answerDifference(expected, actual);
  if (found !== null) return found;
  // Records have an order of keys, on which digests rely; the rest of an answer has not.
  return holdsSession(expected) ? 'the answers differ in the order of keys' : null;
}

const holdsSession = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(holdsSession)
    : typeof value === 'object' && value !== null && 'chatHistory' in value;

const toldOf = (outcome: Outcome): string =>
  outcome.kind === 'error' ? outcome.refusal : outcome.kind === 'answer' ? 'an answer' : 'a crash';

const codeOf = (outcome: Outcome): string | null => (outcome.kind === 'error' ? outcome.code : null);
