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
  const sign = query.direction === 'asc' ? 1 : -1;
  const keyed = sessions
    .filter((session) => matchesFilter(session, query.filter))
    .map((session) => ({ session, key: sortKeyOf(session, query.sortBy) }))
    .sort((left, right) => sign * (left.key - right.key));
  const start = startOfPage(keyed, query, sign);
  const page = keyed.slice(start, start + query.limit);
  const hasMore = keyed.length > start + query.limit;
  return {
    sessions: page.map(({ session }) => summaryOf(session)),
    nextCursor: hasMore
      ? nextCursorOf(
          query,
          page.map(({ key }) => key),
        )
      : null,
  };
}

function startOfPage(keyed: readonly { key: number }[], query: CheckedQuery, sign: number): number {
  const { after } = query;
  if (after === null) return 0;
  const first = keyed.findIndex(({ key }) => sign * (key - after.key) >= 0);
  if (first < 0) return keyed.length;
  let start = first;
  while (start < first + after.skip && keyed[start]?.key === after.key) start++;
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
