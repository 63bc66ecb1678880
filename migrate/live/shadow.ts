// Lets the database follow the session files, write by write and in order, without the caller waiting or ever seeing a
// failure of it: what waits, when it is done, and what is tried again. How one write follows is in follower.ts.
//
// Processes take turns under one lock for look and replay: without it one could converge to a file that holds a write, and
// the writer's own process replay that write again behind it.

import type { BigIntStats } from 'node:fs';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { StoreError } from '../../contract/errors.ts';
import { writeJson } from '../../contract/json-text.ts';
import { unlessFailed } from '../../contract/unless-failed.ts';
import { statsAt } from '../../files/attempt.ts';
import type { FileWrite } from '../../impl-json/safe-files.ts';
import { Comparisons } from './comparisons.ts';
import { reasonCode, shadowChannel } from './events.ts';
import { withLaterTurn } from './first-turn.ts';
import { FollowedWorkspace, type Write } from './followed-workspace.ts';
import { Follower } from './follower.ts';
import { ForeignCommits } from './foreign-commits.ts';
import { KnownFiles } from './known-files.ts';
import { makeMigrationDirectory, shadowLock } from './live-files.ts';
import { ReplayClock } from './replay.ts';
import type { Call } from './routed-operations.ts';
import type { OpenShadow, ShadowStore } from './shadow-store.ts';
import { workspaceFile } from './workspace-file.ts';

export interface ShadowOptions {
  readonly home: string;
  readonly open: OpenShadow;
  /** Writes and reads that may wait for one workspace; one more and the file is read instead. */
  readonly itemsMax: number;
  readonly nowMs: () => number;
  /** Whether the files are still the truth: asked with the lock held, without which the phase does not change. */
  readonly mayFollow: () => boolean;
}

export interface ShadowStatus {
  /** Writes and reads that wait. */
  readonly waiting: number;
  /** Workspaces that the database is known not to follow at this moment. */
  readonly diverged: readonly string[];
  /** Workspaces whose file the app cannot read. */
  readonly unreadable: readonly string[];
  /** Code of the last failure of the database as a whole; null after a success. */
  readonly failure: string | null;
}

/** Unchanged for so long, a file is what was read of it a moment ago: no file system keeps times more coarsely. */
const AT_REST_MS = 2_000;
const RETRY_MS_FIRST = 100;
const RETRY_MS_MAX = 60_000;
/** Steps and time of one run, so that other processes get their turn: a step can take long on a busy machine. */
const RUN_STEPS_MAX = 500;
const RUN_MS_MAX = 250;
/** Longer than a waiter for a lock pauses between two looks. */
const OTHERS_TURN_MS = 50;
/** Runs of one drain beyond those that what is known to be due takes. */
const DRAIN_RUNS_MAX = 8;

export class Shadow {
  readonly comparisons: Comparisons;
  private readonly options: ShadowOptions;
  private readonly clock = new ReplayClock();
  private readonly files = new KnownFiles();
  private readonly follower: Follower;
  private readonly foreignCommits = new ForeignCommits();
  private readonly workspaces = new Map<string, FollowedWorkspace>();
  private store: ShadowStore | undefined;
  private running: Promise<void> | undefined;
  private failure: string | null = null;
  private failures = 0;
  private stepsDone = 0;
  private wasCutShort = false;
  private retryAtMs = 0;
  private isClosed = false;

  constructor(options: ShadowOptions) {
    this.options = options;
    this.comparisons = new Comparisons(options.home, options.nowMs);
    const { clock, files, comparisons } = this;
    this.follower = new Follower({ home: options.home, clock, files, comparisons });
  }

  /** At once after each write of a file, with its lock held. */
  observe(hash: string, { before, bytes, stats }: FileWrite): void {
    this.workspace(hash).noteWrite(this.files.isSame(hash, before), bytes.length);
    this.files.note(hash, { stats, bytes, isYoung: true });
  }

  /** What the write that was observed last consisted of. */
  follow(hash: string, writes: readonly Write[]): void {
    this.workspace(hash).addWrites(writes, this.options.itemsMax);
    this.start();
  }

