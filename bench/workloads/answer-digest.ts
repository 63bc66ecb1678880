// The identity of answers, so that stores can be shown to have done the same work. Keys are sorted: their order in
// summaries and statistics is not part of the contract.

import { digestOfText } from '../../contract/digest.ts';
import { writeJson } from '../../contract/json-text.ts';

/** SHA-256 over any answer made of plain JSON (bigint included). */
export const answerDigest = (answer: unknown): string =>
  digestOfText(writeJson(withSortedKeys(answer)) ?? '');

function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, withSortedKeys(record[key])]),
  );
}

/** What can be seen of an answer at no cost: how much it holds, or whose it is. Checked at every timed call. */
export function glanceOf(answer: unknown): string {
  if (Array.isArray(answer)) return `${answer.length} items`;
  if (typeof answer !== 'object' || answer === null) return String(answer);
  for (const key of ['sessions', 'hits'] as const) {
    const list = (answer as Record<string, unknown>)[key];
    if (Array.isArray(list)) return `${list.length} ${key}`;
  }
  return 'id' in answer ? `id ${answer.id}` : 'an object';
}
