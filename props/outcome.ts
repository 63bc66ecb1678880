// What a store did with a step: the answer, or the error. And when two outcomes are the same: answers as JSON, whatever the
// order of keys, and errors by what their definition says of them.

import { differences } from '../contract/differences.ts';
import { StoreError } from '../contract/errors.ts';
import { requireJsonForms } from '../contract/json-form.ts';
import { writeJson } from '../contract/json-text.ts';
import type { HistoryDefinition } from '../definition/history.ts';
import type { Outcome } from '../definition/outcome.ts';
import { thrownText } from '../definition/thrown.ts';
import { KnownEqual } from './known-equal.ts';
import type { Rules } from './rules.ts';

/** Never throws: what the work throws is its outcome. */
export async function outcomeOf(work: () => unknown, refusal: Rules<unknown>['refusal']): Promise<Outcome> {
  try {
    return { kind: 'answer', value: await work() };
  } catch (error) {
    return outcomeOfError(error, refusal);
  }
}

export function outcomeOfError(error: unknown, refusalOf: Rules<unknown>['refusal']): Outcome {
  const refusal = refusalOf(error);
  const text = thrownText(error);
  const reason = error instanceof StoreError ? String(error.data.reason ?? '') : '';
  // No crash, whatever a definition makes of an error that none of its stores has thrown.
  if (refusal === null && reason !== 'timeout')
    return { kind: 'crash', text: error instanceof StoreError ? text : String(error) };
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return {
    kind: 'error',
    refusal: refusal ?? '',
    code: typeof code === 'string' ? code : null,
    text,
    reason,
  };
}

/** No verdict on what it would have answered: a program did not answer in time, or was killed from outside. */
export const isTimeout = (outcome: Outcome): boolean =>
  outcome.kind === 'error' && ['timeout', 'killed'].includes(outcome.reason);

/**
 * Where two outcomes differ, in a few words; null when they are the same. `known` spares comparing again what was found to
 * be the same and cannot have changed since.
 */
export function outcomeDifference(
  expected: Outcome,
  actual: Outcome,
  { difference }: Pick<HistoryDefinition<never>, 'difference'> = {},
  known: KnownEqual = new KnownEqual(),
): string | null {
  if (actual.kind === 'crash') return `it crashed: ${actual.text}`;
  const areAnswers = expected.kind === 'answer' && actual.kind === 'answer';
  if (areAnswers && known.areEqual(expected.value, actual.value)) return null;
  const own = difference?.(expected, actual);
  if (own !== undefined) return own;
  if (areAnswers) return answerDifference(expected.value, actual.value);
  const [left, right] = [refusalText(expected), refusalText(actual)];
  return left === right ? null : `expected ${left}, got ${right}`;
}

const refusalText = (outcome: Outcome): string =>
  outcome.kind === 'error'
    ? JSON.stringify(outcome.refusal)
    : `${outcome.kind === 'answer' ? 'an' : 'a'} ${outcome.kind}`;

/** Pointers to at most this many differences are named. */
const POINTERS_MAX = 5;

/** Of two answers as JSON. Null: at most the order of keys. Throws for what has no form in JSON. */
export function answerDifference(expected: unknown, actual: unknown): string | null {
  const [left, right] = [jsonOf(expected), jsonOf(actual)];
  if (left === right) {
    for (const value of [expected, actual]) requireJsonForms(value);
    return null;
  }
  // As texts say it where the values themselves do not: two dates have no keys that could differ.
  const inValues = differences(expected ?? null, actual ?? null);
  const found = inValues.length > 0 ? inValues : differences(JSON.parse(left), JSON.parse(right));
  if (found.length === 0) return null;
  const places = found.slice(0, POINTERS_MAX).map(({ pointer, kind }) => `${pointer || '/'} ${kind}`);
  return `the answers differ at ${places.join(', ')}${found.length > POINTERS_MAX ? ', …' : ''}`;
}

/** A mistake of the definition, as a text that says whose answer it was. */
export const notComparable = (whose: string, cause: unknown): StoreError =>
  new StoreError(
    'E_USAGE',
    `An answer of ${whose} is no JSON value and cannot be compared: ${(cause as Error).message}. ` +
      'Let the operation, or the content, answer plain data. Nothing more was played.',
    { cause },
  );

/** What has no form in JSON is null there, as in a list. */
const jsonOf = (value: unknown): string => (writeJson(value) as string | undefined) ?? 'null';

/** Of two outcomes that differ already, one may answer what has none. */
function shownJson(value: unknown): string {
  try {
    return jsonOf(value);
  } catch (error) {
    return `an answer that is no JSON value: ${String(error)}`;
  }
}

const SHOWN_CHARS = 2_000;

/** An outcome as text for people, cut where it gets long. */
export function outcomeText(outcome: Outcome): string {
  const text =
    outcome.kind === 'answer'
      ? shownJson(outcome.value)
      : outcome.kind === 'error'
        ? `${outcome.code === null ? '' : `${outcome.code}: `}${outcome.text}`
        : `crash: ${outcome.text}`;
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}… (${text.length} characters)` : text;
}
