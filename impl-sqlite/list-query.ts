// A page of summaries, from an index. The SQL is put together from fixed pieces, one for each filter that is present and
// one for the order (Kysely would build it at run time); values are bound, never written into it.

import { instantUs, UNKNOWN_INSTANT } from '../contract/instant.ts';
import {
  type CheckedQuery,
  type LocatedPage,
  type LocatedSummary,
  nextCursorOf,
  type SessionFilter,
  type SessionPage,
  type SessionSummary,
  type SortKey,
} from '../contract/query.ts';
import type { Connection, SqlValue } from './connection.ts';
import { DURATION_ORDER, FILES_ORDER } from './migrations/002_add_indexes.ts';
import type { ReadCache, RevisionOfKey } from './read-cache.ts';
import type { DatabaseTables, SessionRow } from './tables.ts';
import type { WorkspaceRow } from './workspace-table.ts';

type Located = [row: RevisionOfKey, workspace: WorkspaceRow];

export const SORT_EXPRESSION: Record<SortKey, string> = {
  createdAt: 'created_us' satisfies keyof SessionRow,
  updatedAt: 'updated_us' satisfies keyof SessionRow,
  totalDuration: DURATION_ORDER,
  totalFilesChanged: FILES_ORDER,
};

/** A column by its table: a misspelt one does not compile. */
const column = <T extends keyof DatabaseTables>(table: T, name: keyof DatabaseTables[T] & string): string =>
  `${table}.${name}`;
const inSessions = (name: keyof SessionRow): string => column('sessions', name);

export class ListQuery {
  private readonly connection: Connection;
  private readonly cache: ReadCache;

  constructor(connection: Connection, cache: ReadCache) {
    this.connection = connection;
    this.cache = cache;
    connection.database.function(
      'contains_text',
      { deterministic: true },
      (text: unknown, lowered: string) => (String(text).toLowerCase().includes(lowered) ? 1 : 0),
    );
  }

  page(workspaceId: number, query: CheckedQuery): SessionPage {
    const rows = this.rows(workspaceId, query);
    const page = rows.slice(0, query.limit);
    return { sessions: this.cache.summaries(page), nextCursor: cursorBehind(page, rows, query) };
  }

  /**
   * Of all workspaces, which come by their hashes. Each is asked in the order of its own index for what could still be on
   * the page: an index over all workspaces would cost every write, and could not order equal keys by hash.
   */
  pageOfAll(workspaces: readonly WorkspaceRow[], query: CheckedQuery): LocatedPage {
    const sign = query.direction === 'asc' ? 1 : -1;
    const wanted = query.limit + 1;
    const firstOf = (rows: Located[]): Located[] =>
      rows.toSorted(([left], [right]) => sign * (left[0] - right[0])).slice(0, wanted);
    let found: Located[] = [];
    let skip = query.after?.skip ?? 0;
    let bound: number | null = null;
    for (const workspace of workspaces) {
      // Ties of earlier pages are counted off in the order in which they were answered.
      const ties = query.after === null ? 0 : this.ties(workspace[0], query, skip);
      skip -= ties;
      const after = query.after === null ? null : { key: query.after.key, skip: ties };
      const rows = this.rows(workspace[0], { ...query, after }, bound);
      found.push(...rows.map((row): Located => [row, workspace]));
      // Now and then, so that what is sorted is always as much again as what stays.
      if (found.length < 2 * wanted) continue;
      found = firstOf(found);
      bound = found.at(-1)?.[0][0] ?? null;
    }
    const rows = firstOf(found);
    const page = rows.slice(0, query.limit);
    const keys = page.map(([row]) => row);
    const summaries = this.cache.summaries(keys);
    return {
      sessions: summaries.map((summary, index) => located(summary, page[index] as Located)),
      nextCursor: cursorBehind(keys, rows, query),
      unreadable: [],
    };
  }

  /** One more than the page has, if there is one; with `bound` only those that come before the ones with that key. */
  private rows(workspaceId: number, query: CheckedQuery, bound: number | null = null): RevisionOfKey[] {
    const { clauses, values } = filterClauses(query.filter, workspaceId);
    const sort = SORT_EXPRESSION[query.sortBy];
    const isDescending = query.direction === 'desc';
    if (bound !== null) {
      clauses.push(`${sort} ${isDescending ? '>' : '<'} +?`);
      values.push(bound);
    }
    const where = clauses.join(' AND ');
    const { after } = query;
    const sql = `SELECT ${sort}, ${inSessions('session_key')}, ${inSessions('revision')} FROM sessions
      WHERE ${where}${after === null ? '' : ` AND ${sort} ${isDescending ? '<=' : '>='} +?`}
      ORDER BY ${sort} ${isDescending ? 'DESC' : 'ASC'}, ${inSessions('session_key')} ASC
      LIMIT +?${after === null ? '' : ` OFFSET (${tiesSql(where, sort)})`}`;
    // From the last key on, over the sessions with that key that earlier pages had; fewer may have it by now.
    const from = after === null ? [] : [after.key];
    const over = after === null ? [] : [...values, after.key, after.skip];
    return this.connection
      .statement<SqlValue[], RevisionOfKey>('page of sessions', sql, 'tuple')
      .all(...values, ...from, query.limit + 1, ...over);
  }

