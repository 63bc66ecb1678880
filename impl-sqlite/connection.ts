// One connection: the driver's handle, its statements prepared once, slow ones reported, and transactions.

import type Database from 'better-sqlite3';
import { isBusy, isFull, translated } from './driver-errors.ts';
import { slowChannel } from './events.ts';
import type { ParametersOf, QueryName, RowOf } from './queries.ts';
import { SQL } from './sql.ts';

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
  private readonly begin: Statement<[], never>;
  private readonly beginImmediate: Statement<[], never>;
  private readonly commit: Statement<[], never>;
  private readonly rollback: Statement<[], never>;
  private readonly savepoint: Statement<[], never>;
  private readonly release: Statement<[], never>;
  private deferred: DeferredWork | undefined;
  private mayWrite: () => void = () => {};
  private hasSavepoint = false;

  constructor(database: Database.Database, file: string, slowMs: number = SLOW_MS_DEFAULT) {
    this.database = database;
    this.file = file;
    this.slowNs = slowMs * 1e6;
    // Reported like any other statement: waiting for the disk happens in COMMIT.
    this.begin = new Statement(this, 'begin', 'BEGIN', 'object');
    this.beginImmediate = new Statement(this, 'begin immediate', 'BEGIN IMMEDIATE', 'object');
    this.commit = new Statement(this, 'commit', 'COMMIT', 'object');
    this.rollback = new Statement(this, 'rollback', 'ROLLBACK', 'object');
    this.savepoint = new Statement(this, 'savepoint', 'SAVEPOINT operation', 'object');
    this.release = new Statement(this, 'release', 'RELEASE operation', 'object');
  }

  /**
   * A typed query, prepared; rows as objects by the names that the query gives.
   * @internal The package's types name no type of the query builder, which it does not bring.
   */
  query<N extends QueryName, R = RowOf<N>>(name: N): Statement<ParametersOf<N>, R> {
    return this.prepared(name, 'object');
  }

  /**
   * A typed query, prepared; rows as arrays in the order of its columns, whose types the caller names.
   * @internal
   */
  tuples<N extends QueryName, R>(name: N): Statement<ParametersOf<N>, R> {
    return this.prepared(name, 'tuple');
  }

  /**
   * A typed query, prepared; of each row its first column.
   * @internal
   */
  values<N extends QueryName, R = RowOf<N>[keyof RowOf<N>]>(name: N): Statement<ParametersOf<N>, R> {
    return this.prepared(name, 'value');
  }

  /** @internal */
  protected prepared<P extends SqlValue[], R>(name: QueryName, shape: RowShape): Statement<P, R> {
    return new Statement<P, R>(this, name, SQL[name], shape);
  }

  /** Any other statement, prepared: those that Kysely cannot say. The caller names the types of its rows. */
  statement<P extends SqlValue[], R>(name: string, sql: string, shape: RowShape = 'object'): Statement<P, R> {
    return new Statement<P, R>(this, name, sql, shape);
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
    return this.database.inTransaction ? work() : this.within(this.begin, work);
  }

  /** All of `work`'s writes or none, in a transaction of its own. Throws the driver's busy error. */
  writing<T>(work: () => T): T {
    this.endLeftBehind();
    return this.within(this.beginImmediate, () => {
      this.mayWrite();
      return work();
    });
  }

  startTransaction(): void {
    this.endLeftBehind();
    this.beginImmediate.run();
    try {
      this.mayWrite();
    } catch (error) {
      this.rollback.run();
      throw error;
    }
  }

  /** Returns when every write transaction that was under way is over. Throws the driver's busy error meanwhile. */
  awaitWriters(): void {
    this.endLeftBehind();
    this.beginImmediate.run();
    this.rollback.run();
  }

  /** One state of the database for reads until the transaction is ended. */
  startReading(): void {
    this.endLeftBehind();
    this.begin.run();
  }

  endTransaction(outcome: 'commit' | 'rollback'): void {
    if (outcome === 'commit') {
      this.deferred?.flush();
      this.commit.run();
      return;
    }
    this.deferred?.discard();
    if (this.database.inTransaction) this.rollback.run();
  }

  /** A transaction whose rollback failed would keep the lock from everybody, this store included. */
  private endLeftBehind(): void {
    if (!this.database.inTransaction) return;
    this.deferred?.discard();
    this.rollback.run();
  }

  private within<T>(start: Statement<[], never>, work: () => T): T {
    start.run();
    try {
      const answer = work();
      this.deferred?.flush();
      this.commit.run();
      return answer;
    } catch (error) {
      this.deferred?.discard();
      // A full disk or an I/O error may have rolled back already.
      if (this.database.inTransaction) this.rollback.run();
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
    this.savepoint.run();
    this.hasSavepoint = true;
    try {
      const answer = work();
      this.release.run();
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
      if (this.database.inTransaction) this.rollback.run();
    }
  }

  /** Runs `work` with the driver's errors translated, but for contention, which callers retry. */
  guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw isBusy(error) ? error : translated(error, this.file);
    }
  }
}

/** `object`: a row by column name. `tuple`: a row as an array, faster. `value`: the first column alone. */
export type RowShape = 'object' | 'tuple' | 'value';

export class Statement<P extends SqlValue[], R> {
  readonly name: string;
  private readonly connection: Connection;
  private readonly prepared: Database.Statement;

  constructor(connection: Connection, name: string, sql: string, shape: RowShape) {
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
