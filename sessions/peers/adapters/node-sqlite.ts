// node:sqlite, Node's own driver: prepared statements by their text, kept as long as the connection. Children come as
// rows without names (setReturnArrays), which it makes twice as fast as objects.

import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SessionFilter } from '../../../contract/query.ts';
import {
  type ChatMessage,
  INSTANCE_SHAPE,
  MESSAGE_SHAPE,
  type WorktreeInstance,
  type WorktreeSession,
} from '../../../contract/session.ts';
import type { RuntimeGroup } from '../../../contract/statistics.ts';
import type { Adapter } from '../adapter.ts';
import type { SessionKeeper } from './keeper.ts';
import { openPeerStore, type PeerHandle } from './peer-store.ts';
import { INSTANCE_COLUMNS, MESSAGE_COLUMNS } from './sql/columns.ts';
import { type Key, PreparedKeeper, transactionByHand, type Writes } from './sql/prepared-keeper.ts';
import { childrenOf, type SessionRow, sessionOf } from './sql/rows.ts';
import { pragmasFor, SCHEMA, wordsOf } from './sql/schema.ts';
import type { HitRequest, OwnedInstance, SummaryRequest, SummaryRow } from './sql/sql-keeper.ts';
import * as statements from './sql/statements.ts';
import type { GroupRow, LongRow, StatisticsRows } from './sql/statistics.ts';

/** Setting `full`: every commit is synced before it is acknowledged. */
export const openStore: Adapter['openStore'] = async ({ directory, setting }, options) =>
  openPeerStore(new NodeSqliteHandle(join(directory, 'sessions.db'), setting), options);

class NodeSqliteHandle implements PeerHandle {
  readonly keeper: SessionKeeper;
  private readonly db: DatabaseSync;

  constructor(file: string, setting: string | null) {
    this.db = new DatabaseSync(file);
    this.db.exec(pragmasFor(setting));
    this.db.function('words', { deterministic: true }, wordsOf);
    this.db.exec(SCHEMA);
    this.keeper = new NodeSqliteKeeper(this.db);
  }

  transaction<T>(_workspace: string, work: (keeper: SessionKeeper) => Promise<T>): Promise<T> {
    return transactionByHand(
      this.db,
      () => this.db.isTransaction,
      () => work(this.keeper),
    );
  }

  async close(): Promise<void> {
    this.db.close();
  }
}

type Values = readonly SQLInputValue[];

class NodeSqliteKeeper extends PreparedKeeper {
  protected override readonly writes: Writes;
  private readonly db: DatabaseSync;
  private readonly prepared = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    super();
    this.db = db;
    this.writes = mapped(statements.WRITES, (sql) => db.prepare(sql));
  }

  override async all(workspace: string): Promise<WorktreeSession[]> {
    return this.sessionsIn(statements.OF_WORKSPACE, workspace);
  }

  protected override summaryRows(workspace: string, request: SummaryRequest): SummaryRow[] {
    const { sql, values } = statements.summariesOf(workspace, request);
    return this.rows(sql, values);
  }

  protected override instanceSummaries(sids: readonly number[]): OwnedInstance[] {
    const rows = this.namelessRows(statements.instanceSummariesIn(statements.OF_LIST), JSON.stringify(sids));
    return rows.map((row) => ({
      sid: row[INSTANCE_COLUMNS.length] as number,
      instance: INSTANCE_SHAPE.build(row),
    }));
  }

  protected override statisticsRows(workspace: string, filter: SessionFilter): StatisticsRows {
    const { sql, values } = statements.conditionOf(workspace, filter);
    return {
      groups: this.rows<GroupRow>(statements.groupsWhere(sql), values),
      longOnes: this.rows<LongRow>(statements.longOnesWhere(sql), values),
      runtimes: this.rows<RuntimeGroup>(statements.runtimesWhere(sql), values),
    };
  }

  protected override hitKeys(workspace: string, { matches, limit, offset }: HitRequest): number[] {
    const terms = matches.flatMap((match) => [match, match, match]);
    const rows = this.rows<Key>(statements.hitsOf(matches.length), [workspace, ...terms, limit, offset]);
    return rows.map(({ sid }) => sid);
  }

  protected override sessionsAt(sids: readonly number[]): WorktreeSession[] {
    return this.sessionsIn(statements.OF_LIST, JSON.stringify(sids));
  }

  private sessionsIn(keys: string, value: string): WorktreeSession[] {
    const sessions = this.rows<SessionRow>(statements.sessionsIn(keys), [value]);
    const instancesOf = this.instances(statements.instancesIn(keys), value);
    const messagesOf = this.messages(statements.messagesIn(keys), value);
    return sessions.map((row) => sessionOf(row, instancesOf(row.sid), messagesOf(row.sid)));
  }

  protected override firstNow(workspace: string, id: string): WorktreeSession | undefined {
    const [row] = this.rows<SessionRow>(statements.FIRST_SESSION, [workspace, id]);
    if (row === undefined) return undefined;
    const { sid } = row;
    const instancesOf = this.instances(statements.INSTANCES_OF, sid);
    return sessionOf(row, instancesOf(sid), this.messages(statements.MESSAGES_OF, sid)(sid));
  }

  private instances(sql: string, value: SQLInputValue): (sid: number) => WorktreeInstance[] {
    return childrenOf(
      this.namelessRows(sql, value),
      (row) => row[INSTANCE_COLUMNS.length] as number,
      INSTANCE_SHAPE.build,
    );
  }

  private messages(sql: string, value: SQLInputValue): (sid: number) => ChatMessage[] {
    return childrenOf(
      this.namelessRows(sql, value),
      (row) => row[MESSAGE_COLUMNS.length] as number,
      MESSAGE_SHAPE.build,
    );
  }

  private rows<T>(sql: string, values: Values): T[] {
    return this.statement(sql).all(...values) as T[];
  }

  private namelessRows(sql: string, value: SQLInputValue): unknown[][] {
    const statement = this.statement(sql);
    statement.setReturnArrays(true);
    return statement.all(value) as unknown as unknown[][];
  }

  private statement(sql: string): StatementSync {
    const known = this.prepared.get(sql);
    if (known !== undefined) return known;
    // Texts differ by the shape of a query; a program that asks in ever other shapes must not keep them all.
    if (this.prepared.size >= STATEMENTS_MAX) this.prepared.clear();
    const statement = this.db.prepare(sql);
    this.prepared.set(sql, statement);
    return statement;
  }

  /** As a transaction of its own, unless one is open. */
  protected override atomically<T>(work: () => T): T {
    if (this.db.isTransaction) return work();
    this.statement('BEGIN IMMEDIATE').run();
    try {
      const answer = work();
      this.statement('COMMIT').run();
      return answer;
    } catch (error) {
      this.statement('ROLLBACK').run();
      throw error;
    }
  }
}

const mapped = <Name extends string, T>(texts: Readonly<Record<Name, string>>, make: (text: string) => T) =>
  Object.fromEntries(Object.entries<string>(texts).map(([name, text]) => [name, make(text)])) as Record<
    Name,
    T
  >;

const STATEMENTS_MAX = 200;
