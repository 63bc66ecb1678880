// The statistics of the contract, counted and summed by SQLite, a run of sessions at a time in the order of the tables:
// through an index every session's row is a page of its own, which no cache holds where there are 100,000, and the sorting
// that GROUP BY takes would be of the whole workspace.

import type { SessionFilter } from '../contract/query.ts';
import {
  compareKeys,
  exactSum,
  type RuntimeGroup,
  type SessionGroup,
  type SessionStatistics,
  type SessionTotals,
} from '../contract/statistics.ts';
import type { Connection, SqlValue } from './connection.ts';
import { PLACE_COUNT, sessionRange } from './keys.ts';
import { filterClauses } from './list-query.ts';
import type { StatementName } from './statement-names.ts';

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

const RUNTIME_COLUMNS = `runtime AS key, count(DISTINCT session_key) AS sessions, count(*) AS instances,
  ifnull(sum(files_changed), 0) AS files, ifnull(sum(lines_added), 0) AS added, ifnull(sum(lines_deleted), 0) AS deleted`;

/** Places of sessions that are looked at together. */
const RUN_LENGTH = 1_024;

export class StatisticsQuery {
  private readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  statistics(workspaceId: number, filter: SessionFilter): SessionStatistics {
    const { clauses, values } = filterClauses(filter, workspaceId);
    // An index finds the sessions of one type or status.
    const isIndexed = filter.types?.length === 1 || filter.statuses?.length === 1;
    const matching = `sessions ${isIndexed ? '' : 'NOT INDEXED'}
      WHERE ${clauses.join(' AND ')} AND sessions.session_key BETWEEN +? AND +?`;
    const isOfAll = Object.keys(filter).length === 0;
    const instances = isOfAll
      ? 'instances WHERE session_key BETWEEN +? AND +?'
      : `(SELECT session_key FROM ${matching}) JOIN instances USING (session_key)`;
    const ofInstances = isOfAll ? 'statistics of all instances' : 'statistics of instances';
    const groups: GroupRow[] = [];
    const runtimes: RuntimeRow[] = [];
    for (const [first, last] of this.runs(workspaceId, isIndexed ? PLACE_COUNT : RUN_LENGTH)) {
      groups.push(
        ...this.rows<GroupRow>(
          'statistics of sessions',
          `SELECT ${GROUP_COLUMNS} FROM ${matching} GROUP BY session_type, status, model`,
          [...values, first, last],
        ),
      );
      runtimes.push(
        ...this.rows<RuntimeRow>(
          ofInstances,
          `SELECT ${RUNTIME_COLUMNS} FROM ${instances} GROUP BY runtime`,
          [...(isOfAll ? [] : values), first, last],
        ),
      );
    }
    return {
      totals: totalsOf(groups),
      byType: grouped(groups, (row) => row.type),
      byStatus: grouped(groups, (row) => row.status),
      byModel: grouped(groups, (row) => row.model),
      byRuntime: runtimeGroups(runtimes),
    };
  }

  private *runs(workspaceId: number, length: number): Generator<[first: number, last: number]> {
    const range = sessionRange(workspaceId);
    const last = this.connection.values('last session key').get(range.first, range.last) ?? 0;
    for (let { first } = range; first <= last; first += length) yield [first, first + length - 1];
  }

  private rows<R>(name: StatementName, sql: string, values: SqlValue[]): R[] {
    return this.connection.statement<SqlValue[], R>(name, sql).all(...values);
  }
}

function grouped(rows: readonly GroupRow[], keyOf: (row: GroupRow) => string | null): SessionGroup[] {
  return [...Map.groupBy(rows, keyOf)]
    .sort(([left], [right]) => compareKeys(left, right))
    .map(([key, members]) => ({ key, ...totalsOf(members) }));
}

function runtimeGroups(rows: readonly RuntimeRow[]): RuntimeGroup[] {
  return [...Map.groupBy(rows, ({ key }) => key)]
    .sort(([left], [right]) => compareKeys(left, right))
    .map(([key, members]) => ({
      key,
      sessions: sum(members, (row) => row.sessions),
      instances: sum(members, (row) => row.instances),
      filesChanged: sum(members, (row) => row.files),
      linesAdded: sum(members, (row) => row.added),
      linesDeleted: sum(members, (row) => row.deleted),
    }));
}

function totalsOf(rows: readonly GroupRow[]): SessionTotals {
  const duration = rows.reduce(
    (total, row) => total + (BigInt(row.durationHigh) << 32n) + BigInt(row.durationLow),
    0n,
  );
  return {
    sessions: sum(rows, (row) => row.sessions),
    instances: sum(rows, (row) => row.instances),
    messages: sum(rows, (row) => row.messages),
    totalDuration: exactSum(duration),
    totalFilesChanged: sum(rows, (row) => row.files),
    totalLinesAdded: sum(rows, (row) => row.added),
    totalLinesDeleted: sum(rows, (row) => row.deleted),
  };
}

const sum = <R>(rows: readonly R[], fieldOf: (row: R) => number): number =>
  rows.reduce((total, row) => total + fieldOf(row), 0);
