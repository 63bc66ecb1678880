// kysely over better-sqlite3: every statement is built where it is used, as its documentation shows.

import { join } from 'node:path';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { instanceNotFound, sessionNotFound } from '../../../contract/errors.ts';
import { instantUs } from '../../../contract/instant.ts';
import type { SessionFilter } from '../../../contract/query.ts';
import type { WorktreeSession } from '../../../contract/session.ts';
import type { Adapter } from '../adapter.ts';
import type { AddedMessage, SessionKeeper, StatusChange } from './keeper.ts';
import {
  allSessions,
  cutChildren,
  firstSession,
  firstSid,
  inList,
  isMatching,
  isWanted,
  listedSessions,
  present,
  putChildren,
} from './kysely-statements.ts';
import { INSTANCE_SUMMARY, SESSION, type Tables } from './kysely-tables.ts';
import { openPeerStore, type PeerHandle } from './peer-store.ts';
import { openDatabase } from './sql/better-sqlite3.ts';
import { SORT_EXPRESSIONS } from './sql/columns.ts';
import { sessionRowOf, summaryInstanceOf } from './sql/rows.ts';
import {
  type HitRequest,
  type OwnedInstance,
  SqlKeeper,
  type SummaryRequest,
  type SummaryRow,
} from './sql/sql-keeper.ts';
import type { StatisticsRows } from './sql/statistics.ts';

/** Setting `full`: every commit is synced before it is acknowledged. */
export const openStore: Adapter['openStore'] = async ({ directory, setting }, options) =>
  openPeerStore(new KyselyHandle(join(directory, 'sessions.db'), setting), options);

class KyselyHandle implements PeerHandle {
  readonly keeper: SessionKeeper;
  private readonly db: Kysely<Tables>;

  constructor(file: string, setting: string | null) {
    this.db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: openDatabase(file, setting) }) });
    this.keeper = new KyselyKeeper(this.db);
  }

  transaction<T>(_workspace: string, work: (keeper: SessionKeeper) => Promise<T>): Promise<T> {
    return this.db.transaction().execute((inside) => work(new KyselyKeeper(inside)));
  }

  close(): Promise<void> {
    return this.db.destroy();
  }
}

