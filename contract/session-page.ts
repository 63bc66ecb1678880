// One page of the sessions that a query is about. Order is by instant for timestamps, because real files mix spellings;
// equal keys keep file order in both directions.

import { instantUs } from './instant.ts';
import type { WorktreeSession } from './session.ts';
import { matchesFilter } from './session-filter.ts';
import { type CheckedQuery, encodeCursor, type SortKey } from './session-query.ts';
import { type SessionSummary, summaryOf } from './session-summary.ts';

export interface SessionPage {
  readonly sessions: readonly SessionSummary[];
  /** Pass it to get the next page; null at the end. */
  readonly nextCursor: string | null;
}

/** The page of a query over the sessions of one workspace in file order. */
export function pageOf(sessions: readonly WorktreeSession[], query: CheckedQuery): SessionPage {
  const { page, nextCursor } = partOf(keyed(sessions, query), query);
  return { sessions: page.map(({ session }) => summaryOf(session)), nextCursor };
}

/** The sessions that a query is about, each with its sort key. */
export const keyed = (
  sessions: readonly WorktreeSession[],
  query: CheckedQuery,
): { session: WorktreeSession; key: number }[] =>
  sessions
    .filter((session) => matchesFilter(session, query.filter))
    .map((session) => ({ session, key: sortKeyOf(session, query.sortBy) }));

/** What a page shows of everything that its query is about, and the cursor behind it. Equal keys stay in their order. */
export function partOf<T extends { readonly key: number }>(
  all: readonly T[],
  query: CheckedQuery,
): { page: T[]; nextCursor: string | null } {
  const sign = query.direction === 'asc' ? 1 : -1;
  const sorted = all.toSorted((left, right) => sign * (left.key - right.key));
  const start = startOfPage(sorted, query, sign);
  const page = sorted.slice(start, start + query.limit);
  const keys = page.map(({ key }) => key);
  return { page, nextCursor: sorted.length > start + query.limit ? nextCursorOf(query, keys) : null };
}

function startOfPage(sorted: readonly { key: number }[], query: CheckedQuery, sign: number): number {
  const { after } = query;
  if (after === null) return 0;
  const first = sorted.findIndex(({ key }) => sign * (key - after.key) >= 0);
  if (first < 0) return sorted.length;
  let start = first;
  while (start < first + after.skip && sorted[start]?.key === after.key) start++;
  return start;
}

/** The cursor behind a page whose sort keys are given; null for an empty page. */
export function nextCursorOf(query: CheckedQuery, keys: readonly number[]): string | null {
  const key = keys.at(-1);
  if (key === undefined) return null;
  const others = keys.findLastIndex((other) => other !== key) + 1;
  const carried = others === 0 && query.after?.key === key ? query.after.skip : 0;
  return encodeCursor(query, { key, skip: keys.length - others + carried });
}

/** Durations beyond 2^53-1 seconds sort as equal. */
export function sortKeyOf(session: WorktreeSession, sortBy: SortKey): number {
  switch (sortBy) {
    case 'createdAt':
      return instantUs(session.createdAt);
    case 'updatedAt':
      return instantUs(session.updatedAt);
    case 'totalDuration':
      return Math.min(Number(session.totalDuration ?? ABSENT_SORTS_FIRST), Number.MAX_SAFE_INTEGER);
    case 'totalFilesChanged':
      return session.totalFilesChanged ?? ABSENT_SORTS_FIRST;
  }
}

/** An absent number sorts below zero. */
export const ABSENT_SORTS_FIRST = -1;
