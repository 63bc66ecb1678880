// What callers can rely on of a refusal: its text, where of an argument error and of a parse error only the fixed part counts
// (subject protocol).

import { type ErrorCode, StoreError } from '../contract/errors.ts';

/** Stores refuse with errors of their contract and nothing else. */
export const refusal = (error: unknown): string | null =>
  error instanceof StoreError && error.code !== 'E_INTERNAL' ? refusalText(error.code, error.message) : null;

function refusalText(code: ErrorCode, text: string): string {
  if (code === 'E_ARGS') return `an argument error on ${argumentIn(text)}`;
  if (code === 'E_PARSE') return '"Failed to parse sessions: …"';
  return JSON.stringify(text);
}

/** Both forms name the argument first: ours, and the app's "invalid args `x` for command `y`: …". */
const argumentIn = (text: string): string => /`([^`]*)`/.exec(text)?.[1] ?? text;
