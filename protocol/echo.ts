// The text of a request's id, for the answer. Numbers keep their spelling, 1.0 and 20 digits included.

import { type JsonValue, SpelledNumber } from '../contract/json-value.ts';

const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

export const echoText = (id: JsonValue): string => JSON.stringify(spelled(id));

/** Recursion is bounded by the depth that parseJson accepts. */
function spelled(value: JsonValue): unknown {
  if (value instanceof SpelledNumber) return rawJSON(value.spelling);
  if (typeof value === 'bigint') return rawJSON(value.toString());
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, spelled(member)]));
}
