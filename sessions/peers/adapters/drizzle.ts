// drizzle-orm over better-sqlite3: prepared where a statement's shape is fixed, built at each call where it depends on
// the query. Relational queries (`db.query … with`) were tried as well; they build JSON in the database and read more slowly.

import { join } from 'node:path';
import type Database from 'better-sqlite3';
import {
  and,
  asc,
  count,
  countDistinct,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  lte,
  type SQL,
  sql,
} from 'drizzle-orm';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import type { SessionFilter } from '../../../contract/query.ts';
import type { WorktreeSession } from '../../../contract/session.ts';
import type { Adapter } from '../adapter.ts';
import { prepareStatements, type Statements } from './drizzle-statements.ts';
import { instances, messages, SESSION, sessions } from './drizzle-tables.ts';
import type { SessionKeeper } from './keeper.ts';
import { openPeerStore, type PeerHandle } from './peer-store.ts';
import { openDatabase } from './sql/better-sqlite3.ts';
import { SORT_EXPRESSIONS } from './sql/columns.ts';
import { PreparedKeeper, transactionByHand } from './sql/prepared-keeper.ts';
import { sessionsOf, summaryInstanceOf } from './sql/rows.ts';
import type { HitRequest, OwnedInstance, SummaryRequest, SummaryRow } from './sql/sql-keeper.ts';
import type { StatisticsRows } from './sql/statistics.ts';

/** Setting `full`: every commit is synced before it is acknowledged. */
export const openStore: Adapter['openStore'] = async ({ directory, setting }, options) =>
  openPeerStore(new DrizzleHandle(openDatabase(join(directory, 'sessions.db'), setting)), options);

class DrizzleHandle implements PeerHandle {
  readonly keeper: SessionKeeper;
  private readonly client: Database.Database;

  constructor(client: Database.Database) {
    this.client = client;
    this.keeper = new DrizzleKeeper(drizzle({ client }));
  }

  /** Drizzle's transactions on this driver cannot wait for a promise. Those within become savepoints. */
  transaction<T>(_workspace: string, work: (keeper: SessionKeeper) => Promise<T>): Promise<T> {
    return transactionByHand(
      this.client,
      () => this.client.inTransaction,
      () => work(this.keeper),
    );
  }

  async close(): Promise<void> {
    this.client.close();
  }
}

const IMMEDIATE = { behavior: 'immediate' } as const;

class DrizzleKeeper extends PreparedKeeper {
  private readonly db: BetterSQLite3Database;
  protected override readonly writes: Statements;

  constructor(db: BetterSQLite3Database) {
    super();
    this.db = db;
    this.writes = prepareStatements(db);
  }

  protected override atomically<T>(work: () => T): T {
    return this.db.transaction(work, IMMEDIATE);
  }

  override async all(workspace: string): Promise<WorktreeSession[]> {
    return sessionsFrom(this.writes.ofWorkspace, { workspace });
  }

  protected override firstNow(workspace: string, id: string): WorktreeSession | undefined {
    return sessionsFrom(this.writes.first, { workspace, id })[0];
  }

  protected override sessionsAt(sids: readonly number[]): WorktreeSession[] {
    return sessionsFrom(this.writes.ofList, { sids: JSON.stringify(sids) });
  }

  protected override summaryRows(workspace: string, request: SummaryRequest): SummaryRow[] {
    const { filter, sortBy, direction, after, limit } = request;
    const key = sql.raw(SORT_EXPRESSIONS[sortBy]);
    const isAscending = direction === 'asc';
    const from = after === null ? undefined : isAscending ? gte(key, after.key) : lte(key, after.key);
    return this.db
      .select({ ...SESSION, messageCount: this.db.$count(messages, eq(messages.sid, sessions.sid)) })
      .from(sessions)
      .where(and(conditionOf(workspace, filter), from))
      .orderBy(isAscending ? asc(key) : desc(key), asc(sessions.sid))
      .limit(limit)
      .all();
  }

  protected override instanceSummaries(sids: readonly number[]): OwnedInstance[] {
    const rows = this.writes.instanceSummaries.all({ sids: JSON.stringify(sids) });
    return rows.map((row) => ({ sid: row.sid, instance: summaryInstanceOf(row) }));
  }

  protected override statisticsRows(workspace: string, filter: SessionFilter): StatisticsRows {
    const condition = conditionOf(workspace, filter);
    const { type, status, model, exactDuration } = sessions;
    const groups = this.db
      .select({
        type,
        status,
        model,
        sessions: count(),
        instances: sql<number>`sum(${this.db.$count(instances, eq(instances.sid, sessions.sid))})`,
        messages: sql<number>`sum(${this.db.$count(messages, eq(messages.sid, sessions.sid))})`,
        durationHigh: sql<number | null>`sum(${sessions.totalDuration} >> 32)`,
        durationLow: sql<number | null>`sum(${sessions.totalDuration} & 4294967295)`,
        filesChanged: sql<number | null>`sum(${sessions.totalFilesChanged})`,
        linesAdded: sql<number | null>`sum(${sessions.totalLinesAdded})`,
        linesDeleted: sql<number | null>`sum(${sessions.totalLinesDeleted})`,
      })
      .from(sessions)
      .where(condition)
      .groupBy(type, status, model)
      .all();
    const longOnes = this.db
      .select({ type, status, model, exactDuration })
      .from(sessions)
      .where(and(condition, isNotNull(exactDuration)))
      .all();
    const runtimes = this.db
      .select({
        key: instances.runtime,
        sessions: countDistinct(instances.sid),
        instances: count(),
        filesChanged: sql<number>`coalesce(sum(${instances.filesChanged}), 0)`,
        linesAdded: sql<number>`coalesce(sum(${instances.linesAdded}), 0)`,
        linesDeleted: sql<number>`coalesce(sum(${instances.linesDeleted}), 0)`,
      })
      .from(instances)
      .where(inArray(instances.sid, this.db.select({ sid: sessions.sid }).from(sessions).where(condition)))
      .groupBy(instances.runtime)
      .all();
    return { groups, longOnes, runtimes };
  }

  protected override hitKeys(workspace: string, { matches, limit, offset }: HitRequest): number[] {
    return this.db
      .select({ sid: sessions.sid })
      .from(sessions)
      .where(and(eq(sessions.workspace, workspace), ...matches.map(isMatching)))
      .orderBy(desc(sessions.sid))
      .limit(limit)
      .offset(offset)
      .all()
      .map(({ sid }) => sid);
  }
}

const sessionsFrom = (reads: Statements['first'], values: Record<string, unknown>): WorktreeSession[] =>
  sessionsOf({
    sessions: reads.sessions.all(values),
    instances: reads.instances.all(values),
    messages: reads.messages.all(values),
  });

const conditionOf = (workspace: string, filter: SessionFilter): SQL | undefined =>
  and(
    eq(sessions.workspace, workspace),
    filter.types && inArray(sessions.type, [...filter.types]),
    filter.statuses && inArray(sessions.status, [...filter.statuses]),
    filter.createdFrom === undefined ? undefined : gte(sessions.createdAt, filter.createdFrom),
    filter.createdTo === undefined ? undefined : lte(sessions.createdAt, filter.createdTo),
  );

/** Full-text tables are not drizzle's; this is its way to say what it has no word for. */
const isMatching = (match: string): SQL => sql`${sessions.sid} in (
  select rowid from task_words where task_words match ${match}
  union all select sid from chat_messages where rid in (select rowid from message_words where message_words match ${match})
  union all select sid from instances where rid in (select rowid from output_words where output_words match ${match})
)`;
