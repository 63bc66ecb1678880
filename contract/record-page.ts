// Pages of one session's instances or messages, which have a number each: by offset.

import { refuseArgument } from './arguments.ts';
import { checkedLimit, checkedObject, PAGE_LIMIT_DEFAULT } from './query-arguments.ts';

export interface PageQuery {
  /** Index of the first record; default 0. */
  readonly offset?: number;
  readonly limit?: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** Throws E_ARGS. */
export function checkedPage(value: unknown): { readonly offset: number; readonly limit: number } {
  const page = checkedObject(value, 'page');
  const offset = page.offset ?? 0;
  if (!Number.isSafeInteger(offset) || Number(offset) < 0) {
    refuseArgument({ argument: 'page', pointer: '/offset' }, 'expected an integer of at least 0');
  }
  return { offset: Number(offset), limit: checkedLimit(page.limit, PAGE_LIMIT_DEFAULT, 'page') };
}
