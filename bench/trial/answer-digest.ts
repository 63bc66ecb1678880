// The identity of answers and of content, so that stores can be shown to have done the same work. Keys are sorted: in
// which order a store answers them is its own business.

import { createHash } from 'node:crypto';
import { hasOwnForm, requireJsonForm } from '../../contract/json-form.ts';
import { writeJson } from '../../contract/json-text.ts';

/** SHA-256 over any answer made of plain JSON (bigint included). Throws E_USAGE for what JSON would pass over. */
export function answerDigest(answer: unknown): string {
  const hash = createHash('sha256');
  if (answer !== undefined) for (const piece of piecesOf(answer, 0)) hash.update(piece, 'utf8');
  return hash.digest('hex');
}

/** Lists in an answer, and lists that it names, are written item by item: there is never a text of all that a store holds. */
const LEVELS = 2;

function* piecesOf(given: unknown, level: number): Generator<string> {
  const value = jsonOf(given);
  if (level === LEVELS || typeof value !== 'object' || value === null) {
    yield writeJson(withSortedKeys(value)) ?? 'null';
    return;
  }
  const isList = Array.isArray(value);
  yield isList ? '[' : '{';
  let comma = '';
  for (const [key, member] of isList ? value.entries() : sortedEntries(value)) {
    // As in JSON.
    if (!isList && member === undefined) continue;
    yield isList ? comma : `${comma}${JSON.stringify(key)}:`;
    yield* piecesOf(member, level + 1);
    comma = ',';
  }
  yield isList ? ']' : '}';
}

function withSortedKeys(given: unknown): unknown {
  const value = jsonOf(given);
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(sortedEntries(value).map(([key, member]) => [key, withSortedKeys(member)]));
}

function jsonOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  requireJsonForm(value);
  return hasOwnForm(value) ? value.toJSON() : value;
}

const sortedEntries = (value: object): (readonly [string, unknown])[] =>
  Object.keys(value)
    .sort()
    .map((key) => [key, (value as Record<string, unknown>)[key]]);

/** What can be seen of an answer at no cost: how much it holds, or whose it is. Checked at every timed call. */
export function glanceOf(answer: unknown): string {
  if (Array.isArray(answer)) return `${answer.length} items`;
  if (typeof answer !== 'object' || answer === null) return String(answer);
  if ('id' in answer) return `id ${answer.id}`;
  for (const key in answer) {
    const list = (answer as Record<string, unknown>)[key];
    if (Array.isArray(list)) return `${list.length} ${key}`;
  }
  return 'an object';
}
