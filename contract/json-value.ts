// Any JSON text to a value, with nothing rounded: for protocol lines, where integers up to 2^64-1 arrive plain.
// A number that is not a plain integer keeps its spelling, so that the argument check can refuse 1.0 for 1.

import { exact, JsonCursor } from './json-cursor.ts';

/** A number spelled with a sign, a fraction or an exponent. */
export class SpelledNumber {
  readonly spelling: string;
  constructor(spelling: string) {
    this.spelling = spelling;
  }
  /** JSON.stringify would write an object otherwise. */
  toJSON(): number {
    return Number(this.spelling);
  }
}

export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | SpelledNumber
  | JsonValue[]
  | { [key: string]: JsonValue };

/** Containers within one another that the app's parser takes (serde_json's recursion limit of 128 refuses the next one). */
export const DEPTH_MAX = 127;

/** Throws E_PARSE. Of a repeated key the last value stays; `__proto__` is an ordinary key. */
export function parseJson(text: string): JsonValue {
  const cursor = new JsonCursor(text);
  const value = readValue(cursor, 0);
  cursor.expectEnd();
  return value;
}

function readValue(cursor: JsonCursor, depth: number): JsonValue {
  if (cursor.peek() === 0x22) return cursor.readString();
  if (cursor.take('[')) return readItems(cursor, within(cursor, depth));
  if (cursor.take('{')) return readMembers(cursor, within(cursor, depth));
  if (cursor.takeWord('null')) return null;
  if (cursor.takeWord('true')) return true;
  if (cursor.takeWord('false')) return false;
  const start = cursor.position;
  const spelling = cursor.readNumberText();
  if (!Number.isFinite(Number(spelling))) cursor.fail('number out of range', start);
  return /^[0-9]+$/.test(spelling) ? exact(spelling) : new SpelledNumber(spelling);
}

function within(cursor: JsonCursor, depth: number): number {
  return depth < DEPTH_MAX ? depth + 1 : cursor.fail('recursion limit exceeded');
}

function readItems(cursor: JsonCursor, depth: number): JsonValue[] {
  const items: JsonValue[] = [];
  if (cursor.take(']')) return items;
  do items.push(readValue(cursor, depth));
  while (cursor.take(','));
  cursor.expect(']');
  return items;
}

function readMembers(cursor: JsonCursor, depth: number): { [key: string]: JsonValue } {
  const entries: [string, JsonValue][] = [];
  if (!cursor.take('}')) {
    do {
      const key = cursor.readString();
      cursor.expect(':');
      entries.push([key, readValue(cursor, depth)]);
    } while (cursor.take(','));
    cursor.expect('}');
  }
  return Object.fromEntries(entries);
}
