// What listing sessions means: filter, order, pages. The functions here are the reference that the file and memory
// stores run as they are and that the database must agree with.
//
// Filtering is the app's: type, status, createdAt range by text (code point order), and text contained, lower-cased,
// in task, id or an instance's agent name. Order is by instant for timestamps, because real files mix spellings;
// equal keys keep file order in both directions.

import { createHash } from 'node:crypto';
import { refuseArgument } from './arguments.ts';
import { StoreError } from './errors.ts';
import { instantUs } from './instant.ts';
import { SpelledNumber } from './json-value.ts';
import type { WorktreeInstance, WorktreeSession } from './session.ts';
import { compareText } from './text-order.ts';

export interface SessionFilter {
  /** Any of these; absent: all. */
  readonly types?: readonly string[];
  readonly statuses?: readonly string[];
  /** Inclusive, compared as text. */
  readonly createdFrom?: string;
  readonly createdTo?: string;
  readonly text?: string;
}

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

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 1_000_000;

export type InstanceSummary = Omit<WorktreeInstance, 'output'>;

/** A session without outputs and chat. */
export interface SessionSummary extends Omit<WorktreeSession, 'instances' | 'chatHistory'> {
  readonly instances: readonly InstanceSummary[];
  readonly messageCount: number;
}

export interface SessionPage {
  readonly sessions: readonly SessionSummary[];
  /** Pass it to get the next page; null at the end. */
  readonly nextCursor: string | null;
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

/** Throws E_ARGS. Unknown keys are ignored. */
export function checkedFilter(value: unknown, argument = 'filter'): SessionFilter {
  const filter = checkedObject(value, argument);
  const checked: { -readonly [K in keyof SessionFilter]: SessionFilter[K] } = {};
  for (const key of ['types', 'statuses'] as const) {
    const words = filter[key] ?? null;
    if (words === null) continue;
    if (!Array.isArray(words) || !words.every(isText)) {
      refuseArgument({ argument, pointer: `/${key}` }, 'expected an array of strings');
    }
    checked[key] = [...words];
  }
  for (const key of ['createdFrom', 'createdTo', 'text'] as const) {
    const text = filter[key] ?? null;
    if (text === null) continue;
    if (!isText(text)) refuseArgument({ argument, pointer: `/${key}` }, 'expected a string');
    checked[key] = text;
  }
  return checked;
}

export function checkedObject(value: unknown, argument: string): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof SpelledNumber) {
    refuseArgument({ argument, pointer: '' }, 'expected an object');
  }
  return value as Record<string, unknown>;
}

/** Throws E_ARGS. */
export function checkedLimit(value: unknown, whenAbsent: number, argument: string): number {
  if (value === undefined || value === null) return whenAbsent;
  if (!Number.isSafeInteger(value) || Number(value) < 1 || Number(value) > PAGE_LIMIT_MAX) {
    refuseArgument({ argument, pointer: '/limit' }, `expected an integer from 1 to ${PAGE_LIMIT_MAX}`);
  }
  return Number(value);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed();

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

/** The parts of a cursor's text; none when it is not one. */
export function cursorParts(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
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

export function matchesFilter(session: WorktreeSession, filter: SessionFilter): boolean {
  if (filter.types !== undefined && !filter.types.includes(session.type)) return false;
  if (filter.statuses !== undefined && !filter.statuses.includes(session.status)) return false;
  if (filter.createdFrom !== undefined && compareText(session.createdAt, filter.createdFrom) < 0)
    return false;
  if (filter.createdTo !== undefined && compareText(session.createdAt, filter.createdTo) > 0) return false;
  return filter.text === undefined || containsText(session, filter.text.toLowerCase());
}

/** Whether task, id or an agent name holds the text; `lowered` is in lower case already. */
export function containsText(
  session: { task: string; id: string; instances: readonly { agentName: string }[] },
  lowered: string,
): boolean {
  return (
    session.task.toLowerCase().includes(lowered) ||
    session.id.toLowerCase().includes(lowered) ||
    session.instances.some((instance) => instance.agentName.toLowerCase().includes(lowered))
  );
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

/** Copied field by field: a rest pattern costs more than reading the session did. */
export const summaryOf = (
  session: WorktreeSession,
  messageCount: number = session.chatHistory.length,
): SessionSummary => ({
  id: session.id,
  type: session.type,
  task: session.task,
  status: session.status,
  createdAt: session.createdAt,
  updatedAt: session.updatedAt,
  completedAt: session.completedAt,
  model: session.model,
  timeoutSeconds: session.timeoutSeconds,
  preserveWorktrees: session.preserveWorktrees,
  winnerId: session.winnerId,
  runtimeMix: session.runtimeMix,
  totalDuration: session.totalDuration,
  totalFilesChanged: session.totalFilesChanged,
  totalLinesAdded: session.totalLinesAdded,
  totalLinesDeleted: session.totalLinesDeleted,
  instances: session.instances.map(instanceSummaryOf),
  messageCount,
});

const instanceSummaryOf = (instance: WorktreeInstance): InstanceSummary => ({
  instanceId: instance.instanceId,
  worktreePath: instance.worktreePath,
  branch: instance.branch,
  agentName: instance.agentName,
  status: instance.status,
  tmuxSessionId: instance.tmuxSessionId,
  startTime: instance.startTime,
  endTime: instance.endTime,
  filesChanged: instance.filesChanged,
  linesAdded: instance.linesAdded,
  linesDeleted: instance.linesDeleted,
  runtime: instance.runtime,
  model: instance.model,
  runtimeLabel: instance.runtimeLabel,
});

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
