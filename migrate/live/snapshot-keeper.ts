// Keeps the session files up to date with the database in phase sqlite+json: what this process wrote, some time after it
// did, and what others wrote that died before they had. No failure of a file reaches the caller of a store.

import { unlessFailed, unlessRejected } from '../../contract/unless-failed.ts';
import { reasonCode, snapshotChannel } from './events.ts';
import { isDatabasePhase } from './phase.ts';
import { readPhase } from './phase-file.ts';
import type { ShadowStore } from './shadow-store.ts';
import { QUIET_MS, SnapshotSchedule, type Timers } from './snapshot-schedule.ts';
import { descentFrom, filesCurrentAt, readStamps, type Stamps } from './snapshot-stamps.ts';
import { forkWhereBack, type SnapshotRequest, writeSnapshots } from './snapshot-writer.ts';

/** For the lock of a session file: one that stays locked must not hold up the others, and is tried again. */
const FILE_LOCK_WAIT_MS = 500;

export interface KeeperParts {
  readonly home: string;
  readonly database: ShadowStore;
  readonly timers: Timers;
  /** Asked with the lock of each file held. Default: whether the phase is one in which the database answers. */
  readonly mayWriteFiles?: () => boolean;
}

export class SnapshotKeeper {
  private readonly home: string;
  private readonly database: ShadowStore;
  private readonly mayWriteFiles: () => boolean;
  private readonly timers: Timers;
  private readonly schedule: SnapshotSchedule;
  /** Changed while no store was open, perhaps by putting another database there: what is replaced is archived first. */
  private readonly unproven = new Set<string>();
  /** When others' writes were looked for last, and what `versionOfOthers` was. */
  private looked = { atMs: 0, version: 0 };
  /** ISO 8601: whatever was written before is in its file, forks apart. */
  private currentAt: string | null = null;
  private flushing: Promise<unknown> = Promise.resolve();
  private isStopped = false;

  constructor({ home, database, timers, mayWriteFiles }: KeeperParts) {
    this.home = home;
    this.database = database;
    this.timers = timers;
    this.mayWriteFiles = mayWriteFiles ?? (() => isDatabasePhase(readPhase(home).phase));
    this.schedule = new SnapshotSchedule(timers, () => void this.flush());
  }

  /** Before the first write, while it can be told what the files were written from. What the database throws. */
  async start(): Promise<void> {
    this.looked = { atMs: this.timers.nowMs(), version: await this.database.versionOfOthers() };
    const versions = await this.database.contentVersions();
    const stamps = stampsOf(this.home);
    for (const version of versions) {
      // Every file is looked at: a kill may have come before the last snapshots.
      this.schedule.add(version.hash, null);
      if (descentFrom(stamps[version.hash], version) !== 'same') this.unproven.add(version.hash);
    }
    // Else the next look finds it too, and what it could be mistaken for by then is archived first.
    await unlessRejected(() => forkWhereBack({ ...this.request(), onFailed: () => {} }));
  }

  /** A workspace was written at this time, ISO 8601. */
  noteWrite(hash: string, at: string): void {
    this.schedule.add(hash, at);
  }

  /** Another process may have died between its write and its snapshot. Never rejects; does nothing most of the time. */
  async lookForOthers(): Promise<void> {
    const atMs = this.timers.nowMs();
    if (this.isStopped || atMs - this.looked.atMs < QUIET_MS) return;
    try {
      const version = await this.database.versionOfOthers();
      const isNew = version !== this.looked.version;
      this.looked = { atMs, version };
      if (isNew) for (const hash of await this.behind()) this.schedule.add(hash, null);
    } catch {
      // The call that was asked for has its answer; the next one shows what is wrong with the database.
    }
  }

  /** Workspaces whose file is still to be written or looked at. */
  get pending(): readonly string[] {
    return this.schedule.hashes;
  }

  /** Since when the files may lack writes, ISO 8601; null when nothing is known. A fork lacks all since its last snapshot. */
  get staleSince(): string | null {
    return staleSince(this.home, this.schedule.oldest ?? this.currentAt);
  }

  /** Writes every file that is due; false when one could not be written, which is tried again later. Never rejects. */
  flush(): Promise<boolean> {
    const result = this.flushing.then(() => this.flushNow());
    this.flushing = result;
    return result;
  }

  /** Nothing is begun any more, and what is due stays known. Returns when what was under way is over. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.schedule.stop();
    await this.flushing;
  }

  private async flushNow(): Promise<boolean> {
    if (this.isStopped) return false;
    const asOf = new Date().toISOString();
    const due = this.schedule.takeAll();
    const failed = await this.write(due, asOf);
    for (const hash of due.keys()) if (!failed.has(hash)) this.unproven.delete(hash);
    for (const [hash, error] of failed) {
      this.schedule.add(hash, due.get(hash) ?? null);
      snapshotChannel.publish({ home: this.home, hash, kind: 'failed', reason: reasonCode(error) });
    }
    if (this.isStopped) this.schedule.stop();
    if (failed.size === 0) this.currentAt = asOf;
    return failed.size === 0;
  }

  /** What is due, to which others' writes are added. Answers what failed, by hash. */
  private async write(due: Map<string, string | null>, asOf: string): Promise<Map<string, unknown>> {
    const failed = new Map<string, unknown>();
    try {
      for (const hash of await this.behind()) if (!due.has(hash)) due.set(hash, null);
      const onFailed = (hash: string, error: unknown): unknown => failed.set(hash, error);
      await writeSnapshots({ ...this.request(), hashes: [...due.keys()], asOf, onFailed });
    } catch (error) {
      for (const hash of due.keys()) failed.set(hash, error);
    }
    return failed;
  }

  /** Workspaces whose file is not known to hold what the database has, and that are not on the list. */
  private async behind(): Promise<string[]> {
    const stamps = readStamps(this.home);
    return (await this.database.contentVersions())
      .filter((version) => descentFrom(stamps[version.hash], version) !== 'same')
      .map(({ hash }) => hash)
      .filter((hash) => stamps[hash]?.isForked !== true && !this.schedule.has(hash));
  }

  private request(): Omit<SnapshotRequest, 'hashes'> {
    return {
      home: this.home,
      store: this.database,
      lockWaitMs: FILE_LOCK_WAIT_MS,
      isArchiving: (hash) => this.unproven.has(hash),
      // Another process may have gone back to the files, which are no snapshots then, or have put another database there.
      // One that was removed tells more than the files, and is gone with this process.
      mayWrite: () => this.mayWriteFiles() && this.database.standing() !== 'other',
    };
  }
}

/** `known`: since when as far as this process knows. */
export function staleSince(home: string, known: string | null): string | null {
  const forks = Object.values(stampsOf(home)).filter(({ isForked }) => isForked);
  const files = known ?? currentAtOf(home) ?? readPhase(home).since;
  const times = [...forks.map(({ at }) => at), ...(files === null ? [] : [files])];
  return times.toSorted()[0] ?? null;
}

/** A file of stamps that cannot be read tells nothing; writing snapshots says so. */
const stampsOf = (home: string): Stamps => unlessFailed(() => readStamps(home)) ?? {};
const currentAtOf = (home: string): string | null => unlessFailed(() => filesCurrentAt(home)) ?? null;
