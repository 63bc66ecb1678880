// The statements as text, for a driver that takes text.

import type { SessionFilter } from '../../../../contract/query.ts';
import { INSTANCE_COLUMNS, MESSAGE_COLUMNS, SESSION_COLUMNS, SORT_EXPRESSIONS } from './columns.ts';
import type { SummaryRequest } from './sql-keeper.ts';

export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

const list = (columns: readonly string[], prefix = ''): string =>
  columns.map((column) => prefix + column).join(', ');

const WRITTEN_SESSION = ['workspace', ...SESSION_COLUMNS, 'createdUs', 'updatedUs'];

/** The key of the first session with an id: workspace, id. */
const FIRST_SID = 'SELECT sid FROM sessions WHERE workspace = :workspace AND id = :id ORDER BY sid LIMIT 1';

const upsert = (table: string, columns: readonly string[]): string =>
  `INSERT INTO ${table} (sid, position, ${list(columns)}) VALUES (:sid, :position, ${list(columns, ':')})
   ON CONFLICT (sid, position) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`;

export const WRITES = {
  insertSession: `INSERT INTO sessions (${list(WRITTEN_SESSION)}) VALUES (${list(WRITTEN_SESSION, ':')}) RETURNING sid`,
  replaceSession: `UPDATE sessions SET ${WRITTEN_SESSION.map((column) => `${column} = :${column}`).join(', ')} WHERE sid = (${FIRST_SID}) RETURNING sid`,
  deleteSessions: 'DELETE FROM sessions WHERE workspace = :workspace AND id = :id',
  stampFirst: `UPDATE sessions SET updatedAt = :updatedAt, updatedUs = :updatedUs WHERE sid = (${FIRST_SID}) RETURNING sid`,
  setStatus: `UPDATE instances SET status = :status WHERE rid = (
    SELECT rid FROM instances WHERE sid = (${FIRST_SID}) AND instanceId = :instanceId ORDER BY position LIMIT 1
  ) RETURNING sid`,
  stamp: 'UPDATE sessions SET updatedAt = :updatedAt, updatedUs = :updatedUs WHERE sid = :sid',
  addMessage: `INSERT INTO chat_messages (sid, position, ${list(MESSAGE_COLUMNS)}) VALUES (
    :sid, (SELECT coalesce(max(position) + 1, 0) FROM chat_messages WHERE sid = :sid), ${list(MESSAGE_COLUMNS, ':')}
  )`,
  putInstance: upsert('instances', INSTANCE_COLUMNS),
  putMessage: upsert('chat_messages', MESSAGE_COLUMNS),
  cutInstances: 'DELETE FROM instances WHERE sid = :sid AND position >= :count',
  cutMessages: 'DELETE FROM chat_messages WHERE sid = :sid AND position >= :count',
};

/** Of children the key comes last, so that a row without names begins with the record's fields. */
export const FIRST_SESSION = `SELECT sid, ${list(SESSION_COLUMNS)} FROM sessions WHERE workspace = ? AND id = ? ORDER BY sid LIMIT 1`;
export const INSTANCES_OF = `SELECT ${list(INSTANCE_COLUMNS)}, sid FROM instances WHERE sid = ? ORDER BY position`;
export const MESSAGES_OF = `SELECT ${list(MESSAGE_COLUMNS)}, sid FROM chat_messages WHERE sid = ? ORDER BY position`;

/** Which sessions: all of a workspace, or those in a JSON array of keys. */
export const OF_WORKSPACE = 'SELECT sid FROM sessions WHERE workspace = ?';
export const OF_LIST = 'SELECT value FROM json_each(?)';

export const sessionsIn = (keys: string): string =>
  `SELECT sid, ${list(SESSION_COLUMNS)} FROM sessions WHERE sid IN (${keys}) ORDER BY sid`;
export const instancesIn = (keys: string): string =>
  `SELECT ${list(INSTANCE_COLUMNS)}, sid FROM instances WHERE sid IN (${keys}) ORDER BY sid, position`;
