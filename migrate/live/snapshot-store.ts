// Phase sqlite+json: the database answers, the session files follow as snapshots. When the database fails, reads come from
// the files, with the time since when they may be old; writes are refused, because history would fork.

import { DelegatingStore, storeClosed } from '../../contract/delegating-store.ts';
import { StoreError } from '../../contract/errors.ts';
import { Exclusive } from '../../contract/exclusive.ts';
import { systemClock } from '../../contract/instant.ts';
import { readableHash } from '../../contract/requests.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionOperations, SessionStore, StoreOptions } from '../../contract/store.ts';
import { openJsonStore } from '../../impl-json/index.ts';
import { CallersError, markingErrors } from './callers-error.ts';
import { fallbackChannel } from './events.ts';
import { isLost } from './lost-database.ts';
import { type Call, type Route, RoutedOperations, type WriteRequest } from './routed-operations.ts';
import { type OpenShadow, openShadowOf, type ShadowStore } from './shadow-store.ts';
import { SnapshotKeeper, staleSince } from './snapshot-keeper.ts';
import { systemTimers, type Timers } from './snapshot-schedule.ts';
import { forkedIn, readStamps } from './snapshot-stamps.ts';

export interface SnapshotStoreOptions extends StoreOptions {
  readonly home: string;
  /** Keep the session files up to date. Default: true. Without them there is nothing to fall back on. */
  readonly jsonBackup?: boolean;
  readonly openDatabase?: OpenShadow;
  readonly timers?: Timers;
  /** Called with the database's write lock held, before each write: what it throws ends the operation. */
  readonly beforeWrite?: () => void;
  /** Asked with the lock of a file held, before it is written; false: nothing is. Default: as the phase is then. */
  readonly mayWriteFiles?: () => boolean;
}

/** Which store answers now. */
export interface AnswerSource {
  readonly source: 'sqlite' | 'json';
  /** Code of the database's failure; null while it answers. */
  readonly reason: string | null;
  /** Since when the files may lack writes, ISO 8601; null when none is known of. */
  readonly staleSince: string | null;
}

/** The database itself is at fault, not the call, the disk's space or another process. */
const FAILURES: readonly string[] = ['E_CORRUPT', 'E_NOT_A_DATABASE', 'E_IO'];

export class SnapshotStore extends DelegatingStore {
  private readonly options: SnapshotStoreOptions;
  private readonly files: SessionStore;
  private readonly exclusive = new Exclusive();
  private readonly routed: RoutedOperations;
  private database: ShadowStore | undefined;
  private fallback: AnswerSource | undefined;
  /** None where no files are kept. */
  private keeper: SnapshotKeeper | undefined;
  private isClosed = false;

  private constructor(options: SnapshotStoreOptions) {
    super();
    this.options = options;
    this.files = openJsonStore({ ...options, mode: 'safe' });
    this.routed = new RoutedOperations(this.route());
  }

  /**
   * A damaged, missing or empty database is no error here, and none is made: see {@link answers}. Everything else that
   * opening it throws is.
   */
  static async open(options: SnapshotStoreOptions): Promise<SnapshotStore> {
    const store = new SnapshotStore(options);
    try {
      const open = options.openDatabase ?? openShadowOf(options.home, true);
      const { clock = systemClock, strict = false, beforeWrite } = options;
      store.database = await open({ clock, strict, ...(beforeWrite && { beforeWrite }) });
      await store.startKeeping(store.database);
    } catch (error) {
      await store.database?.close();
      store.database = undefined;
      store.fallBack(error, isLost(error));
    }
    return store;
  }

  get answers(): AnswerSource {
    return this.fallback ?? { source: 'sqlite', reason: null, staleSince: null };
  }

  /** False when the database that was opened is not the one under its name any more. */
  get isInPlace(): boolean {
    return this.database === undefined || this.database.standing() === 'same';
  }

  /** Workspaces whose file is still to be written or looked at. */
  get pending(): readonly string[] {
    return this.keeper?.pending ?? [];
  }

