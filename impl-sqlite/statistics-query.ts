// The statistics of the contract, counted and summed by SQLite.

import type { SessionFilter } from '../contract/query.ts';
import {
  compareKeys,
  exactSum,
  type RuntimeGroup,
  type SessionGroup,
  type SessionStatistics,
  type SessionTotals,
} from '../contract/statistics.ts';
import type { Connection, SqlValue, Statement } from './connection.ts';
import { filterClauses } from './list-query.ts';

interface GroupRow {
  type: string;
  status: string;
  model: string | null;
  sessions: number;
  instances: number;
  messages: number;
  /** Sums of the upper and the lower 32 bits: a sum of 64-bit values can pass 64 bits. */
  durationHigh: number;
  durationLow: number;
  files: number;
  added: number;
  deleted: number;
}

interface RuntimeRow {
  key: string | null;
  sessions: number;
  instances: number;
  files: number;
  added: number;
  deleted: number;
}

const GROUP_COLUMNS = `session_type AS type, status, model,
  count(*) AS sessions, sum(instance_count) AS instances, sum(message_count) AS messages,
  ifnull(sum((total_duration >> 32) & 4294967295), 0) AS durationHigh,
  ifnull(sum(total_duration & 4294967295), 0) AS durationLow,
  ifnull(sum(total_files_changed), 0) AS files, ifnull(sum(total_lines_added), 0) AS added,
  ifnull(sum(total_lines_deleted), 0) AS deleted`;

export class StatisticsQuery {
  private readonly connection: Connection;
  private readonly statements = new Map<string, Statement<SqlValue[], unknown>>();

  constructor(connection: Connection) {
    this.connection = connection;
  }

  statistics(workspaceId: number, filter: SessionFilter): SessionStatistics {
    const { clauses, values } = filterClauses(filter, workspaceId);
    const where = clauses.join(' AND ');
    const groups = this.rows<GroupRow>(
      `SELECT ${GROUP_COLUMNS} FROM sessions WHERE ${where} GROUP BY session_type, status, model`,
      values,
    );
    return {
      totals: totalsOf(groups),
      byType: grouped(groups, (row) => row.type),
      byStatus: grouped(groups, (row) => row.status),
      byModel: grouped(groups, (row) => row.model),
      byRuntime: this.byRuntime(where, values),
    };
  }

  private byRuntime(where: string, values: SqlValue[]): RuntimeGroup[] {
    const rows = this.rows<RuntimeRow>(
      `SELECT runtime AS key, count(DISTINCT session_key) AS sessions, count(*) AS instances,
         ifnull(sum(files_changed), 0) AS files, ifnull(sum(lines_added), 0) AS added,
         ifnull(sum(lines_deleted), 0) AS deleted
       FROM (SELECT session_key FROM sessions WHERE ${where}) AS matching
       JOIN instances USING (session_key)
       GROUP BY runtime`,
      values,
    );
    return rows
      .sort((left, right) => compareKeys(left.key, right.key))
      .map(({ key, sessions, instances, files, added, deleted }) => ({
        key,
        sessions,
        instances,
        filesChanged: files,
        linesAdded: added,
        linesDeleted: deleted,
      }));
  }

  private rows<R>(sql: string, values: SqlValue[]): R[] {
    const known = this.statements.get(sql);
    const statement = known ?? this.connection.statement<SqlValue[], unknown>('statistics', sql);
    this.statements.set(sql, statement);
    return statement.all(...values) as R[];
  }
}

function grouped(rows: readonly GroupRow[], keyOf: (row: GroupRow) => string | null): SessionGroup[] {
  return [...Map.groupBy(rows, keyOf)]
    .sort(([left], [right]) => compareKeys(left, right))
    .map(([key, members]) => ({ key, ...totalsOf(members) }));
}

function totalsOf(rows: readonly GroupRow[]): SessionTotals {
  const sum = (fieldOf: (row: GroupRow) => number): number =>
    rows.reduce((total, row) => total + fieldOf(row), 0);
  const duration = rows.reduce(
    (total, row) => total + (BigInt(row.durationHigh) << 32n) + BigInt(row.durationLow),
    0n,
  );
  return {
    sessions: sum((row) => row.sessions),
    instances: sum((row) => row.instances),
    messages: sum((row) => row.messages),
    totalDuration: exactSum(duration),
    totalFilesChanged: sum((row) => row.files),
    totalLinesAdded: sum((row) => row.added),
    totalLinesDeleted: sum((row) => row.deleted),
  };
}
