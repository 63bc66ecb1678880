// Which workspaces another connection may have changed in the database since this process left them: another process may
// have brought a write there that still waits in this one, and what it is must be looked at again.

import { isSameVersion, type VersionsByHash, versionsOf } from './content-versions.ts';
import type { FollowedWorkspace } from './followed-workspace.ts';
import type { ShadowStore } from './shadow-store.ts';

/** To be used with the lock of following held. */
export class ForeignCommits {
  private versionOfOthers: number | undefined;
  /** While nobody else has written, what would tell his writes from ours costs for nothing. */
  private hasOthers = false;
  private known: VersionsByHash = new Map();
  /** Written here since their versions were known. */
  private readonly touched = new Set<string>();

  /** Before work on a workspace. */
  touch(hash: string): void {
    this.touched.add(hash);
  }

  /** Marks every workspace that others may have changed as diverged. What the database throws. */
  async look(store: ShadowStore, workspaces: Iterable<FollowedWorkspace>): Promise<void> {
    const version = await store.versionOfOthers();
    if (version === this.versionOfOthers) return;
    this.hasOthers = this.versionOfOthers !== undefined;
    const versions = await versionsOf(store);
    for (const workspace of workspaces) {
      const { hash } = workspace;
      const isAsLeft = !this.touched.has(hash) && isSameVersion(this.known.get(hash), versions.get(hash));
      if (isAsLeft) continue;
      workspace.divergence ??= 'database changed';
      workspace.isMerelyBehind = false;
    }
    this.versionOfOthers = version;
    this.known = versions;
    this.touched.clear();
  }

  /** After work: what was written here is known, unless others have written as well. What the database throws. */
  async note(store: ShadowStore): Promise<void> {
    if (!this.hasOthers || this.touched.size === 0) return;
    const versions = await versionsOf(store);
    if ((await store.versionOfOthers()) !== this.versionOfOthers) return;
    this.known = versions;
    this.touched.clear();
  }
}
