// What a line holds, as values of JavaScript.

import { type JsonValue, SpelledNumber } from '../contract/json-value.ts';

/** As JSON.parse would give it, but for integers that no number holds exactly: bigint, with all their digits. */
export function plain(value: JsonValue): unknown {
  if (value instanceof SpelledNumber) return numberOf(value.spelling);
  if (typeof value === 'bigint') return exactly(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

function numberOf(spelling: string): number | bigint {
  const number = /^-\d+$/.test(spelling) ? exactly(BigInt(spelling)) : Number(spelling);
  return Object.is(number, -0) ? 0 : number;
}

/** Numbers of JavaScript that are integers come back as they were, however large. */
const exactly = (integer: bigint): number | bigint =>
  BigInt(Number(integer)) === integer ? Number(integer) : integer;
