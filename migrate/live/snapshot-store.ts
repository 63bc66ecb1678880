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
import { fallbackChannel, reasonCode, snapshotChannel } from './events.ts';
import { isDatabasePhase } from './phase.ts';
import { readPhase } from './phase-file.ts';
import { type Call, type Route, RoutedOperations, type WriteRequest } from './routed-operations.ts';
import { type OpenShadow, openShadowOf, type ShadowStore } from './shadow-store.ts';
import { QUIET_MS, SnapshotSchedule, systemTimers, type Timers } from './snapshot-schedule.ts';
import { descentFrom, filesCurrentAt, readStamps } from './snapshot-stamps.ts';
import { forkWhereBack, type SnapshotRequest, writeSnapshots } from './snapshot-writer.ts';

export interface SnapshotStoreOptions extends StoreOptions {
  readonly home: string;
  /** Keep the session files up to date. Default: true. Without them there is nothing to fall back on. */
  readonly jsonBackup?: boolean;
  readonly openDatabase?: OpenShadow;
  readonly timers?: Timers;
  /** Called with the database's write lock held, before each write: what it throws ends the operation. */
  readonly beforeWrite?: () => void;
}

/** Which store answers now. */
export interface AnswerSource {
  readonly source: 'sqlite' | 'json';
  /** Code of the database's failure; null while it answers. */
  readonly reason: string | null;
  /** Since when the files may lack writes, ISO 8601; null when none is known of. */
  readonly staleSince: string | null;
}

/** The database itself is at fault or gone, not the call, the disk's space or another process. */
const FAILURES: readonly string[] = ['E_CORRUPT', 'E_NOT_A_DATABASE', 'E_IO', 'E_NOT_FOUND'];

/** For the lock of a session file: one that stays locked must not hold up the others, and is tried again. */
const FILE_LOCK_WAIT_MS = 500;

export class SnapshotStore extends DelegatingStore {
  private readonly options: SnapshotStoreOptions;
  private readonly files: SessionStore;
  private readonly schedule: SnapshotSchedule;
  private readonly exclusive = new Exclusive();
  private readonly routed: RoutedOperations;
  private database: ShadowStore | undefined;
  private fallback: AnswerSource | undefined;
  private flushing: Promise<unknown> = Promise.resolve();
  /** Written by others while no store was open: no proof that the files are of an earlier state of the database. */
  private readonly unproven = new Set<string>();
  /** When others' writes were looked for last, and what `versionOfOthers` was. */
  private looked = { atMs: 0, version: 0 };
  /** ISO 8601: whatever was written before is in its file, forks apart. */
  private currentAt: string | null = null;
  private isClosed = false;

