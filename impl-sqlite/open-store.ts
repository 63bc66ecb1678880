// The contract on one database file: the connection with what is prepared and cached on it, turns, waiting for the lock,
// and transactions. What a database needs beside the contract is in store.ts.

import { breathe } from '../contract/breathe.ts';
import {
  DelegatingStore,
  foreignWorkspace,
  storeClosed,
  transactionEnded,
} from '../contract/delegating-store.ts';
import { Exclusive } from '../contract/exclusive.ts';
import { systemClock } from '../contract/instant.ts';
import { requireTransactionWorkspace } from '../contract/requests.ts';
import type { SessionOperations, StoreOptions } from '../contract/store.ts';
import { BUSY_POLICY, type BusyPolicy, untilFree } from './busy.ts';
import { CallerTransaction } from './caller-transaction.ts';
import { Connection, SLOW_MS_DEFAULT } from './connection.ts';
import type { DatabaseIdentity, DatabaseStanding } from './database-identity.ts';
import { confirmed, translated } from './driver-errors.ts';
import { tidyUp } from './maintenance.ts';
import { type Durability, openIdentified } from './open-database.ts';
import { type OperationContext, SqliteOperations, Tables } from './operations.ts';
import { WriteTurns } from './write-turns.ts';

export interface SqliteStoreOptions extends StoreOptions {
  /** `normal` can lose the last commits when the power fails, `full` none. Neither loses consistency. Default: normal. */
  readonly durability?: Durability;
  readonly isReadOnly?: boolean;
  /** Throws where there is no database yet (E_NOT_FOUND, E_CORRUPT for an empty one) instead of making one. */
  readonly isRequired?: boolean;
  /** Statements that take longer are reported on `storeproof:sqlite:slow`. Default: 100. */
  readonly slowMs?: number;
  readonly busyPolicy?: BusyPolicy;
  /** Ends waiting for the write lock with E_ABORTED. */
  readonly signal?: AbortSignal;
  /** Called with the write lock held, before each write or transaction: what it throws ends that, with nothing written. */
  readonly beforeWrite?: () => void;
}

export class OpenStore extends DelegatingStore {
  readonly file: string;
  protected readonly options: SqliteStoreOptions;
  /** @internal Stays out of the declarations, as the two below: they name types of the query builder. */
  protected readonly connection: Connection;
  /** @internal */
  protected readonly tables: Tables;
  /** @internal */
  protected readonly operations: SqliteOperations;
  private readonly identity: DatabaseIdentity;
  private readonly exclusive = new Exclusive();
  private readonly turns = new WriteTurns();
  /** When the work under way was asked for: calls before it may have waited for the same lock. */
  private calledMs: number | undefined;
  private isClosed = false;

  /**
   * Opens or creates the database. `waitMs`: SQLite may stop the process for so long where another one makes or migrates it
   * (openWhenFree does not). Throws what {@link openIdentified} throws.
   */
  constructor(file: string, options: SqliteStoreOptions = {}, waitMs?: number) {
    super();
    this.file = file;
    this.options = options;
    const { database, identity } = openIdentified(file, {
      durability: options.durability ?? 'normal',
      isReadOnly: options.isReadOnly ?? false,
      isRequired: options.isRequired ?? false,
      waitMs,
    });
    this.connection = new Connection(database, file, options.slowMs ?? SLOW_MS_DEFAULT);
    this.identity = identity;
    this.connection.guarding(() => {
      identity.require();
      options.beforeWrite?.();
    });
    this.tables = checkedTables(this.connection);
    this.operations = this.operationsWith({
      write: (work) => this.retriedWrite(() => this.connection.writing(work)),
      read: (work) => this.retried(() => this.connection.reading(work)),
    });
  }

  /** Whether the file that was opened still stands under its name. Writes ask by themselves: DatabaseReplaced. */
  standing(): DatabaseStanding {
    return this.connection.guarded(() => this.identity.standing());
  }

  transaction<T>(workspacePath: string, work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      const hash = requireTransactionWorkspace(workspacePath);
      const transaction = await this.retriedWrite(() => new CallerTransaction(this.connection));
      const { cache } = this.tables;
      let isEnded = false;
      const operations = this.operationsWith(
        {
          write: async (change) => transaction.writing(change),
          read: async (query) => transaction.reading(query),
        },
        (used) => {
          if (isEnded) throw transactionEnded();
          if (used !== null && used !== hash) throw foreignWorkspace();
        },
      );
      cache.isPaused = true;
      try {
        const answer = await work(operations);
        transaction.commit();
        return answer;
      } catch (error) {
        transaction.rollback();
        throw error;
      } finally {
        isEnded = true;
        cache.isPaused = false;
      }
    });
  }

  /** Tidies the database and closes it; after the last process has, the file stands alone. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    await this.exclusive.run(async () => {
      this.isClosed = true;
      try {
        if (this.options.isReadOnly !== true && this.standing() === 'same') {
          tidyUp(this.connection, this.tables.sessions.appended);
        }
      } catch {
        // Another process is writing, or the disk is full: tidying can wait for the next close.
      } finally {
        this.connection.told(() => this.connection.database.close());
      }
    });
  }

  protected override run<T>(work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(() => work(this.operations));
  }

  protected inTurn<T>(work: () => Promise<T>): Promise<T> {
    const calledMs = (this.options.busyPolicy ?? BUSY_POLICY).nowMs();
    return this.exclusive.run(async () => {
      await breathe();
      this.calledMs = calledMs;
      if (this.isClosed) throw storeClosed();
      return work();
    });
  }

  protected change(hash: string, work: () => void): Promise<void> {
    return this.inTurn(() =>
      this.retriedWrite(() => {
        this.connection.writing(work);
        this.tables.cache.noteWrite(hash);
      }),
    );
  }

  /** Of what only reads, or changes the whole file. */
  protected retried<T>(attempt: () => T, turns?: WriteTurns): Promise<T> {
    const { busyPolicy: policy = BUSY_POLICY, signal } = this.options;
    const waiter = { policy, signal, turns, calledMs: this.calledMs };
    return untilFree(this.file, () => this.connection.guarded(attempt), waiter);
  }

  /** Of a write, in turns with those of other processes. */
  protected retriedWrite<T>(attempt: () => T): Promise<T> {
    return this.retried(attempt, this.turns);
  }

  private operationsWith(
    access: Pick<OperationContext, 'read' | 'write'>,
    requireUsable: (hash: string | null) => void = () => {},
  ): SqliteOperations {
    const { clock = systemClock, strict = false } = this.options;
    return new SqliteOperations({
      tables: this.tables,
      clock,
      isStrict: strict,
      ...access,
      requireUsable,
    });
  }
}

/** Closes the database and throws E_CORRUPT when its schema is not the one of its version. */
function checkedTables(connection: Connection): Tables {
  try {
    return confirmed(() => {
      const tables = new Tables(connection);
      tables.requireSchema();
      return tables;
    });
  } catch (error) {
    connection.database.close();
    throw translated(error, connection.file);
  }
}
