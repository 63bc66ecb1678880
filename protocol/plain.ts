// What a line holds, as values of JavaScript.

import { exact } from '../contract/json-cursor.ts';
import { type JsonValue, SpelledNumber } from '../contract/json-value.ts';

/** As JSON.parse would give it, but for integers above 2^53: bigint, with all their digits. */
export function plain(value: JsonValue): unknown {
  if (value instanceof SpelledNumber) return numberOf(value.spelling);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

function numberOf(spelling: string): number | bigint {
  const number = /^-\d+$/.test(spelling) ? exact(spelling) : Number(spelling);
  return Object.is(number, -0) ? 0 : number;
}
