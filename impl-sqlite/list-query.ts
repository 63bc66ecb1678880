// A page of summaries, from an index. The SQL is put together from fixed pieces, one for each filter that is present and
// one for the order; values are bound, never written into it.

import {
  ABSENT_SORTS_FIRST,
  type CheckedQuery,
  nextCursorOf,
  type SessionFilter,
  type SessionPage,
  type SortKey,
} from '../contract/query.ts';
import type { Connection, SqlValue, Statement } from './connection.ts';
import { unpackSummary } from './session-reader.ts';

type PageTuple = [key: number, text: string, wide: string];

const SORT_EXPRESSION: Record<SortKey, string> = {
  createdAt: 'created_us',
  updatedAt: 'updated_us',
  // Above 2^63-1 the column is negative; the contract's sort key ends at 2^53-1.
  totalDuration: `CASE WHEN total_duration IS NULL THEN ${ABSENT_SORTS_FIRST}
    WHEN total_duration < 0 OR total_duration > ${Number.MAX_SAFE_INTEGER} THEN ${Number.MAX_SAFE_INTEGER}
    ELSE total_duration END`,
  totalFilesChanged: `ifnull(total_files_changed, ${ABSENT_SORTS_FIRST})`,
};

export class ListQuery {
  private readonly connection: Connection;
  private readonly statements = new Map<string, Statement<SqlValue[], PageTuple>>();

  constructor(connection: Connection) {
    this.connection = connection;
  }

  page(workspaceId: number, query: CheckedQuery): SessionPage {
    const { clauses, values } = filterClauses(query.filter);
    const sort = SORT_EXPRESSION[query.sortBy];
    const isDescending = query.direction === 'desc';
    const where = ['workspace_id = +?', ...clauses].join(' AND ');
    const bound = [workspaceId, ...values];
    const { after } = query;
    const sql = `SELECT ${sort}, head, head_wide FROM sessions
      WHERE ${where}${after === null ? '' : ` AND ${sort} ${isDescending ? '<=' : '>='} +?`}
      ORDER BY ${sort} ${isDescending ? 'DESC' : 'ASC'}, session_key ASC
      LIMIT +?${after === null ? '' : ` OFFSET (${tiesSql(where, sort)})`}`;
    // From the last key on, over the sessions with that key that earlier pages had; fewer may have it by now.
    const from = after === null ? [] : [after.key];
    const over = after === null ? [] : [...bound, after.key, after.skip];
    const rows = this.statement(sql).all(...bound, ...from, query.limit + 1, ...over);
    const page = rows.slice(0, query.limit);
    return {
      sessions: page.map(([, text, wide]) => unpackSummary({ text, wide })),
      nextCursor:
        rows.length > query.limit
          ? nextCursorOf(
              query,
              page.map(([key]) => key),
            )
          : null,
    };
  }

  private statement(sql: string): Statement<SqlValue[], PageTuple> {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.connection.statement<SqlValue[], PageTuple>('page of sessions', sql, 'tuple');
    this.statements.set(sql, statement);
    return statement;
  }
}

/** How many sessions have exactly a sort key, up to a number. */
const tiesSql = (where: string, sort: string): string =>
  `SELECT count(*) FROM (SELECT 1 FROM sessions WHERE ${where} AND ${sort} = +? LIMIT +?)`;

/** Conditions on `sessions` and their values, in order. */
export function filterClauses(filter: SessionFilter): { clauses: string[]; values: SqlValue[] } {
  const clauses: string[] = [];
  const values: SqlValue[] = [];
  const add = (clause: string, value: SqlValue): void => {
    clauses.push(clause);
    values.push(value);
  };
  addWords('session_type', filter.types, add);
  addWords('status', filter.statuses, add);
  if (filter.createdFrom !== undefined) add('created_at >= ?', filter.createdFrom);
  if (filter.createdTo !== undefined) add('created_at <= ?', filter.createdTo);
  if (filter.text !== undefined) add('head_contains(head, head_wide, ?)', filter.text.toLowerCase());
  return { clauses, values };
}

function addWords(
  column: string,
  words: readonly string[] | undefined,
  add: (clause: string, value: SqlValue) => void,
): void {
  if (words === undefined) return;
  // One word can use the index in order; several cannot anyway.
  if (words.length === 1 && words[0] !== undefined) add(`${column} = +?`, words[0]);
  else add(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(words));
}