  private constructor(options: SnapshotStoreOptions) {
    super();
    this.options = options;
    this.files = openJsonStore({ ...options, mode: 'safe' });
    this.schedule = new SnapshotSchedule(options.timers ?? systemTimers, () => void this.flush());
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
      if (store.keepsFiles) await store.lookAtFiles(store.database);
    } catch (error) {
      await store.database?.close();
      store.database = undefined;
      store.fallBack(error);
    }
    return store;
  }

  get answers(): AnswerSource {
    return this.fallback ?? { source: 'sqlite', reason: null, staleSince: null };
  }

  /** Workspaces whose file is still to be written or looked at. */
  get pending(): readonly string[] {
    return this.schedule.hashes;
  }

  transaction<T>(workspacePath: string, work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(() =>
      this.written(workspacePath, (database) => database.transaction(workspacePath, markingErrors(work))),
    );
  }

  /** Writes every file that is due; false when one could not be written, which is tried again later. */
  flush(): Promise<boolean> {
    const result = this.flushing.then(() => this.flushNow());
    this.flushing = result;
    return result;
  }

  /** Brings the files up to date first, as far as it can. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    await this.exclusive.run(async () => {
      this.isClosed = true;
      await this.flush();
      this.schedule.stop();
      await this.database?.close();
      await this.files.close();
    });
  }

  protected override run<T>(work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      const answer = await work(this.routed);
      await this.lookForOthers();
      return answer;
    });
  }

  private get keepsFiles(): boolean {
    return this.options.jsonBackup ?? true;
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
      if (hash !== null && this.keepsFiles) this.schedule.add(hash, since);
      return answer;
    } catch (error) {
      if (error instanceof CallersError) throw error.cause;
      this.fallBack(error);
      throw this.refusal('write', error);
    }
  }

  /** Throws the error again when the database is not at fault. */
  private fallBack(error: unknown): void {
    if (!(error instanceof StoreError) || !FAILURES.includes(error.code)) throw error;
    const { home } = this.options;
    const staleSince = this.staleSince();
    this.fallback = { source: 'json', reason: error.code, staleSince };
    fallbackChannel.publish({ home, reason: error.code, staleSince });
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

  /** Before the first write: what the files were written from can be told now. A kill may have come before the last ones. */
  private async lookAtFiles(database: ShadowStore): Promise<void> {
    const { home } = this.options;
    this.looked = { atMs: this.nowMs(), version: await database.versionOfOthers() };
    const stamps = readStamps(home);
    for (const version of await database.contentVersions()) {
      this.schedule.add(version.hash, null);
      if (descentFrom(stamps[version.hash], version) !== 'same') this.unproven.add(version.hash);
    }
    try {
      await forkWhereBack({ ...this.request(database), onFailed: () => {} });
    } catch (error) {
      // The next look finds it too, and what it could be mistaken for by then is archived first.
      if (!(error instanceof StoreError) || error.code !== 'E_LOCKED') throw error;
    }
  }

  /** Another process may have died between its write and its snapshot. */
  private async lookForOthers(): Promise<void> {
    const { database } = this;
    if (database === undefined || this.fallback !== undefined || !this.keepsFiles) return;
    const atMs = this.nowMs();
    if (atMs - this.looked.atMs < QUIET_MS) return;
    try {
      const version = await database.versionOfOthers();
      const isNew = version !== this.looked.version;
      this.looked = { atMs, version };
      if (isNew) for (const hash of await this.behind(database)) this.schedule.add(hash, null);
    } catch {
      // The call that was asked for has its answer; the next one shows what is wrong with the database.
    }
  }

  /** Workspaces whose file is not known to hold what the database has, and that are not on the list. */
  private async behind(database: ShadowStore): Promise<string[]> {
    const stamps = readStamps(this.options.home);
    return (await database.contentVersions())
      .filter((version) => descentFrom(stamps[version.hash], version) !== 'same')
      .map(({ hash }) => hash)
      .filter((hash) => stamps[hash]?.isForked !== true && !this.schedule.has(hash));
  }

  /** Never rejects. While the files answer, what is due stays known: the database may have it, and the files not. */
  private async flushNow(): Promise<boolean> {
    const { database } = this;
    if (database === undefined || this.fallback !== undefined) return false;
    if (!this.keepsFiles) return true;
    const asOf = new Date().toISOString();
    const due = this.schedule.takeAll();
    const failed = await this.snapshotsOf(database, due, asOf);
    for (const hash of due.keys()) if (!failed.has(hash)) this.unproven.delete(hash);
    for (const [hash, error] of failed) {
      this.schedule.add(hash, due.get(hash) ?? null);
      snapshotChannel.publish({ home: this.options.home, hash, kind: 'failed', reason: reasonCode(error) });
    }
    if (failed.size === 0) this.currentAt = asOf;
    if (this.isClosed) this.schedule.stop();
    return failed.size === 0;
  }

  /** Of what is due, to which others' writes are added. Answers what failed, by hash. */
  private async snapshotsOf(
    database: ShadowStore,
    due: Map<string, string | null>,
    asOf: string,
  ): Promise<Map<string, unknown>> {
    const failed = new Map<string, unknown>();
    try {
      for (const hash of await this.behind(database)) if (!due.has(hash)) due.set(hash, null);
      await writeSnapshots({
        ...this.request(database),
        hashes: [...due.keys()],
        asOf,
        onFailed: (hash, error) => failed.set(hash, error),
      });
    } catch (error) {
      for (const hash of due.keys()) failed.set(hash, error);
    }
    return failed;
  }

  private request(database: ShadowStore): Omit<SnapshotRequest, 'hashes'> {
    const { home } = this.options;
    return {
      home,
      store: database,
      lockWaitMs: FILE_LOCK_WAIT_MS,
      isArchiving: (hash) => this.unproven.has(hash),
      // Another process may have gone back to the files, which are no snapshots then.
      mayWrite: () => isDatabasePhase(readPhase(home).phase),
    };
  }

  private nowMs(): number {
    return (this.options.timers ?? systemTimers).nowMs();
  }

  /** A fork lacks everything since its file was last brought up to date. */
  private staleSince(): string | null {
    const { home } = this.options;
    const forks = Object.values(readStamps(home)).filter(({ isForked }) => isForked);
    const own = this.schedule.oldest ?? this.currentAt ?? filesCurrentAt(home) ?? readPhase(home).since;
    const times = [...forks.map(({ at }) => at), ...(own === null ? [] : [own])];
    return times.toSorted()[0] ?? null;
  }
}
