// One connection: the driver's handle, its statements prepared once, slow ones reported, and transactions.

import type Database from 'better-sqlite3';
import { confirmed, isBusy, isFull, translated, unprepared } from './driver-errors.ts';
import { slowChannel } from './events.ts';
import type { ParametersOf, QueryName, RowOf, Tuples } from './queries.ts';
import { SQL } from './sql.ts';
import type { StatementName } from './statement-names.ts';

export type SqlValue = string | number | bigint | Buffer | null;

export const SLOW_MS_DEFAULT = 100;

/** Work that is put off to the end of a transaction. */
export interface DeferredWork {
  /** Does it now. */
  readonly flush: () => void;
  /** The transaction was rolled back. */
  readonly discard: () => void;
  /** Called before a savepoint; the answer is called when what came after it is rolled back. */
  readonly mark: () => () => void;
}

export class Connection {
  readonly file: string;
  readonly database: Database.Database;
  readonly slowNs: number;
  /** What is prepared, by its SQL: when it is first used, so that a short use of the database pays for nothing else. */
  private readonly prepared: Record<RowShape, Map<string, Statement<SqlValue[], unknown>>> = {
    object: new Map(),
    tuple: new Map(),
    value: new Map(),
  };
  private deferred: DeferredWork | undefined;
  private mayWrite: () => void = () => {};
  private hasSavepoint = false;

  constructor(database: Database.Database, file: string, slowMs: number = SLOW_MS_DEFAULT) {
    this.database = database;
    this.file = file;
    this.slowNs = slowMs * 1e6;
  }

  /**
   * A typed query; rows as objects by the names that the query gives.
   * @internal The package's types name no type of the query builder, which it does not bring.
   */
  query<N extends QueryName, R = RowOf<N>>(name: N): Statement<ParametersOf<N>, R> {
    return this.statement(name, SQL[name]);
  }

  /**
   * A typed query; rows as arrays in the order of its columns.
   * @internal
   */
  tuples<N extends keyof Tuples>(name: N): Statement<ParametersOf<N>, Tuples[N]> {
    return this.statement(name, SQL[name], 'tuple');
  }

  /**
   * A typed query; of each row its first column.
   * @internal
   */
  values<N extends QueryName, R = RowOf<N>[keyof RowOf<N>]>(name: N): Statement<ParametersOf<N>, R> {
    return this.statement(name, SQL[name], 'value');
  }

  /**
   * Any other statement: those that Kysely cannot say. The caller names the types of its rows. E_CORRUPT: {@link unprepared}.
   * @internal
   */
  statement<P extends SqlValue[], R>(
    name: StatementName,
    sql: string,
    shape: RowShape = 'object',
  ): Statement<P, R> {
    const known = this.prepared[shape].get(sql);
    if (known !== undefined) return known as unknown as Statement<P, R>;
    try {
      const statement = new Statement<P, R>(this, name, sql, shape);
      this.prepared[shape].set(sql, statement as unknown as Statement<SqlValue[], unknown>);
      return statement;
    } catch (error) {
      throw unprepared(error, this.file);
    }
  }

  /** Reported like any other statement: waiting for the disk happens in COMMIT. */
  private control(
    sql: 'BEGIN' | 'BEGIN IMMEDIATE' | 'COMMIT' | 'ROLLBACK' | `${'SAVEPOINT' | 'RELEASE'} operation`,
  ): void {
    this.statement(sql.toLowerCase() as Lowercase<typeof sql>, sql).run();
  }

  /** Whoever waits for the lock tries often: half of what a try in vain took was a stack, which nobody reads. */
  private takeLock(): void {
    const { stackTraceLimit } = Error;
    // Not by assignment, which throws where a program has frozen it.
    Reflect.set(Error, 'stackTraceLimit', 0);
    try {
      this.control('BEGIN IMMEDIATE');
    } finally {
      Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
    }
  }

  /** Names the work that is to be done before each commit. */
  deferring(work: DeferredWork): void {
    this.deferred = work;
  }

  /** Names what is asked with the write lock held, before each write transaction: what it throws ends that one. */
  guarding(mayWrite: () => void): void {
    this.mayWrite = mayWrite;
  }

  /** Whether an operation within a caller's transaction is under way. */
  get isInSavepoint(): boolean {
    return this.hasSavepoint;
  }

  /** Several reads of one state of the database. Joins the transaction that is open, if any. */
  reading<T>(work: () => T): T {
    if (this.database.inTransaction) return work();
    this.startReading();
    return this.finishing(work);
  }

  /** All of `work`'s writes or none, in a transaction of its own. Throws the driver's busy error. */
  writing<T>(work: () => T): T {
    this.startTransaction();
    return this.finishing(work);
  }