  /** Repeats a read when the database has come to where the primary was. */
  compare(hash: string, call: Call<unknown>, answer: unknown): void {
    if (!this.isLookable(hash)) return;
    const workspace = this.workspace(hash);
    if (workspace.isUnseen) this.noteFirstRead(workspace, call, answer);
    if (workspace.divergence === null && !this.files.isCurrent(hash, this.pathOf(hash))) {
      this.follower.diverge(workspace, 'foreign write');
    } else if (!workspace.addRead(call, answer, this.options.itemsMax) && !workspace.isPending) {
      return;
    }
    this.start();
  }

  /** Whether the workspace is one that was used here. */
  follows(hash: string): boolean {
    return this.files.has(hash);
  }

  /** Makes sure of a workspace once, if nothing was done in it here so far. */
  lookAt(hash: string): void {
    if (this.isLookable(hash)) this.workspace(hash);
  }

  /** Makes sure of these workspaces by content, whatever is thought of them. */
  recheck(hashes: Iterable<string>): void {
    for (const hash of hashes) {
      const workspace = this.workspace(hash);
      workspace.divergence ??= 'check';
      workspace.isMerelyBehind = false;
      workspace.isUnreadable = false;
    }
  }

  /** Waits until the database has followed, writes of other programs to files in use included; false when it cannot. */
  async drain(): Promise<boolean> {
    await this.running;
    this.lookForForeignWrites();
    // A run without a step counts as a full one: what it should save may not be savable.
    let allowance = this.stepsLeft + DRAIN_RUNS_MAX * RUN_STEPS_MAX;
    while (allowance > 0) {
      const before = this.stepsDone;
      await this.running;
      this.lookForGaps();
      if (!this.isPending && !this.comparisons.hasUnsaved) return true;
      this.retryAtMs = 0;
      this.start(true);
      await this.running;
      if (this.failure !== null) return false;
      allowance -= this.stepsDone - before || RUN_STEPS_MAX;
    }
    return !this.isPending;
  }

  status(): ShadowStatus {
    const all = [...this.workspaces.values()];
    return {
      waiting: all.reduce((sum, { length }) => sum + length, 0),
      diverged: all
        .filter(({ divergence, isUnreadable }) => divergence !== null && !isUnreadable)
        .map(({ hash }) => hash),
      unreadable: all.filter(({ isUnreadable }) => isUnreadable).map(({ hash }) => hash),
      failure: this.failure,
    };
  }

  /** The database, for work with the primary at rest. What opening it throws. */
  async database(): Promise<ShadowStore> {
    const before = this.store;
    if (before !== undefined && before.standing() !== 'same') {
      // What is thought of each workspace was true of the database before.
      this.recheck(this.workspaces.keys());
      this.store = undefined;
      await before.close();
    }
    this.store ??= await this.options.open({ clock: this.clock });
    return this.store;
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    await this.drain();
    this.isClosed = true;
    await this.store?.close();
  }

  /** Where a workspace was not used and has no file, a look could only take away what the database has. */
  private isLookable(hash: string): boolean {
    return this.workspaces.has(hash) || statsOf(this.pathOf(hash)) !== undefined;
  }

  private noteFirstRead(workspace: FollowedWorkspace, call: Call<unknown>, answer: unknown): void {
    const stats = statsOf(this.pathOf(workspace.hash));
    if (stats !== undefined && Date.now() - Number(stats.mtimeMs) > AT_REST_MS)
      workspace.noteFirstRead({ call, answerText: writeJson(answer), stats });
  }

  private get stepsLeft(): number {
    const all = [...this.workspaces.values()];
    return all.reduce((sum, { length, isPending }) => sum + length + (isPending ? 1 : 0), 0);
  }

  private get isPending(): boolean {
    return this.nextPending() !== undefined;
  }

  private nextPending(): FollowedWorkspace | undefined {
    for (const workspace of this.workspaces.values()) if (workspace.isPending) return workspace;
    return undefined;
  }

