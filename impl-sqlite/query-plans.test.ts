import type Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connection, type RowShape, type SqlValue } from './connection.ts';
import { openDatabase } from './open-database.ts';
import { Tables } from './operations.ts';
import { SQL } from './sql.ts';
import type { StatementName } from './statement-names.ts';
import { variedSessions } from './suite/sessions.ts';
import { TestDatabase } from './suite/test-database.ts';

const place = new TestDatabase();

/** A connection that keeps the SQL of everything it prepares; the plans of the very statements are asked for later. */
class ListeningConnection extends Connection {
  readonly heard: { name: string; sql: string }[] = Object.entries(SQL).map(([name, sql]) => ({ name, sql }));

  override statement<P extends SqlValue[], R>(name: StatementName, sql: string, shape?: RowShape) {
    this.heard.push({ name, sql });
    return super.statement<P, R>(name, sql, shape);
  }
}

let database: Database.Database;
let connection: ListeningConnection;
let tables: Tables;

beforeAll(async () => {
  place.begin();
  const store = await place.store();
  for (const session of variedSessions(200, 3)) await store.createSession(place.workspace, session);
  await store.close();
  database = openDatabase(place.file, { durability: 'normal', isReadOnly: false });
  // With statistics: the plans are those of a database in use.
  database.exec('ANALYZE');
  connection = new ListeningConnection(database, place.file);
  tables = new Tables(connection);
  // Nothing is kept, so that every page reads.
  tables.cache.isPaused = true;
});

afterAll(async () => {
  database.close();
  await place.end();
});

function planOf(name: string): string {
  const statement = connection.heard.findLast((heard) => heard.name === name);
  if (statement === undefined) throw new Error(`no statement is named ${name}`);
  const parameters = Array.from({ length: statement.sql.split('?').length - 1 }, () => 1);
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${statement.sql}`).all(...parameters) as {
    detail: string;
  }[];
  return rows.map(({ detail }) => detail).join('\n');
}

const ORDERED = { filter: {}, sortBy: 'updatedAt', direction: 'desc', limit: 50, after: null } as const;

test.each([
  ['by time of change', ORDERED, 'idx_sessions_updated'],
  ['by time of creation', { ...ORDERED, sortBy: 'createdAt' }, 'idx_sessions_created'],
  ['of one type', { ...ORDERED, filter: { types: ['debate'] } }, 'idx_sessions_type'],
  ['of one status', { ...ORDERED, filter: { statuses: ['running'] } }, 'idx_sessions_status'],
  [
    'changed since a moment',
    { ...ORDERED, filter: { updatedFrom: '2025-11-12T14:00:00Z' } },
    'idx_sessions_updated \\(workspace_id=\\? AND updated_us>\\?\\)',
  ],
  ['of one model', { ...ORDERED, filter: { models: ['opus'] } }, 'idx_sessions_updated'],
  ['of one runtime', { ...ORDERED, filter: { runtimes: ['codex'] } }, 'idx_sessions_updated'],
  ['with a text', { ...ORDERED, filter: { text: 'a' } }, 'idx_sessions_updated'],
  ['by duration', { ...ORDERED, sortBy: 'totalDuration' }, 'idx_sessions_duration'],
  ['from a cursor on', { ...ORDERED, after: { key: 5, skip: 1 } }, 'idx_sessions_updated'],
] as const)(
  'a page of the latest sessions %s comes from its index, in order, without sorting',
  (_what, query, index) => {
    tables.lists.page(1, query);
    const plan = planOf('page of sessions');
    expect(plan).toMatch(new RegExp(`USING INDEX ${index}`));
    expect(plan).not.toMatch(/TEMP B-TREE|SCAN sessions/);
  },
);

test('a page over all workspaces takes each in the order of its index, without sorting', () => {
  const [own] = tables.workspaces.byHashes();
  const twice = [own, own] as NonNullable<typeof own>[];
  tables.lists.pageOfAll(twice, { ...ORDERED, limit: 3, after: { key: 5, skip: 2 } });
  tables.lists.pageOfAll([...twice, ...twice], { ...ORDERED, limit: 3 });
  for (const name of ['workspaces by hash', 'sessions with a sort key', 'page of sessions']) {
    expect(planOf(name)).toMatch(
      /USING (COVERING )?INDEX (sqlite_autoindex_workspaces|idx_sessions_updated)/,
    );
    expect(planOf(name)).not.toMatch(/TEMP B-TREE|SCAN sessions/);
  }
});

test('no list reads outputs or chat', () => {
  for (const sortBy of ['createdAt', 'updatedAt', 'totalDuration', 'totalFilesChanged'] as const) {
    for (const direction of ['asc', 'desc'] as const) {
      tables.lists.page(1, {
        ...ORDERED,
        sortBy,
        direction,
        filter: { types: ['a', 'b'], statuses: ['c', 'd'], createdFrom: 'e', createdTo: 'f' },
      });
    }
  }
  tables.statistics.statistics(1, { types: ['debate'] });
  const used = connection.heard.filter(
    ({ name }) => name === 'page of sessions' || name.startsWith('statistics'),
  );
  expect(used.length).toBeGreaterThanOrEqual(10);
  for (const { sql } of used) expect(sql).not.toMatch(/\boutput\b|chat_messages/);
});

test.each([
  ['first session by id', /USING INDEX idx_sessions_id \(workspace_id=\? AND id=\?\)/],
  ['row of first session by id', /USING INDEX idx_sessions_id \(workspace_id=\? AND id=\?\)/],
  ['rows of sessions by id', /USING INDEX idx_sessions_id \(workspace_id=\? AND id=\?\)/],
  ['range of sessions', /USING INTEGER PRIMARY KEY \(rowid>\? AND rowid<\?\)/],
  ['sessions by keys', /USING INTEGER PRIMARY KEY \(rowid=\?\)/],
  ['instances of sessions', /USING PRIMARY KEY \(session_key>\? AND session_key<\?\)/],
  ['messages of sessions', /USING PRIMARY KEY \(session_key>\? AND session_key<\?\)/],
  ['summaries of instances', /USING PRIMARY KEY \(session_key=\?\)/],
  ['session keys', /USING INTEGER PRIMARY KEY \(rowid>\? AND rowid<\?\)/],
  ['changed session keys', /USING COVERING INDEX idx_sessions_revision \(workspace_id=\? AND revision>\?\)/],
  ['last revision', /USING COVERING INDEX idx_sessions_revision \(workspace_id=\?\)/],
  ['workspace by hash', /USING INDEX sqlite_autoindex_workspaces_1 \(hash=\?\)/],
  ['update status of instance', /USING PRIMARY KEY \(session_key=\? AND position=\?\)/],
  ['delete instances from', /USING PRIMARY KEY \(session_key=\? AND position>\?\)/],
  ['row of message', /USING PRIMARY KEY \(session_key=\? AND position=\?\)/],
])('the statement "%s" finds its rows by a key', (name, key) => {
  const plan = planOf(name);
  expect(plan).toMatch(key);
  expect(plan).not.toMatch(/SCAN (sessions|instances|chat_messages)/);
});

test('no statement of the store scans a table of sessions or their parts', () => {
  tables.search.find(
    [{ token: 'a', isPrefix: false }],
    { first: 1, last: 2 },
    {
      limit: 1,
      offset: 0,
      matches: () => false,
    },
  );
  const named = new Set(connection.heard.map(({ name }) => name));
  const scanning = [...named].filter((name) =>
    /SCAN (sessions|instances|chat_messages)\b/.test(planOf(name)),
  );
  expect(named.size).toBeGreaterThan(25);
  expect(scanning).toEqual([]);
});
