// The SQLite store: the contract on one database file, and what a database needs beside it.

import {
  DelegatingStore,
  foreignWorkspace,
  storeClosed,
  transactionEnded,
} from '../contract/delegating-store.ts';
import { StoreError } from '../contract/errors.ts';
import { Exclusive } from '../contract/exclusive.ts';
import { systemClock } from '../contract/instant.ts';
import { containsText, type SessionFilter } from '../contract/query.ts';
import { requireTransactionWorkspace } from '../contract/requests.ts';
import type { SearchPage, SearchQuery } from '../contract/search.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { readSessions } from '../contract/session-reader.ts';
import type { SessionStatistics } from '../contract/statistics.ts';
import type { SessionOperations, StoreOptions } from '../contract/store.ts';
import { backupDatabase } from './backup.ts';
import { backupWithRotation } from './backup-rotation.ts';
import { BUSY_POLICY, type BusyPolicy, untilFree } from './busy.ts';
import { CallerTransaction } from './caller-transaction.ts';
import { type CheckReport, checkDatabase } from './check.ts';
import { Connection, SLOW_MS_DEFAULT } from './connection.ts';
import { translated } from './driver-errors.ts';
import { eraseFromDatabase } from './erasure.ts';
import { convertVacuum, databaseBytes, sizeByTable, type TableSize, tidyUp } from './maintenance.ts';
import { type Durability, openDatabase } from './open-database.ts';
import { type OperationContext, type ReadCache, SqliteOperations, Tables } from './operations.ts';
import { Filling, keepLayoutOf, type ReplaceOptions, replaceSessions } from './replacement.ts';
import { unpackHead } from './session-reader.ts';
import { SnapshotCache } from './snapshot-cache.ts';
import { fillInBatches, visitPages } from './workspace-stream.ts';

export interface SqliteStoreOptions extends StoreOptions {
  /** `normal` can lose the last commits when the power fails, `full` none. Neither loses consistency. Default: normal. */
  readonly durability?: Durability;
  readonly isReadOnly?: boolean;
  /** Statements that take longer are reported on `storeproof:sqlite:slow`. Default: 100. */
  readonly slowMs?: number;
  readonly busyPolicy?: BusyPolicy;
  /** Ends waiting for the write lock with E_ABORTED. */
  readonly signal?: AbortSignal;
}

export interface WorkspaceInfo {
  readonly hash: string;
  readonly path: string | null;
  readonly sessions: number;
}

export class SqliteStore extends DelegatingStore {
  readonly file: string;
  private readonly options: SqliteStoreOptions;
  private readonly connection: Connection;
  private readonly tables: Tables;
  private readonly cache: SnapshotCache;
  private readonly operations: SqliteOperations;
  private readonly exclusive = new Exclusive();
  private isClosed = false;

  /** Opens or creates the database. Throws what {@link openDatabase} throws. */
  constructor(file: string, options: SqliteStoreOptions = {}) {
    super();
    this.file = file;
    this.options = options;
    const database = openDatabase(file, {
      durability: options.durability ?? 'normal',
      isReadOnly: options.isReadOnly ?? false,
    });
    database.function(
      'head_contains',
      { deterministic: true },
      (text: string, wide: string, lowered: string) =>
        containsText(unpackHead({ text, wide }), lowered) ? 1 : 0,
    );
    this.connection = new Connection(database, file, options.slowMs ?? SLOW_MS_DEFAULT);
    this.tables = preparedTables(this.connection);
    this.cache = new SnapshotCache(this.connection, this.tables.reads);
    this.operations = this.operationsWith(this.cache, {
      write: (work) => this.retried(() => this.connection.writing(work)),
      read: (work) => this.retried(() => this.connection.reading(work)),
    });
  }

