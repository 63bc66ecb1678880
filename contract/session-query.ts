// What listing sessions may be asked for: a filter, an order, a limit, and a cursor that says where the last page ended.

import { createHash } from 'node:crypto';
import { refuseArgument } from './arguments.ts';
import { StoreError } from './errors.ts';
import { checkedLimit, checkedObject, cursorParts, PAGE_LIMIT_DEFAULT } from './query-arguments.ts';
import { checkedFilter, type SessionFilter } from './session-filter.ts';

export const SORT_KEYS = ['createdAt', 'updatedAt', 'totalDuration', 'totalFilesChanged'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export type SortDirection = 'asc' | 'desc';

export interface SessionQuery extends SessionFilter {
  /** Default: updatedAt. */
  readonly sortBy?: SortKey;
  /** Default: desc. */
  readonly direction?: SortDirection;
  /** 1 to PAGE_LIMIT_MAX; default PAGE_LIMIT_DEFAULT. */
  readonly limit?: number;
  /** From the previous page of the same query. */
  readonly cursor?: string;
}

/** A query with every default filled in, checked; `after` is the decoded cursor. */
export interface CheckedQuery {
  readonly filter: SessionFilter;
  readonly sortBy: SortKey;
  readonly direction: SortDirection;
  readonly limit: number;
  readonly after: PagePosition | null;
}

/**
 * Where a page ended: the last sort key, and how many sessions with exactly that key have been answered. It names no
 * record, so deleting one does not break paging, and it is the same text in every store.
 */
export interface PagePosition {
  readonly key: number;
  readonly skip: number;
}

/** Throws E_ARGS or E_CURSOR. */
export function checkedQuery(value: unknown): CheckedQuery {
  const query = checkedObject(value, 'query');
  const sortBy = oneOf(query.sortBy ?? 'updatedAt', SORT_KEYS, 'query', '/sortBy');
  const direction = oneOf(query.direction ?? 'desc', ['asc', 'desc'] as const, 'query', '/direction');
  const filter = checkedFilter(query, 'query');
  const order = { filter, sortBy, direction };
  const cursor = query.cursor ?? null;
  return {
    ...order,
    limit: checkedLimit(query.limit, PAGE_LIMIT_DEFAULT, 'query'),
    after: cursor === null ? null : decodeCursor(cursor, order),
  };
}

function oneOf<T extends string>(value: unknown, words: readonly T[], argument: string, pointer: string): T {
  const word = words.find((candidate) => candidate === value);
  return word ?? refuseArgument({ argument, pointer }, `must be one of ${words.join(', ')}`);
}

type QueryOrder = Pick<CheckedQuery, 'filter' | 'sortBy' | 'direction'>;

/** Ties a cursor to its query, so that a cursor of another one is refused instead of answering nonsense. */
const queryMark = ({ filter, sortBy, direction }: QueryOrder): string =>
  createHash('sha256').update(JSON.stringify({ filter, sortBy, direction })).digest('hex').slice(0, 8);

export const encodeCursor = (order: QueryOrder, position: PagePosition): string =>
  Buffer.from(JSON.stringify([queryMark(order), position.key, position.skip])).toString('base64url');

function decodeCursor(cursor: unknown, order: QueryOrder): PagePosition {
  const [mark, key, skip] = typeof cursor === 'string' ? cursorParts(cursor) : [];
  if (typeof key !== 'number' || !Number.isSafeInteger(skip) || Number(skip) < 1) {
    throw new StoreError(
      'E_CURSOR',
      'The cursor is not one that this store gave out. Start again without it.',
    );
  }
  if (mark !== queryMark(order)) {
    throw new StoreError(
      'E_CURSOR',
      'The cursor belongs to another query. Use it with the query it came from.',
    );
  }
  return { key, skip: Number(skip) };
}