class KyselyKeeper extends SqlKeeper {
  private readonly db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    super();
    this.db = db;
  }

  override async append(workspace: string, session: WorktreeSession): Promise<void> {
    await this.atomically(async (db) => {
      const { sid } = await db
        .insertInto('sessions')
        .values(sessionRowOf(workspace, session))
        .returning('sid')
        .executeTakeFirstOrThrow();
      await putChildren(db, sid, session);
    });
  }

  override async replaceFirst(workspace: string, session: WorktreeSession): Promise<void> {
    await this.atomically(async (db) => {
      const key = await db
        .updateTable('sessions')
        .set(sessionRowOf(workspace, session))
        .where('sid', '=', firstSid(db, workspace, session.id))
        .returning('sid')
        .executeTakeFirst();
      if (key === undefined) throw sessionNotFound(session.id);
      await putChildren(db, key.sid, session);
      await cutChildren(db, key.sid, session);
    });
  }

  override async removeAll(workspace: string, id: string): Promise<void> {
    await this.db.deleteFrom('sessions').where('workspace', '=', workspace).where('id', '=', id).execute();
  }

  override addMessage(workspace: string, id: string, added: AddedMessage): Promise<WorktreeSession> {
    const { message, updatedAt } = added;
    return this.atomically(async (db) => {
      const key = await db
        .updateTable('sessions')
        .set({ updatedAt, updatedUs: instantUs(updatedAt) })
        .where('sid', '=', firstSid(db, workspace, id))
        .returning('sid')
        .executeTakeFirst();
      if (key === undefined) throw sessionNotFound(id);
      await db
        .insertInto('chat_messages')
        .values(({ selectFrom, fn }) => ({
          ...message,
          sid: key.sid,
          position: selectFrom('chat_messages')
            .select(sql<number>`coalesce(${fn.max('position')} + 1, 0)`.as('next'))
            .where('sid', '=', key.sid),
        }))
        .execute();
      return present(db, workspace, id);
    });
  }

  override setStatus(workspace: string, id: string, change: StatusChange): Promise<WorktreeSession> {
    const { instanceId, status, updatedAt } = change;
    return this.atomically(async (db) => {
      const key = await db
        .updateTable('instances')
        .set({ status })
        .where('rid', '=', ({ selectFrom }) =>
          selectFrom('instances')
            .select('rid')
            .where('sid', '=', firstSid(db, workspace, id))
            .where('instanceId', '=', instanceId)
            .orderBy('position')
            .limit(1),
        )
        .returning('sid')
        .executeTakeFirst();
      if (key === undefined) {
        await present(db, workspace, id);
        throw instanceNotFound(id, instanceId);
      }
      await db
        .updateTable('sessions')
        .set({ updatedAt, updatedUs: instantUs(updatedAt) })
        .where('sid', '=', key.sid)
        .execute();
      return present(db, workspace, id);
    });
  }

  override all(workspace: string): Promise<WorktreeSession[]> {
    return allSessions(this.db, workspace);
  }

  override first(workspace: string, id: string): Promise<WorktreeSession | undefined> {
    return firstSession(this.db, workspace, id);
  }

  protected override sessionsAt(sids: readonly number[]): Promise<WorktreeSession[]> {
    return listedSessions(this.db, sids);
  }

  protected override summaryRows(workspace: string, request: SummaryRequest): Promise<SummaryRow[]> {
    const { filter, sortBy, direction, after, limit } = request;
    const key = sql.raw<number>(SORT_EXPRESSIONS[sortBy]);
    return this.db
      .selectFrom('sessions')
      .select(SESSION)
      .select(({ selectFrom, fn }) =>
        selectFrom('chat_messages')
          .select(fn.countAll<number>().as('count'))
          .whereRef('chat_messages.sid', '=', 'sessions.sid')
          .$asScalar()
          .$notNull()
          .as('messageCount'),
      )
      .where(isWanted(workspace, filter))
      .$if(after !== null, (query) => query.where(key, direction === 'asc' ? '>=' : '<=', after?.key ?? 0))
      .orderBy(key, direction)
      .orderBy('sid')
      .limit(limit)
      .execute();
  }

  protected override async instanceSummaries(sids: readonly number[]): Promise<OwnedInstance[]> {
    const rows = await this.db
      .selectFrom('instances')
      .select(INSTANCE_SUMMARY)
      .where('sid', 'in', inList(sids))
      .orderBy('sid')
      .orderBy('position')
      .execute();
    return rows.map((row) => ({ sid: row.sid, instance: summaryInstanceOf(row) }));
  }

  protected override async statisticsRows(workspace: string, filter: SessionFilter): Promise<StatisticsRows> {
    const wanted = this.db.selectFrom('sessions').where(isWanted(workspace, filter));
    const groups = await wanted
      .select(({ fn, selectFrom }) => [
        'type',
        'status',
        'model',
        fn.countAll<number>().as('sessions'),
        sql<number>`sum(${selectFrom('instances').select(fn.countAll().as('n')).whereRef('instances.sid', '=', 'sessions.sid')})`.as(
          'instances',
        ),
        sql<number>`sum(${selectFrom('chat_messages').select(fn.countAll().as('n')).whereRef('chat_messages.sid', '=', 'sessions.sid')})`.as(
          'messages',
        ),
        sql<number | null>`sum(${sql.ref('totalDuration')} >> 32)`.as('durationHigh'),
        sql<number | null>`sum(${sql.ref('totalDuration')} & 4294967295)`.as('durationLow'),
        fn.sum<number | null>('totalFilesChanged').as('filesChanged'),
        fn.sum<number | null>('totalLinesAdded').as('linesAdded'),
        fn.sum<number | null>('totalLinesDeleted').as('linesDeleted'),
      ])
      .groupBy(['type', 'status', 'model'])
      .execute();
    const longOnes = await wanted
      .select(['type', 'status', 'model', 'exactDuration'])
      .where('exactDuration', 'is not', null)
      .execute();
    const runtimes = await this.db
      .selectFrom('instances')
      .select(({ fn }) => [
        'runtime as key',
        fn.count<number>('sid').distinct().as('sessions'),
        fn.countAll<number>().as('instances'),
        fn.coalesce(fn.sum<number>('filesChanged'), sql.lit(0)).as('filesChanged'),
        fn.coalesce(fn.sum<number>('linesAdded'), sql.lit(0)).as('linesAdded'),
        fn.coalesce(fn.sum<number>('linesDeleted'), sql.lit(0)).as('linesDeleted'),
      ])
      .where('sid', 'in', wanted.select('sid'))
      .groupBy('runtime')
      .execute();
    return { groups, longOnes, runtimes };
  }

  protected override async hitKeys(
    workspace: string,
    { matches, limit, offset }: HitRequest,
  ): Promise<number[]> {
    const rows = await this.db
      .selectFrom('sessions')
      .select('sid')
      .where('workspace', '=', workspace)
      .where(({ and }) => and(matches.map(isMatching)))
      .orderBy('sid', 'desc')
      .limit(limit)
      .offset(offset)
      .execute();
    return rows.map(({ sid }) => sid);
  }

  /** As a transaction of its own, unless the keeper works in one. */
  private atomically<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    return this.db.isTransaction ? work(this.db) : this.db.transaction().execute(work);
  }
}