const withoutOutput = (column: string): string => (column === 'output' ? 'NULL AS output' : column);
export const instanceSummariesIn = (keys: string): string =>
  `SELECT ${list(INSTANCE_COLUMNS.map(withoutOutput))}, sid FROM instances WHERE sid IN (${keys}) ORDER BY sid, position`;
export const messagesIn = (keys: string): string =>
  `SELECT ${list(MESSAGE_COLUMNS)}, sid FROM chat_messages WHERE sid IN (${keys}) ORDER BY sid, position`;

/** Of the table `sessions`. */
export function conditionOf(workspace: string, filter: SessionFilter): Condition {
  const parts: Condition[] = [{ sql: 'workspace = ?', values: [workspace] }];
  const among = (column: string, words: readonly string[] | undefined): void => {
    if (words !== undefined)
      parts.push({ sql: `${column} IN (${words.map(() => '?').join(', ')})`, values: words });
  };
  among('type', filter.types);
  among('status', filter.statuses);
  if (filter.createdFrom !== undefined) parts.push({ sql: 'createdAt >= ?', values: [filter.createdFrom] });
  if (filter.createdTo !== undefined) parts.push({ sql: 'createdAt <= ?', values: [filter.createdTo] });
  return allOf(parts);
}

export function summariesOf(workspace: string, request: SummaryRequest): Condition {
  const { filter, sortBy, direction, after, limit } = request;
  const key = SORT_EXPRESSIONS[sortBy];
  const from: Condition[] =
    after === null ? [] : [{ sql: `${key} ${direction === 'asc' ? '>=' : '<='} ?`, values: [after.key] }];
  const { sql, values } = allOf([conditionOf(workspace, filter), ...from]);
  return {
    sql: `SELECT sid, ${list(SESSION_COLUMNS)},
            (SELECT count(*) FROM chat_messages WHERE chat_messages.sid = sessions.sid) AS messageCount
          FROM sessions WHERE ${sql} ORDER BY ${key} ${direction}, sid LIMIT ?`,
    values: [...values, limit],
  };
}

const allOf = (parts: readonly Condition[]): Condition => ({
  sql: parts.map(({ sql }) => sql).join(' AND '),
  values: parts.flatMap(({ values }) => values),
});

export const groupsWhere = (condition: string): string => `
  SELECT type, status, model, count(*) AS sessions,
    sum((SELECT count(*) FROM instances WHERE instances.sid = sessions.sid)) AS instances,
    sum((SELECT count(*) FROM chat_messages WHERE chat_messages.sid = sessions.sid)) AS messages,
    sum(totalDuration >> 32) AS durationHigh, sum(totalDuration & 4294967295) AS durationLow,
    sum(totalFilesChanged) AS filesChanged, sum(totalLinesAdded) AS linesAdded, sum(totalLinesDeleted) AS linesDeleted
  FROM sessions WHERE ${condition} GROUP BY type, status, model`;

export const longOnesWhere = (condition: string): string =>
  `SELECT type, status, model, exactDuration FROM sessions WHERE ${condition} AND exactDuration IS NOT NULL`;

export const runtimesWhere = (condition: string): string => `
  SELECT runtime AS key, count(DISTINCT sid) AS sessions, count(*) AS instances,
    coalesce(sum(filesChanged), 0) AS filesChanged, coalesce(sum(linesAdded), 0) AS linesAdded,
    coalesce(sum(linesDeleted), 0) AS linesDeleted
  FROM instances WHERE sid IN (SELECT sid FROM sessions WHERE ${condition}) GROUP BY runtime`;

const MATCHING = `sid IN (
  SELECT rowid FROM task_words WHERE task_words MATCH ?
  UNION ALL SELECT sid FROM chat_messages WHERE rid IN (SELECT rowid FROM message_words WHERE message_words MATCH ?)
  UNION ALL SELECT sid FROM instances WHERE rid IN (SELECT rowid FROM output_words WHERE output_words MATCH ?)
)`;

/** Values: workspace, each term three times, limit, offset. */
export const hitsOf = (terms: number): string =>
  `SELECT sid FROM sessions WHERE workspace = ? AND ${Array(terms).fill(MATCHING).join(' AND ')}
   ORDER BY sid DESC LIMIT ? OFFSET ?`;