  startTransaction(): void {
    this.endLeftBehind();
    this.takeLock();
    try {
      this.mayWrite();
    } catch (error) {
      this.control('ROLLBACK');
      throw error;
    }
  }

  /** Returns when every write transaction that was under way is over. Throws the driver's busy error meanwhile. */
  awaitWriters(): void {
    this.endLeftBehind();
    this.takeLock();
    this.control('ROLLBACK');
  }

  /** One state of the database for reads until the transaction is ended. */
  startReading(): void {
    this.endLeftBehind();
    this.control('BEGIN');
  }

  endTransaction(outcome: 'commit' | 'rollback'): void {
    if (outcome === 'commit') {
      this.deferred?.flush();
      this.control('COMMIT');
    } else {
      this.deferred?.discard();
      // A full disk or an I/O error may have rolled back already.
      if (this.database.inTransaction) this.control('ROLLBACK');
    }
  }

  /** A transaction whose rollback failed would keep the lock from everybody, this store included. */
  private endLeftBehind(): void {
    if (this.database.inTransaction) this.endTransaction('rollback');
  }

  /** Ends the transaction that is open: with what `work` did, or with nothing. */
  private finishing<T>(work: () => T): T {
    try {
      const answer = work();
      this.endTransaction('commit');
      return answer;
    } catch (error) {
      this.endTransaction('rollback');
      this.giveBackLog(error);
      throw error;
    }
  }

  /**
   * After a rollback: what a transaction wrote to the log until the disk was full goes back to the disk, where nobody
   * reads the log. Otherwise the disk stays full although nothing was kept.
   */
  giveBackLog(error: unknown): void {
    if (!isFull(error)) return;
    try {
      this.database.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // No space to empty the log either: it is emptied when there is some. The first error is the one to report.
    }
  }

  /** All of `work`'s writes or none, as a part of the transaction that is open. */
  withinSavepoint<T>(work: () => T): T {
    const undoDeferred = this.deferred?.mark();
    this.control('SAVEPOINT operation');
    this.hasSavepoint = true;
    try {
      const answer = work();
      this.control('RELEASE operation');
      return answer;
    } catch (error) {
      undoDeferred?.();
      if (this.database.inTransaction) this.undoSavepoint();
      throw error;
    } finally {
      this.hasSavepoint = false;
    }
  }

  private undoSavepoint(): void {
    try {
      this.database.exec('ROLLBACK TO operation; RELEASE operation');
    } catch {
      // Half an operation must not be committed with the rest.
      if (this.database.inTransaction) this.control('ROLLBACK');
    }
  }

  /** Runs `work` with the driver's errors translated, contention too: for what nobody tries again. */
  told<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw translated(error, this.file);
    }
  }

  /** Runs `work` with the driver's errors translated, but for contention, which callers retry. It may be run twice. */
  guarded<T>(work: () => T): T {
    try {
      return confirmed(work);
    } catch (error) {
      throw isBusy(error) ? error : translated(error, this.file);
    }
  }
}

/** `object`: a row by column name. `tuple`: a row as an array, faster. `value`: the first column alone. */
export type RowShape = 'object' | 'tuple' | 'value';

export class Statement<P extends SqlValue[], R> {
  /** @internal */
  readonly name: StatementName;
  private readonly connection: Connection;
  private readonly prepared: Database.Statement;

  /** @internal */
  constructor(connection: Connection, name: StatementName, sql: string, shape: RowShape) {
    this.connection = connection;
    this.name = name;
    const prepared = connection.database.prepare(sql);
    this.prepared = shape === 'tuple' ? prepared.raw() : shape === 'value' ? prepared.pluck() : prepared;
  }

  get(...parameters: P): R | undefined {
    const start = performance.now();
    const row = this.prepared.get(...parameters) as R | undefined;
    this.reportIfSlow(start);
    return row;
  }

  all(...parameters: P): R[] {
    const start = performance.now();
    const rows = this.prepared.all(...parameters) as R[];
    this.reportIfSlow(start);
    return rows;
  }

  /** The number of rows changed. */
  run(...parameters: P): number {
    const start = performance.now();
    const { changes } = this.prepared.run(...parameters);
    this.reportIfSlow(start);
    return changes;
  }

  private reportIfSlow(startMs: number): void {
    const durationNs = Math.round((performance.now() - startMs) * 1e6);
    if (durationNs < this.connection.slowNs || !slowChannel.hasSubscribers) return;
    const { file } = this.connection;
    slowChannel.publish({ file, statement: this.name, sql: this.prepared.source, durationNs });
  }
}
