// The SQLite store: the contract, and beside it whole workspaces by the name of their session file, checks, backups and
// figures of the database.

import type { SessionFilter } from '../contract/query.ts';
import type { SearchPage, SearchQuery } from '../contract/search.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { readSessions } from '../contract/session-reader.ts';
import type { SessionStatistics } from '../contract/statistics.ts';
import { backupDatabase } from './backup.ts';
import { backupWithRotation } from './backup-rotation.ts';
import { type CheckReport, checkDatabase, checkWorkspaceOf, type Finding } from './check.ts';
import type { ContentVersion } from './database-state.ts';
import { afterRemoval, eraseFromDatabase, removeWorkspaces } from './erasure.ts';
import { convertVacuum, databaseBytes, sizeByTable, type TableSize } from './maintenance.ts';
import { OpenStore } from './open-store.ts';
import { Filling, keepLayoutOf, type ReplaceOptions, replaceSessions } from './replacement.ts';
import { fillInBatches, visitPages } from './workspace-stream.ts';

export type { ContentVersion } from './database-state.ts';
export type { SqliteStoreOptions } from './open-store.ts';

export interface WorkspaceInfo {
  readonly hash: string;
  readonly path: string | null;
  readonly sessions: number;
}

export class SqliteStore extends OpenStore {
  /** Every workspace that was ever written, in the order of their first write. */
  workspaces(): Promise<WorkspaceInfo[]> {
    return this.inTurn(() => this.retried(() => this.tables.workspaces.all()));
  }

  /** The versions of all workspaces, as of one moment. */
  contentVersions(): Promise<ContentVersion[]> {
    return this.inTurn(() => this.retried(() => this.tables.workspaces.versions()));
  }

  /** All sessions of a session file by the file's name, in order; none for an unknown one. */
  sessionsOfHash(hash: string): Promise<readonly WorktreeSession[]> {
    return this.reading(hash, [], (workspaceId) => this.tables.reads.all(workspaceId));
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
      await this.retriedWrite(() => this.connection.startTransaction());
      await fillInBatches(this.connection, () => new Filling(this.tables, hash, options), batches);
      this.tables.cache.noteWrite(hash);
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
    const { layouts, reads } = this.tables;
    return this.reading(hash, undefined, (id) => layouts.textOf(id, reads.all(id)));
  }

  /** Removes a workspace with its sessions; an unknown one is fine. */
  removeWorkspace(hash: string): Promise<void> {
    return this.change(hash, () => {
      removeWorkspaces(this.tables, [hash]);
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

  /**
   * Removes workspaces with their bytes ({@link eraseFromDatabase}); rewrites the file. Answers how many sessions went. An
   * error after they went has `removedSessions` in its data: their bytes are still in the file.
   */
  eraseWorkspaces(hashes: readonly string[]): Promise<number> {
    let removed = 0;
    const count = (sessions: number): void => {
      removed += sessions;
    };
    const erase = (): void => {
      try {
        eraseFromDatabase(this.connection, this.tables, hashes, count);
      } finally {
        for (const hash of hashes) this.tables.cache.noteWrite(hash);
      }
    };
    return this.inTurn(async () => {
      try {
        await this.retried(erase);
      } catch (error) {
        throw afterRemoval(error, removed);
      }
      return removed;
    });
  }

  /** Lets the file give back space in small steps, as new databases do. Rewrites the whole file. */
  convertToIncrementalVacuum(): Promise<void> {
    return this.inTurn(() => this.retried(() => convertVacuum(this.connection)));
  }

  /** Looks for damage in structure and content. Changes nothing. */
  check(): Promise<CheckReport> {
    return this.inTurn(() => checkDatabase(this.connection));
  }

  /** Looks for damage in what is stored of one workspace, before it is copied; none for an unknown one. */
  damageOf(hash: string): Promise<readonly Finding[]> {
    return this.inTurn(() => this.retried(() => checkWorkspaceOf(this.connection, hash)));
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
    return this.inTurn(() => this.retried(() => this.tables.cache.version()));
  }

  /** Returns when every write that other connections had begun is over. E_LOCKED when one takes too long. */
  awaitWriters(): Promise<void> {
    return this.inTurn(() => this.retried(() => this.connection.awaitWriters()));
  }

  private reading<T>(hash: string, whenNone: T, work: (workspaceId: number) => T): Promise<T> {
    return this.inTurn(() => this.operations.readHash(hash, whenNone, work));
  }

  /** Of the database file, without what is still in the write-ahead log alone. */
  sizeBytes(): number {
    return this.connection.told(() => databaseBytes(this.connection));
  }

  sizeByTable(): TableSize[] {
    return this.connection.told(() => sizeByTable(this.connection));
  }
}
