// What a store did with an operation: the answer, or the error. And when two outcomes are the same: answers by their
// canonical text, errors by stage and text, where of an argument error and of a parse error only the fixed part of
// the text counts (subject protocol).

import { differences } from '../contract/differences.ts';
import { type ErrorCode, StoreError } from '../contract/errors.ts';
import { writeJson } from '../contract/json-text.ts';
import { KnownEqual } from './known-equal.ts';

export type Outcome =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly text: string; readonly reason: string }
  /** An error that no store may throw: a bug of the store, whatever the others did. */
  | { readonly kind: 'crash'; readonly text: string };

/** Never throws: what the work throws is its outcome. */
export async function outcomeOf(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { kind: 'answer', value: await work() };
  } catch (error) {
    return outcomeOfError(error);
  }
}

export function outcomeOfError(error: unknown): Outcome {
  if (!(error instanceof StoreError)) return { kind: 'crash', text: String(error) };
  const { code, message } = error;
  if (code === 'E_INTERNAL') return { kind: 'crash', text: message };
  return { kind: 'error', code, text: message, reason: String(error.data.reason ?? '') };
}

/**
 * Where two outcomes differ, in a few words; null when they are the same. `known` spares comparing again what was found to
 * be the same and cannot have changed since.
 */
export function outcomeDifference(
  expected: Outcome,
  actual: Outcome,
  known: KnownEqual = new KnownEqual(),
): string | null {
  if (actual.kind === 'crash') return `it crashed: ${actual.text}`;
  if (expected.kind === 'answer' && actual.kind === 'answer') {
    if (known.areEqual(expected.value, actual.value)) return null;
    return answerDifference(expected.value, actual.value);
  }
  const [left, right] = [errorText(expected), errorText(actual)];
  if (left !== right) return `expected ${left}, got ${right}`;
  const [code, otherCode] = [codeOf(expected), codeOf(actual)];
  // A program's refusal has no code of its own, only one found by its text; E_SUBJECT when it is not a known text.
  return code === otherCode || otherCode === 'E_SUBJECT' ? null : `expected ${code}, got ${otherCode}`;
}

/** Pointers to at most this many differences are named. */
const POINTERS_MAX = 5;

function answerDifference(expected: unknown, actual: unknown): string | null {
  if (writeJson(expected) === writeJson(actual)) return null;
  const found = differences(expected, actual);
  if (found.length > 0) {
    const places = found.slice(0, POINTERS_MAX).map(({ pointer, kind }) => `${pointer || '/'} ${kind}`);
    return `the answers differ at ${places.join(', ')}${found.length > POINTERS_MAX ? ', …' : ''}`;
  }
  // Records have an order of keys, on which digests rely; the rest of an answer has not.
  return holdsSession(expected) ? 'the answers differ in the order of keys' : null;
}

const holdsSession = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(holdsSession)
    : typeof value === 'object' && value !== null && 'chatHistory' in value;

function errorText(outcome: Outcome): string {
  if (outcome.kind !== 'error') return outcome.kind === 'answer' ? 'an answer' : 'a crash';
  const { code, text } = outcome;
  if (code === 'E_ARGS') return `an argument error on ${argumentIn(text)}`;
  if (code === 'E_PARSE') return '"Failed to parse sessions: …"';
  return JSON.stringify(text);
}

const codeOf = (outcome: Outcome): ErrorCode | null => (outcome.kind === 'error' ? outcome.code : null);

/** Both forms name the argument first: ours, and the app's "invalid args `x` for command `y`: …". */
const argumentIn = (text: string): string => /`([^`]*)`/.exec(text)?.[1] ?? text;

const SHOWN_CHARS = 2_000;

/** An outcome as text for people, cut where it gets long. */
export function outcomeText(outcome: Outcome): string {
  const text =
    outcome.kind === 'answer'
      ? writeJson(outcome.value ?? null)
      : outcome.kind === 'error'
        ? `${outcome.code}: ${outcome.text}`
        : `crash: ${outcome.text}`;
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}… (${text.length} characters)` : text;
}
