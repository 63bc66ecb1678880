// The statements of fixed shape, each prepared once, as drizzle's documentation advises. Their types are drizzle's to
// infer.

import { asc, eq, getTableColumns, inArray, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import {
  INSTANCE,
  INSTANCE_SUMMARY,
  instances,
  MESSAGE,
  messages,
  SESSION,
  sessions,
} from './drizzle-tables.ts';

type Connection = BetterSQLite3Database;
export type Statements = ReturnType<typeof prepareStatements>;

const given = sql.placeholder;

const firstSid = sql`(
  select sid from sessions where workspace = ${given('workspace')} and id = ${given('id')} order by sid limit 1
)`;

export const prepareStatements = (db: Connection) => ({
  ofWorkspace: readsOf(db, sql`(select sid from sessions where workspace = ${given('workspace')})`),
  ofList: readsOf(db, sql`(select value from json_each(${given('sids')}))`),
  first: readsOf(db, firstSid),
  instanceSummaries: db
    .select(INSTANCE_SUMMARY)
    .from(instances)
    .where(inArray(instances.sid, sql`(select value from json_each(${given('sids')}))`))
    .orderBy(asc(instances.sid), asc(instances.position))
    .prepare(),
  ...writesOf(db),
});

/** Sessions by key, children by their session's key and their position. */
const readsOf = (db: Connection, keys: SQLWrapper) => ({
  sessions: db
    .select(SESSION)
    .from(sessions)
    .where(inArray(sessions.sid, keys))
    .orderBy(asc(sessions.sid))
    .prepare(),
  instances: db
    .select(INSTANCE)
    .from(instances)
    .where(inArray(instances.sid, keys))
    .orderBy(asc(instances.sid), asc(instances.position))
    .prepare(),
  messages: db
    .select(MESSAGE)
    .from(messages)
    .where(inArray(messages.sid, keys))
    .orderBy(asc(messages.sid), asc(messages.position))
    .prepare(),
});

const writesOf = (db: Connection) => ({
  insertSession: db
    .insert(sessions)
    .values(parametersOf(sessions, 'sid'))
    .returning({ sid: sessions.sid })
    .prepare(),
  replaceSession: db
    .update(sessions)
    .set(parametersOf(sessions, 'sid'))
    .where(eq(sessions.sid, firstSid))
    .returning({ sid: sessions.sid })
    .prepare(),
  stampFirst: db
    .update(sessions)
    .set(parametersOf(sessions, ...everythingBut('updatedAt', 'updatedUs')))
    .where(eq(sessions.sid, firstSid))
    .returning({ sid: sessions.sid })
    .prepare(),
  stamp: db
    .update(sessions)
    .set(parametersOf(sessions, ...everythingBut('updatedAt', 'updatedUs')))
    .where(eq(sessions.sid, given('sid')))
    .prepare(),
  setStatus: db
    .update(instances)
    .set({ status: sql`${given('status')}` })
    .where(
      eq(
        instances.rid,
        sql`(select rid from instances where sid = ${firstSid} and instanceId = ${given('instanceId')} order by position limit 1)`,
      ),
    )
    .returning({ sid: instances.sid })
    .prepare(),
  deleteSessions: db
    .delete(sessions)
    .where(sql`workspace = ${given('workspace')} and id = ${given('id')}`)
    .prepare(),
  addMessage: db
    .insert(messages)
    .values({
      ...parametersOf(messages, 'rid', 'position'),
      position: sql`(select coalesce(max(position) + 1, 0) from chat_messages where sid = ${given('sid')})`,
    })
    .prepare(),
  putInstance: db
    .insert(instances)
    .values(parametersOf(instances, 'rid'))
    .onConflictDoUpdate({ target: [instances.sid, instances.position], set: excludedOf(instances) })
    .prepare(),
  putMessage: db
    .insert(messages)
    .values(parametersOf(messages, 'rid'))
    .onConflictDoUpdate({ target: [messages.sid, messages.position], set: excludedOf(messages) })
    .prepare(),
  cutInstances: db
    .delete(instances)
    .where(sql`sid = ${given('sid')} and position >= ${given('count')}`)
    .prepare(),
  cutMessages: db
    .delete(messages)
    .where(sql`sid = ${given('sid')} and position >= ${given('count')}`)
    .prepare(),
});

const everythingBut = (...names: string[]): string[] =>
  Object.keys(getTableColumns(sessions)).filter((name) => !names.includes(name));

/** A parameter for each column but those that are left out, named like it. */
// biome-ignore lint/suspicious/noExplicitAny: drizzle checks the values of an insert by literal keys only
function parametersOf(table: SQLiteTable, ...leftOut: string[]): any {
  const names = Object.keys(getTableColumns(table)).filter((name) => !leftOut.includes(name));
  return Object.fromEntries(names.map((name) => [name, sql`${given(name)}`]));
}

/** What an upsert sets. */
function excludedOf(table: SQLiteTable): Record<string, SQL> {
  const names = Object.keys(getTableColumns(table)).filter(
    (name) => !['rid', 'sid', 'position'].includes(name),
  );
  return Object.fromEntries(names.map((name) => [name, sql.raw(`excluded.${name}`)]));
}
