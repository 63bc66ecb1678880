// A page of summaries, from an index. The SQL is put together from fixed pieces, one for each filter that is present and
// one for the order (Kysely would build it at run time); values are bound, never written into it.

import { instantUs, UNKNOWN_INSTANT } from '../contract/instant.ts';
import {
  type CheckedQuery,
  nextCursorOf,
  type SessionFilter,
  type SessionPage,
  type SortKey,
} from '../contract/query.ts';
import type { Connection, SqlValue, Statement } from './connection.ts';
import { DURATION_ORDER, FILES_ORDER } from './migrations/002_add_indexes.ts';
import type { Summaries } from './summaries.ts';
import type { DatabaseTables, SessionRow } from './tables.ts';

export type PageTuple = [sortKey: number, key: number, revision: number];

const SORT_EXPRESSION: Record<SortKey, string> = {
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
  private readonly summaries: Summaries;
  private readonly statements = new Map<string, Statement<SqlValue[], PageTuple>>();

  constructor(connection: Connection, summaries: Summaries) {
    this.connection = connection;
    this.summaries = summaries;
    connection.database.function(
      'contains_text',
      { deterministic: true },
      (text: unknown, lowered: string) => (String(text).toLowerCase().includes(lowered) ? 1 : 0),
    );
  }

  /** `workspaceId` undefined: of all workspaces. `version`: see {@link Summaries.of}. */
  page(workspaceId: number | undefined, query: CheckedQuery, version: number | null): SessionPage {
    const { rows, nextCursor } = this.rows(workspaceId, query);
    return { sessions: this.summaries.of(rows, version), nextCursor };
  }

  private rows(
    workspaceId: number | undefined,
    query: CheckedQuery,
  ): { rows: PageTuple[]; nextCursor: string | null } {
    const { clauses, values } = filterClauses(query.filter, workspaceId);
    const sort = SORT_EXPRESSION[query.sortBy];
    const isDescending = query.direction === 'desc';
    const where = clauses.length === 0 ? 'true' : clauses.join(' AND ');
    const { after } = query;
    const sql = `SELECT ${sort}, ${inSessions('session_key')}, ${inSessions('revision')} FROM sessions
      WHERE ${where}${after === null ? '' : ` AND ${sort} ${isDescending ? '<=' : '>='} +?`}
      ORDER BY ${sort} ${isDescending ? 'DESC' : 'ASC'}, ${inSessions('session_key')} ASC
      LIMIT +?${after === null ? '' : ` OFFSET (${tiesSql(where, sort)})`}`;
    // From the last key on, over the sessions with that key that earlier pages had; fewer may have it by now.
    const from = after === null ? [] : [after.key];
    const over = after === null ? [] : [...values, after.key, after.skip];
    const rows = this.statement(sql).all(...values, ...from, query.limit + 1, ...over);
    const page = rows.slice(0, query.limit);
    const keys = page.map(([key]) => key);
    return { rows: page, nextCursor: rows.length > query.limit ? nextCursorOf(query, keys) : null };
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

const UPDATED = inSessions('updated_us');

/** Whether a value is one of the words of a JSON array. */
const among = (value: string): string => `${value} IN (SELECT value FROM json_each(?))`;

const OWN_INSTANCES = `SELECT 1 FROM instances WHERE ${column('instances', 'session_key')} = ${inSessions('session_key')}`;

/** Conditions on `sessions` and their values, in order. */
export function filterClauses(
  filter: SessionFilter,
  workspaceId: number | undefined,
): { clauses: string[]; values: SqlValue[] } {
  const clauses: string[] = [];
  const values: SqlValue[] = [];
  const add = (clause: string, ...bound: SqlValue[]): void => {
    clauses.push(clause);
    values.push(...bound);
  };
  if (workspaceId !== undefined) add(`${inSessions('workspace_id')} = +?`, workspaceId);
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
    const lowered = filter.text.toLowerCase();
    add(
      `(contains_text(${inSessions('task')}, ?) OR contains_text(${inSessions('id')}, ?) OR
        EXISTS (${OWN_INSTANCES} AND contains_text(${column('instances', 'agent_name')}, ?)))`,
      lowered,
      lowered,
      lowered,
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