  transaction<T>(workspacePath: string, work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      const hash = requireTransactionWorkspace(workspacePath);
      const transaction = await this.retried(() => new CallerTransaction(this.connection));
      let isEnded = false;
      const operations = this.operationsWith(
        this.uncached(),
        {
          write: async (change) => transaction.writing(change),
          read: async (query) => transaction.reading(query),
        },
        (used) => {
          if (isEnded) throw transactionEnded();
          if (used !== null && used !== hash) throw foreignWorkspace();
        },
      );
      try {
        const answer = await work(operations);
        transaction.commit();
        return answer;
      } catch (error) {
        transaction.rollback();
        throw error;
      } finally {
        isEnded = true;
      }
    });
  }

  /** Every workspace that was ever written, in the order of their first write. */
  workspaces(): Promise<WorkspaceInfo[]> {
    return this.inTurn(() => this.retried(() => this.tables.workspaces.all()));
  }

  /** All sessions of a session file by the file's name, in order; none for an unknown one. */
  sessionsOfHash(hash: string): Promise<readonly WorktreeSession[]> {
    return this.inTurn(() =>
      this.retried(() =>
        this.connection.reading(() => {
          const workspaceId = this.tables.workspaces.find(hash);
          return workspaceId === undefined ? [] : this.tables.reads.all(workspaceId);
        }),
      ),
    );
  }

  /**
   * Makes a workspace hold exactly these sessions, in order, in one transaction. Where `original` is not what the app
   * would write, its layout is kept for {@link fileText}. E_CHANGED, and no change, if it does not hold `expected`.
   */
  replaceWorkspace(
    hash: string,
    sessions: Iterable<WorktreeSession>,
    options: ReplaceOptions = {},
  ): Promise<void> {
    const list = [...sessions];
    return this.change(hash, () => replaceSessions(this.tables, hash, list, options));
  }

  /**
   * As replaceWorkspace, for more sessions than memory should hold: they are taken batch by batch, and other work of the
   * process goes on between batches. Keeps no layout. What `batches` throws undoes the change and comes out.
   */
  fillWorkspace(
    hash: string,
    batches: Iterable<readonly WorktreeSession[]>,
    options: Omit<ReplaceOptions, 'original'> = {},
  ): Promise<void> {
    return this.inTurn(async () => {
      await this.retried(() => this.connection.startTransaction());
      await fillInBatches(this.connection, () => new Filling(this.tables, hash, options), batches);
      this.cache.noteWrite(hash);
    });
  }

  /**
   * Shows all sessions of a session file by its name, in order, a few at a time and all as of one moment. Answers whether
   * the workspace is known. `visit` must not use the store.
   */
  visitSessions(
    hash: string,
    visit: (page: readonly WorktreeSession[]) => void | Promise<void>,
  ): Promise<boolean> {
    return this.inTurn(async () => {
      const workspaceId = await this.retried(() => {
        this.connection.startReading();
        return this.tables.workspaces.find(hash);
      });
      return visitPages(this.connection, workspaceId, this.tables.reads, visit);
    });
  }

  /** Keeps the layout of the file with this text for a workspace that holds its sessions. E_CHANGED, E_PARSE. */
  async keepLayout(hash: string, original: string): Promise<void> {
    const sessions = readSessions(original);
    return this.change(hash, () => keepLayoutOf(this.tables, hash, sessions, original));
  }

  /**
   * The text of a session file, from the database alone: byte for byte the imported one while its sessions are what
   * they were, else what the app would write. Undefined for an unknown file.
   */
  fileText(hash: string): Promise<string | undefined> {
    return this.inTurn(() =>
      this.retried(() =>
        this.connection.reading(() => {
          const workspaceId = this.tables.workspaces.find(hash);
          if (workspaceId === undefined) return undefined;
          return this.tables.layouts.textOf(workspaceId, this.tables.reads.all(workspaceId));
        }),
      ),
    );
  }

  /** Removes a workspace with its sessions; an unknown one is fine. */
  removeWorkspace(hash: string): Promise<void> {
    return this.change(hash, () => {
      const workspaceId = this.tables.workspaces.find(hash);
      if (workspaceId === undefined) return;
      this.tables.sessions.delete(workspaceId, this.tables.reads.rows(workspaceId));
      this.tables.workspaces.delete(workspaceId);
    });
  }

  /** As searchSessions, by the name of the session file; no hits for an unknown one. */
  searchHash(hash: string, search: SearchQuery): Promise<SearchPage> {
    return this.inTurn(() => this.operations.searchHash(hash, search));
  }

  /** As sessionStatistics, by the name of the session file; zeros for an unknown one. */
  statisticsOfHash(hash: string, filter?: SessionFilter): Promise<SessionStatistics> {
    return this.inTurn(() => this.operations.statisticsOfHash(hash, filter));
  }

  /** Removes workspaces with their bytes ({@link eraseFromDatabase}); rewrites the file. Answers how many sessions went. */
  eraseWorkspaces(hashes: readonly string[]): Promise<number> {
    return this.inTurn(() =>
      this.retried(() => {
        try {
          return eraseFromDatabase(this.connection, this.tables, hashes);
        } finally {
          for (const hash of hashes) this.cache.noteWrite(hash);
        }
      }),
    );
  }

  /** Lets the file give back space in small steps, as new databases do. Rewrites the whole file. */
  convertToIncrementalVacuum(): Promise<void> {
    return this.inTurn(() => this.retried(() => convertVacuum(this.connection)));
  }

  /** Looks for damage in structure and content. Changes nothing. */
  check(): Promise<CheckReport> {
    return this.inTurn(async () => checkDatabase(this.connection));
  }

  /** A verified copy of the database as it is now, under a name that is free. */
  backup(target: string): Promise<CheckReport> {
    return this.inTurn(() => backupDatabase(this.connection, target));
  }

  /** A verified copy named by the time; older ones are thinned out. Answers its file. */
  backupInto(folder: string, now?: Date): Promise<string> {
    return this.inTurn(() => backupWithRotation(this.connection, folder, now));
  }

  /** A number that changes with every commit of another connection, and with none of this store's own. */
  async versionOfOthers(): Promise<number> {
    return this.inTurn(() => this.retried(() => this.cache.version()));
  }

  /** Of the database file, without what is still in the write-ahead log alone. */
  sizeBytes(): number {
    return databaseBytes(this.connection);
  }

  sizeByTable(): TableSize[] {
    return sizeByTable(this.connection);
  }

  /** Tidies the database and closes it; after the last process has, the file stands alone. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    await this.exclusive.run(async () => {
      this.isClosed = true;
      try {
        if (this.options.isReadOnly !== true) tidyUp(this.connection);
      } catch {
        // Another process is writing, or the disk is full: tidying can wait for the next close.
      } finally {
        this.connection.database.close();
      }
    });
  }

  protected override run<T>(work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(() => work(this.operations));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.exclusive.run(async () => {
      if (this.isClosed) throw storeClosed();
      return work();
    });
  }

  private change(hash: string, work: () => void): Promise<void> {
    return this.inTurn(() =>
      this.retried(() => {
        this.connection.writing(work);
        this.cache.noteWrite(hash);
      }),
    );
  }

  private retried<T>(attempt: () => T): Promise<T> {
    const policy = this.options.busyPolicy ?? BUSY_POLICY;
    return untilFree(this.file, () => this.connection.guarded(attempt), policy, this.options.signal);
  }

  /** Inside a transaction nothing is kept: it may be rolled back. */
  private uncached(): ReadCache {
    return {
      noteWrite: (hash, sessionId) => this.cache.noteWrite(hash, sessionId),
      unchanged: () => undefined,
      session: () => undefined,
      version: () => 0,
      keepSession: () => {},
      allSessions: (hash) => {
        const workspaceId = this.tables.workspaces.find(hash);
        return workspaceId === undefined ? [] : this.tables.reads.all(workspaceId);
      },
    };
  }

  private operationsWith(
    cache: ReadCache,
    access: Pick<OperationContext, 'read' | 'write'>,
    requireUsable: (hash: string | null) => void = () => {},
  ): SqliteOperations {
    const { clock = systemClock, strict = false } = this.options;
    return new SqliteOperations({
      tables: this.tables,
      cache,
      clock,
      isStrict: strict,
      ...access,
      requireUsable,
    });
  }
}

/** Closes the database and throws E_CORRUPT when its schema is not the one of its version. */
function preparedTables(connection: Connection): Tables {
  try {
    return new Tables(connection);
  } catch (cause) {
    connection.database.close();
    const error = translated(cause, connection.file);
    if (!(error instanceof StoreError) || error.code !== 'E_INTERNAL') throw error;
    throw new StoreError(
      'E_CORRUPT',
      `The database ${connection.file} lacks tables or columns of its version: it is damaged or was edited. Nothing was changed. Restore a backup or rebuild it from the session files.`,
      { data: { file: connection.file }, cause },
    );
  }
}