  /** How many sessions have the key of the cursor, up to a number. */
  private ties(workspaceId: number, { filter, sortBy, after }: CheckedQuery, max: number): number {
    if (max === 0 || after === null) return 0;
    const { clauses, values } = filterClauses(filter, workspaceId);
    const sql = tiesSql(clauses.join(' AND '), SORT_EXPRESSION[sortBy]);
    const counting = this.connection.statement<SqlValue[], number>('sessions with a sort key', sql, 'value');
    return counting.get(...values, after.key, max) ?? 0;
  }
}

const cursorBehind = (
  page: readonly RevisionOfKey[],
  rows: readonly unknown[],
  query: CheckedQuery,
): string | null =>
  rows.length > page.length
    ? nextCursorOf(
        query,
        page.map(([key]) => key),
      )
    : null;

/** Copied: the summary itself is kept for lists of its workspace. */
const located = (summary: SessionSummary, [, [, workspaceHash, workspacePath]]: Located): LocatedSummary => ({
  ...summary,
  workspaceHash,
  workspacePath,
});

/** How many sessions have exactly a sort key, up to a number. */
const tiesSql = (where: string, sort: string): string =>
  `SELECT count(*) FROM (SELECT 1 FROM sessions WHERE ${where} AND ${sort} = +? LIMIT +?)`;

const UPDATED = inSessions('updated_us');

/** Whether a value is one of the words of a JSON array. */
const among = (value: string): string => `${value} IN (SELECT value FROM json_each(?))`;

/**
 * Whether a text holds a lower-cased one, which takes two places. SQLite lower-cases ASCII as JavaScript does, and many
 * times as fast as a call of it; every other text, one with NUL too, has more bytes than what SQLite takes for characters.
 */
const contains = (text: string): string =>
  `CASE WHEN octet_length(${text}) = length(${text}) THEN instr(lower(${text}), ?) > 0 ELSE contains_text(${text}, ?) END`;

const OWN_INSTANCES = `SELECT 1 FROM instances WHERE ${column('instances', 'session_key')} = ${inSessions('session_key')}`;

/** Conditions on `sessions` and their values, in order. */
export function filterClauses(
  filter: SessionFilter,
  workspaceId: number,
): { clauses: string[]; values: SqlValue[] } {
  const clauses: string[] = [];
  const values: SqlValue[] = [];
  const add = (clause: string, ...bound: SqlValue[]): void => {
    clauses.push(clause);
    values.push(...bound);
  };
  add(`${inSessions('workspace_id')} = +?`, workspaceId);
  addWords(inSessions('session_type'), filter.types, add);
  addWords(inSessions('status'), filter.statuses, add);
  if (filter.createdFrom !== undefined) add(`${inSessions('created_at')} >= ?`, filter.createdFrom);
  if (filter.createdTo !== undefined) add(`${inSessions('created_at')} <= ?`, filter.createdTo);
  if (filter.models !== undefined) {
    const model = among(column('instances', 'model'));
    const models = JSON.stringify(filter.models);
    add(`(${among(inSessions('model'))} OR EXISTS (${OWN_INSTANCES} AND ${model}))`, models, models);
  }
  if (filter.runtimes !== undefined) {
    const mix = `SELECT 1 FROM json_each(${inSessions('runtime_mix')}) AS mix WHERE ${among('mix.value')}`;
    const runtime = among(column('instances', 'runtime'));
    const runtimes = JSON.stringify(filter.runtimes);
    add(`(EXISTS (${mix}) OR EXISTS (${OWN_INSTANCES} AND ${runtime}))`, runtimes, runtimes);
  }
  if (filter.updatedFrom !== undefined) add(`${UPDATED} >= +?`, instantUs(filter.updatedFrom));
  else if (filter.updatedTo !== undefined) add(`${UPDATED} > +?`, UNKNOWN_INSTANT);
  if (filter.updatedTo !== undefined) add(`${UPDATED} <= +?`, instantUs(filter.updatedTo));
  if (filter.text !== undefined) {
    const [task, id, name] = [inSessions('task'), inSessions('id'), column('instances', 'agent_name')];
    add(
      `(${contains(task)} OR ${contains(id)} OR EXISTS (${OWN_INSTANCES} AND ${contains(name)}))`,
      ...Array<string>(6).fill(filter.text.toLowerCase()),
    );
  }
  return { clauses, values };
}

function addWords(
  name: string,
  words: readonly string[] | undefined,
  add: (clause: string, value: SqlValue) => void,
): void {
  if (words === undefined) return;
  // One word can use the index in order; several cannot anyway.
  if (words.length === 1 && words[0] !== undefined) add(`${name} = +?`, words[0]);
  else add(among(name), JSON.stringify(words));
}
