// One step of following. The rule on which everything rests: a write is replayed only where it is the direct successor of
// what the database holds; in every other case the file is read and takes the workspace's place.

import { writeJson } from '../../contract/json-text.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import { Patience, readSettled } from '../../impl-json/settled-read.ts';
import type { Comparisons } from './comparisons.ts';
import { converge } from './convergence.ts';
import { reasonCode, type ShadowEvent, shadowChannel } from './events.ts';
import type { FollowedWorkspace, ReadItem, WriteItem } from './followed-workspace.ts';
import type { KnownFiles } from './known-files.ts';
import { type ReplayClock, replay } from './replay.ts';
import type { ShadowStore } from './shadow-store.ts';
import { workspaceFile } from './workspace-file.ts';

export interface FollowerParts {
  readonly home: string;
  readonly files: KnownFiles;
  readonly comparisons: Comparisons;
  /** The clock of the store that follows. */
  readonly clock: ReplayClock;
}

/** Say nothing about what the database holds. E_CHANGED: another one stands in its place. */
const TRANSIENT: readonly string[] = [
  ...['E_LOCKED', 'E_NO_SPACE', 'E_NO_MEMORY', 'E_ABORTED', 'E_CLOSED', 'E_CHANGED'],
];

/** Reading a file again because we wrote it meanwhile. */
const READS_MAX = 8;

/** To be used with the lock of following held. */
export class Follower {
  private readonly parts: FollowerParts;

  constructor(parts: FollowerParts) {
    this.parts = parts;
  }

  /** Does what is due next; what the database throws outside a replay comes out, and the step can be done again. */
  async step(store: ShadowStore, workspace: FollowedWorkspace): Promise<void> {
    const item = workspace.take();
    if (workspace.divergence === null && item?.kind === 'read')
      await this.compareRead(store, workspace, item);
    if (workspace.divergence === null && item?.kind === 'write')
      await this.followWrite(store, workspace, item);
    if (workspace.divergence === null || workspace.isUnreadable) return;
    workspace.startConvergence();
    try {
      await this.convergeNow(store, workspace);
    } finally {
      workspace.endConvergence();
    }
  }

  /** Notes that the database may hold something else, and why. */
  diverge(workspace: FollowedWorkspace, reason: string): void {
    workspace.divergence = reason;
    if (reason !== 'gap' && !TRANSIENT.includes(reason)) workspace.isMerelyBehind = false;
    this.tell({ hash: workspace.hash, kind: 'diverged', reason });
  }

  private async followWrite(
    store: ShadowStore,
    workspace: FollowedWorkspace,
    item: WriteItem,
  ): Promise<void> {
    if (item.number <= workspace.covered) return;
    const problem = this.obstacle(workspace, item) ?? (await this.replayAll(store, item));
    if (problem === null) workspace.covered = item.number;
    else this.diverge(workspace, problem);
  }

  /** Why a write must not be replayed; null when it may. */
  private obstacle({ hash, covered }: FollowedWorkspace, item: WriteItem): string | null {
    if (item.number !== covered + 1) return 'gap';
    if (!item.isContinuation || !this.parts.files.looksCurrent(hash, this.pathOf(hash)))
      return 'foreign write';
    // The path may lead elsewhere by now.
    return item.writes.every(({ request }) => workspaceHash(request.workspacePath) === hash) ? null : 'moved';
  }

  private async replayAll(store: ShadowStore, { writes }: WriteItem): Promise<string | null> {
    for (const write of writes) {
      try {
        const isEqual = await replay(store, this.parts.clock, write);
        if (isEqual !== null) this.parts.comparisons.countWrite(isEqual);
        if (isEqual === false) return 'mismatch';
      } catch (error) {
        const reason = reasonCode(error);
        // The primary carried out what the database refuses.
        if (!TRANSIENT.includes(reason)) this.parts.comparisons.countWrite(false);
        return reason;
      }
    }
    return null;
  }

  private async compareRead(store: ShadowStore, workspace: FollowedWorkspace, item: ReadItem): Promise<void> {
    if (item.number !== workspace.covered) return;
    const isEqual = await item.call(store).then(
      (answer) => writeJson(answer) === item.answerText,
      () => false,
    );
    const isOurs = isEqual || this.parts.files.isCurrent(workspace.hash, this.pathOf(workspace.hash));
    // An answer from a file that another program has changed says nothing about the database.
    if (isOurs) this.parts.comparisons.countRead(isEqual);
    if (!isEqual) this.diverge(workspace, isOurs ? 'mismatch' : 'foreign write');
  }

  private async convergeNow(store: ShadowStore, workspace: FollowedWorkspace): Promise<void> {
    const { hash } = workspace;
    const { home } = this.parts;
    for (let reads = 0; reads < READS_MAX; reads++) {
      const { observed } = workspace;
      const content = await readSettled(this.pathOf(hash), new Patience()).catch((error) => {
        workspace.isUnreadable = true;
        this.tell({ hash, kind: 'unreadable', reason: reasonCode(error) });
      });
      if (content === undefined) return;
      // A write of our own in between is not in what was read.
      if (workspace.observed !== observed) continue;
      if (!this.parts.files.isSame(hash, content.snapshot)) workspace.isMerelyBehind = false;
      this.parts.files.note(hash, content.snapshot);
      const isSuccessor = workspace.isMerelyBehind;
      const outcome = await converge(home, store, hash, { ...content, isSuccessor });
      if (outcome === 'torn') {
        workspace.isUnreadable = true;
        this.tell({ hash, kind: 'unreadable', reason: 'empty file' });
        return;
      }
      if (outcome === 'replaced') this.tell({ hash, kind: 'converged', reason: workspace.divergence ?? '' });
      workspace.cover(observed);
      const first = workspace.takeFirstRead(content.snapshot.stats);
      if (first !== undefined && workspace.divergence === null)
        await this.compareRead(store, workspace, first);
      return;
    }
  }

  private pathOf(hash: string): string {
    return workspaceFile(this.parts.home, hash);
  }

  private tell(event: Omit<ShadowEvent, 'home'>): void {
    shadowChannel.publish({ home: this.parts.home, ...event });
  }
}