  transaction<T>(workspacePath: string, work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(() =>
      this.written(workspacePath, (database) => database.transaction(workspacePath, markingErrors(work))),
    );
  }

  /**
   * Writes every file that is due; false when one could not be written, which is tried again later, while a workspace is
   * forked, and while the files answer: the database may have what they lack.
   */
  async flush(): Promise<boolean> {
    if (this.fallback !== undefined) return false;
    if (this.keeper === undefined) return true;
    return (await this.keeper.flush()) && forkedIn(readStamps(this.options.home)).length === 0;
  }

  /** Brings the files up to date first, as far as it can. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    await this.exclusive.run(async () => {
      this.isClosed = true;
      await this.flush();
      await this.keeper?.stop();
      await this.database?.close();
      await this.files.close();
    });
  }

  protected override run<T>(work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      const answer = await work(this.routed);
      if (this.fallback === undefined) await this.keeper?.lookForOthers();
      return answer;
    });
  }

  private get keepsFiles(): boolean {
    return this.options.jsonBackup ?? true;
  }

  private async startKeeping(database: ShadowStore): Promise<void> {
    if (!this.keepsFiles) return;
    const { home, timers = systemTimers, mayWriteFiles } = this.options;
    this.keeper = new SnapshotKeeper({ home, database, timers, ...(mayWriteFiles && { mayWriteFiles }) });
    await this.keeper.start();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.exclusive.run(async () => {
      if (this.isClosed) throw storeClosed();
      return work();
    });
  }

  private route(): Route {
    return {
      read: (_workspacePath, call) => this.read(call),
      readAll: (call) => this.read(call),
      write: <T extends WorktreeSession | undefined>(
        { workspacePath }: WriteRequest,
        call: Call<T>,
      ): Promise<T> => this.written(workspacePath, call),
    };
  }

  private async read<T>(call: Call<T>): Promise<T> {
    if (this.database !== undefined && this.fallback === undefined) {
      try {
        return await call(this.database);
      } catch (error) {
        this.fallBack(error);
      }
    }
    if (!this.keepsFiles) throw this.refusal('read', undefined);
    return call(this.files);
  }

  private async written<T>(workspacePath: string, call: (database: ShadowStore) => Promise<T>): Promise<T> {
    if (this.database === undefined || this.fallback !== undefined) throw this.refusal('write', undefined);
    const since = new Date().toISOString();
    try {
      const answer = await call(this.database);
      const hash = readableHash(workspacePath);
      if (hash !== null) this.keeper?.noteWrite(hash, since);
      return answer;
    } catch (error) {
      if (error instanceof CallersError) throw error.cause;
      this.fallBack(error);
      throw this.refusal('write', error);
    }
  }

  /** Throws the error again when the database is not at fault. */
  private fallBack(error: unknown, isGone = false): void {
    const isFailure = error instanceof StoreError && (isGone || FAILURES.includes(error.code));
    if (!isFailure) {
      if (this.database === undefined) void this.keeper?.stop();
      throw error;
    }
    const { home } = this.options;
    void this.keeper?.stop();
    const since = this.keeper === undefined ? staleSince(home, null) : this.keeper.staleSince;
    const reason = isGone ? 'E_NOT_FOUND' : error.code;
    this.fallback = { source: 'json', reason, staleSince: since };
    fallbackChannel.publish({ home, reason, staleSince: since });
  }

  private refusal(action: 'read' | 'write', cause: unknown): StoreError {
    const { reason, staleSince } = this.answers;
    const files = this.keepsFiles
      ? `The session files answer reads${staleSince === null ? '' : `; they may lack what was written since ${staleSince}`}.`
      : 'No session files are kept to fall back on (jsonBackup is off).';
    return new StoreError(
      'E_STALE_FALLBACK',
      `Cannot ${action}: the database failed (${reason}). Nothing was changed. ${files} Check the database, then restore a backup or go back to the files, and open the store again.`,
      { data: { reason: reason ?? '', staleSince: staleSince ?? '' }, cause },
    );
  }
}
