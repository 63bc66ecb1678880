// node:sqlite, Node's own driver: prepared statements by their text, kept as long as the connection. Children come as
// rows without names (setReturnArrays), which it makes twice as fast as objects.

import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { instanceNotFound, sessionNotFound } from '../../../contract/errors.ts';
import { instantUs } from '../../../contract/instant.ts';
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
import type { SessionKeeper, StatusChange } from './keeper.ts';
import { openPeerStore, type PeerHandle } from './peer-store.ts';
import { INSTANCE_COLUMNS, MESSAGE_COLUMNS } from './sql/columns.ts';
import {
  childrenOf,
  instanceRowsOf,
  messageRowsOf,
  type SessionRow,
  sessionOf,
  sessionRowOf,
} from './sql/rows.ts';
import { pragmasFor, SCHEMA, wordsOf } from './sql/schema.ts';
import {
  type HitRequest,
  type OwnedInstance,
  SqlKeeper,
  type SummaryRequest,
  type SummaryRow,
} from './sql/sql-keeper.ts';
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

  async transaction<T>(_workspace: string, work: (keeper: SessionKeeper) => Promise<T>): Promise<T> {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const answer = await work(this.keeper);
      this.db.exec('COMMIT');
      return answer;
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }

  async close(): Promise<void> {
    this.db.close();
  }
}

type Values = readonly SQLInputValue[];
type NamedValues = Record<string, SQLInputValue>;

class NodeSqliteKeeper extends SqlKeeper {
  private readonly db: DatabaseSync;
  private readonly prepared = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    super();
    this.db = db;
  }

  override async append(workspace: string, session: WorktreeSession): Promise<void> {
    this.atomically(() => {
      const { sid } = this.written(statements.INSERT_SESSION, { ...sessionRowOf(workspace, session) }) as Key;
      this.putChildren(sid, session);
    });
  }

  override async replaceFirst(workspace: string, session: WorktreeSession): Promise<void> {
    this.atomically(() => {
      const key = this.written(statements.REPLACE_SESSION, { ...sessionRowOf(workspace, session) });
      if (key === undefined) throw sessionNotFound(session.id);
      this.putChildren(key.sid, session);
      this.statement(statements.CUT_INSTANCES).run(key.sid, session.instances.length);
      this.statement(statements.CUT_MESSAGES).run(key.sid, session.chatHistory.length);
    });
  }

  override async removeAll(workspace: string, id: string): Promise<void> {
    this.statement(statements.DELETE_SESSIONS).run(workspace, id);
  }

  override async addMessage(
    workspace: string,
    id: string,
    message: ChatMessage,
    updatedAt: string,
  ): Promise<WorktreeSession> {
    return this.atomically(() => {
      const stamp = { workspace, id, updatedAt, updatedUs: instantUs(updatedAt) };
      const key = this.written(statements.STAMP_FIRST, stamp);
      if (key === undefined) throw sessionNotFound(id);
      this.statement(statements.ADD_MESSAGE).run({ sid: key.sid, ...message });
      return this.present(workspace, id);
    });
  }

  override async setStatus(
    workspace: string,
    id: string,
    { instanceId, status }: StatusChange,
    updatedAt: string,
  ): Promise<WorktreeSession> {
    return this.atomically(() => {
      const key = this.written(statements.SET_STATUS, { workspace, id, instanceId, status });
      if (key === undefined) {
        this.present(workspace, id);
        throw instanceNotFound(id, instanceId);
      }
      this.statement(statements.STAMP).run(updatedAt, instantUs(updatedAt), key.sid);
      return this.present(workspace, id);
    });
  }

  override async all(workspace: string): Promise<WorktreeSession[]> {
    return this.sessionsIn(statements.OF_WORKSPACE, workspace);
  }

  override async first(workspace: string, id: string): Promise<WorktreeSession | undefined> {
    return this.firstNow(workspace, id);
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

  private putChildren(sid: number, session: WorktreeSession): void {
    const putInstance = this.statement(statements.PUT_INSTANCE);
    for (const row of instanceRowsOf(sid, session)) putInstance.run({ ...row });
    const putMessage = this.statement(statements.PUT_MESSAGE);
    for (const row of messageRowsOf(sid, session)) putMessage.run({ ...row });
  }

  private sessionsIn(keys: string, value: string): WorktreeSession[] {
    const sessions = this.rows<SessionRow>(statements.sessionsIn(keys), [value]);
    const instancesOf = this.instances(statements.instancesIn(keys), value);
    const messagesOf = this.messages(statements.messagesIn(keys), value);
    return sessions.map((row) => sessionOf(row, instancesOf(row.sid), messagesOf(row.sid)));
  }

  private firstNow(workspace: string, id: string): WorktreeSession | undefined {
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

  /** E_SESSION_NOT_FOUND. */
  private present(workspace: string, id: string): WorktreeSession {
    const session = this.firstNow(workspace, id);
    if (session === undefined) throw sessionNotFound(id);
    return session;
  }

  private written(sql: string, values: NamedValues): Key | undefined {
    return this.statement(sql).get(values) as Key | undefined;
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
  private atomically<T>(work: () => T): T {
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

interface Key {
  readonly sid: number;
}

const STATEMENTS_MAX = 200;
