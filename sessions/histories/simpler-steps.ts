// Simpler variants of one step, for shrinking: fewer calls in a transaction, an argument replaced by a plain one,
// lists emptied, options dropped, texts shortened. Every variant is strictly smaller, so that shrinking ends.

import { writeJson } from '../../contract/json-text.ts';
import type { Step } from '../../definition/operation.ts';
import { type Call, isAsked } from './step.ts';

export function* simplerSteps(step: Step): Generator<Step> {
  if (!isAsked(step)) return;
  if (step.op === 'transaction') {
    for (let index = 0; index < step.calls.length; index++) {
      yield { ...step, calls: step.calls.toSpliced(index, 1) };
    }
    return;
  }
  if (step.pages !== undefined && step.pages > 1) yield withPages(step, 1);
  const sizeChars = writeJson(step.args).length;
  for (const [index, argument] of step.args.entries()) {
    for (const simpler of simplerValues(argument, PLACES_DEEP)) {
      const args = step.args.with(index, simpler);
      if (writeJson(args).length < sizeChars) yield { ...step, args };
    }
  }
}

const withPages = (step: Call, pages: number): Call => ({ ...step, pages });

/** Session, list, record, value. */
const PLACES_DEEP = 4;

function* simplerValues(value: unknown, depth: number): Generator<unknown> {
  if (depth === 0) return;
  if (typeof value === 'string') yield* simplerTexts(value);
  else if (Array.isArray(value)) yield* simplerLists(value, depth);
  else if (typeof value === 'object' && value !== null) yield* simplerRecords(value, depth);
}

function* simplerTexts(text: string): Generator<string> {
  if (text.startsWith('$W/')) {
    yield '$W/alpha';
    return;
  }
  yield '';
  const characters = [...text];
  const half = Math.ceil(characters.length / 2);
  if (characters.length > 1) {
    yield characters.slice(0, half).join('');
    yield characters.slice(half).join('');
  }
}

function* simplerLists(list: readonly unknown[], depth: number): Generator<unknown> {
  if (list.length > 1) yield [];
  for (let index = 0; index < list.length; index++) yield list.toSpliced(index, 1);
  for (const [index, item] of list.entries()) {
    for (const simpler of simplerValues(item, depth - 1)) yield list.with(index, simpler);
  }
}

function* simplerRecords(record: object, depth: number): Generator<unknown> {
  const entries = Object.entries(record);
  const bare = entries.flatMap(([key, value]) =>
    isRequiredKind(value) ? [[key, bareValue(key, value)]] : [],
  );
  yield Object.fromEntries(bare);
  // One value is often all that matters.
  for (const [key, value] of entries) yield { ...Object.fromEntries(bare), [key]: value };
  for (let index = 0; index < entries.length; index++) yield Object.fromEntries(entries.toSpliced(index, 1));
  for (const [index, [key, value]] of entries.entries()) {
    for (const simpler of simplerValues(value, depth - 1)) {
      yield Object.fromEntries(entries.with(index, [key, simpler]));
    }
  }
}

const isRequiredKind = (value: unknown): boolean => typeof value === 'string' || Array.isArray(value);

function bareValue(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return [];
  return key === 'id' ? value : '';
}
