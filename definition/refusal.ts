// What of an error of a store its callers can rely on.

import { StoreError } from '../contract/errors.ts';
import type { Definition } from './definition.ts';
import { thrownText } from './thrown.ts';

/** Null: no store may ever throw it. */
export const refusalOf = <Store>(definition: Definition<Store>, error: unknown): string | null =>
  definition.refusal === undefined ? codeOrText(error) : definition.refusal(error);

/** What a mistake in a program throws, rather than a program that refuses. */
const MISTAKES = [TypeError, RangeError, ReferenceError, SyntaxError];

function codeOrText(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return String(error);
  const isMistake = MISTAKES.some((kind) => error instanceof kind);
  if (isMistake || (error instanceof StoreError && error.code === 'E_INTERNAL')) return null;
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : thrownText(error);
}