  private workspace(hash: string): FollowedWorkspace {
    let workspace = this.workspaces.get(hash);
    if (workspace === undefined) {
      workspace = new FollowedWorkspace(hash);
      this.workspaces.set(hash, workspace);
    }
    return workspace;
  }

  private pathOf(hash: string): string {
    return workspaceFile(this.options.home, hash);
  }

  private start(isSaving = false): void {
    if (this.running !== undefined || this.isClosed || this.options.nowMs() < this.retryAtMs) return;
    this.running = this.run(isSaving).finally(() => {
      this.running = undefined;
      if (this.isPending) this.start();
    });
  }

  /** Never rejects. */
  private async run(isSaving: boolean): Promise<void> {
    // Whoever waits for the lock gets it between two runs: under writers that never stop there is always work left.
    await (this.wasCutShort ? delay(OTHERS_TURN_MS) : nextTurn());
    try {
      makeMigrationDirectory(this.options.home);
      await withLaterTurn(shadowLock(this.options.home), async () => {
        if (!this.options.mayFollow()) throw phaseMovedOn();
        const store = await this.database();
        await this.work(store);
        await this.foreignCommits.note(store);
        if (isSaving || this.comparisons.isDue) this.saveComparisons();
      });
      this.failure = null;
      this.failures = 0;
    } catch (error) {
      this.noteFailure(error);
    }
  }

  /** Ends when nothing is pending or the lock was held for long; the caller's own work goes first each time. */
  private async work(store: ShadowStore): Promise<void> {
    const untilMs = performance.now() + RUN_MS_MAX;
    this.wasCutShort = false;
    for (let steps = 0; steps < RUN_STEPS_MAX && performance.now() < untilMs; steps++) {
      const workspace = this.nextPending();
      if (workspace === undefined) return;
      this.stepsDone++;
      // Behind the others, so that one that keeps failing does not keep them waiting.
      this.workspaces.delete(workspace.hash);
      this.workspaces.set(workspace.hash, workspace);
      await this.foreignCommits.look(store, this.workspaces.values());
      this.foreignCommits.touch(workspace.hash);
      await this.follower.step(store, workspace);
      await nextTurn();
    }
    this.wasCutShort = true;
  }

  /** Evidence that cannot be kept is no reason not to follow. */
  private saveComparisons(): void {
    try {
      this.comparisons.save();
    } catch (error) {
      shadowChannel.publish({
        home: this.options.home,
        hash: null,
        kind: 'failed',
        reason: `comparisons: ${reasonCode(error)}`,
      });
    }
  }

  private lookForGaps(): void {
    for (const workspace of this.workspaces.values()) {
      if (workspace.divergence === null && workspace.hasGap) this.follower.diverge(workspace, 'gap');
    }
  }

  private lookForForeignWrites(): void {
    for (const workspace of this.workspaces.values()) {
      const { hash, divergence } = workspace;
      // One that could not be read was never seen: whether it still cannot be is found out.
      if (!this.files.has(hash)) workspace.isUnreadable = false;
      if (!this.files.has(hash) || this.files.isCurrent(hash, this.pathOf(hash))) continue;
      if (divergence === null) this.follower.diverge(workspace, 'foreign write');
      workspace.isUnreadable = false;
    }
  }

  private noteFailure(error: unknown): void {
    this.failure = reasonCode(error);
    this.retryAtMs =
      this.options.nowMs() + Math.min(RETRY_MS_MAX, RETRY_MS_FIRST * 2 ** Math.min(this.failures, 20));
    this.failures++;
    const { home } = this.options;
    shadowChannel.publish({ home, hash: null, kind: 'failed', reason: this.failure });
  }
}

/** Undefined also where the file system does not say. */
const statsOf = (path: string): BigIntStats | undefined => unlessFailed(() => statsAt(path));

const phaseMovedOn = (): StoreError =>
  new StoreError('E_CHANGED', 'The phase is no longer dual: the database is not the follower any more.');
