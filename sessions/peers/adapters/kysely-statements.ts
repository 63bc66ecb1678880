// Statements that several operations of the kysely peer use, on the connection or inside a transaction.

import {
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely';
import { sessionNotFound } from '../../../contract/errors.ts';
import type { SessionFilter } from '../../../contract/query.ts';
import type { WorktreeSession } from '../../../contract/session.ts';
import { INSTANCE, MESSAGE, SESSION, type Tables } from './kysely-tables.ts';
import { INSTANCE_COLUMNS, MESSAGE_COLUMNS } from './sql/columns.ts';
import { instanceRowsOf, messageRowsOf, type SessionRow, sessionsOf } from './sql/rows.ts';

type Connection = Kysely<Tables>;

const firstWith = (
  db: Connection,
  workspace: string,
  id: string,
): SelectQueryBuilder<Tables, 'sessions', Record<never, never>> =>
  db.selectFrom('sessions').where('workspace', '=', workspace).where('id', '=', id).orderBy('sid').limit(1);

/** The key of the first session with an id. */
export const firstSid = (
  db: Connection,
  workspace: string,
  id: string,
): SelectQueryBuilder<Tables, 'sessions', { sid: number }> => firstWith(db, workspace, id).select('sid');

export async function firstSession(
  db: Connection,
  workspace: string,
  id: string,
): Promise<WorktreeSession | undefined> {
  const session = await firstWith(db, workspace, id).select(SESSION).executeTakeFirst();
  if (session === undefined) return undefined;
  return (await withChildren(db, [session], sql<number>`(${session.sid})`))[0];
}

/** E_SESSION_NOT_FOUND. */
export async function present(db: Connection, workspace: string, id: string): Promise<WorktreeSession> {
  const session = await firstSession(db, workspace, id);
  if (session === undefined) throw sessionNotFound(id);
  return session;
}

export const allSessions = (db: Connection, workspace: string): Promise<WorktreeSession[]> =>
  sessionsIn(db, db.selectFrom('sessions').select('sid').where('workspace', '=', workspace).$asScalar());

export const listedSessions = (db: Connection, sids: readonly number[]): Promise<WorktreeSession[]> =>
  sessionsIn(db, inList(sids));

const sessionsIn = async (db: Connection, keys: Expression<number>): Promise<WorktreeSession[]> =>
  withChildren(
    db,
    await db.selectFrom('sessions').select(SESSION).where('sid', 'in', keys).orderBy('sid').execute(),
    keys,
  );

/** `keys`: of the sessions. */
async function withChildren(
  db: Connection,
  sessions: readonly SessionRow[],
  keys: Expression<number>,
): Promise<WorktreeSession[]> {
  return sessionsOf({
    sessions,
    instances: await db
      .selectFrom('instances')
      .select(INSTANCE)
      .where('sid', 'in', keys)
      .orderBy('sid')
      .orderBy('position')
      .execute(),
    messages: await db
      .selectFrom('chat_messages')
      .select(MESSAGE)
      .where('sid', 'in', keys)
      .orderBy('sid')
      .orderBy('position')
      .execute(),
  });
}

/** Any number of keys as one parameter. */
export const inList = (sids: readonly number[]): Expression<number> =>
  sql<number>`(select value from json_each(${JSON.stringify(sids)}))`;

/** Rows of one statement: its parameters stay far below SQLite's limit of 32,766. */
const ROWS_MAX = 500;

/** In as few statements as can be; rows that are there take the new values. */
export async function putChildren(db: Connection, sid: number, session: WorktreeSession): Promise<void> {
  for (const rows of chunksOf(instanceRowsOf(sid, session))) {
    await db
      .insertInto('instances')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['sid', 'position']).doUpdateSet(excluded(INSTANCE_COLUMNS)))
      .execute();
  }
  for (const rows of chunksOf(messageRowsOf(sid, session))) {
    await db
      .insertInto('chat_messages')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['sid', 'position']).doUpdateSet(excluded(MESSAGE_COLUMNS)))
      .execute();
  }
}

/** Removes the rows behind the session's last ones. */
export async function cutChildren(db: Connection, sid: number, session: WorktreeSession): Promise<void> {
  await db
    .deleteFrom('instances')
    .where('sid', '=', sid)
    .where('position', '>=', session.instances.length)
    .execute();
  await db
    .deleteFrom('chat_messages')
    .where('sid', '=', sid)
    .where('position', '>=', session.chatHistory.length)
    .execute();
}

const excluded = (columns: readonly string[]): Record<string, Expression<never>> =>
  Object.fromEntries(columns.map((column) => [column, sql.ref<never>(`excluded.${column}`)]));

const chunksOf = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / ROWS_MAX) }, (_, at) =>
    rows.slice(at * ROWS_MAX, (at + 1) * ROWS_MAX),
  );

export const isWanted =
  (workspace: string, filter: SessionFilter) =>
  ({ eb, and }: ExpressionBuilder<Tables, 'sessions'>): Expression<SqlBool> => {
    const conditions: Expression<SqlBool>[] = [eb('workspace', '=', workspace)];
    if (filter.types !== undefined) conditions.push(eb('type', 'in', filter.types));
    if (filter.statuses !== undefined) conditions.push(eb('status', 'in', filter.statuses));
    if (filter.createdFrom !== undefined) conditions.push(eb('createdAt', '>=', filter.createdFrom));
    if (filter.createdTo !== undefined) conditions.push(eb('createdAt', '<=', filter.createdTo));
    return and(conditions);
  };

/** Whether a session matches a full-text query; full-text tables have no words of kysely's own. */
export const isMatching = (match: string): Expression<SqlBool> => sql<SqlBool>`${sql.ref('sid')} in (
  select rowid from task_words where task_words match ${match}
  union all select sid from chat_messages where rid in (select rowid from message_words where message_words match ${match})
  union all select sid from instances where rid in (select rowid from output_words where output_words match ${match})
)`;
