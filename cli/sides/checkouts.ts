// Checkouts of revisions, each as a worktree in a folder of the tool's own, outside of which nothing is touched. They are
// removed one by one and without waiting, so that the end of the process can see to it as well: `git worktree prune` would
// also forget worktrees of others whose disk is not there now.

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import { git, OF_HOOKS } from '../git.ts';
import { makeTemporaryFolder } from '../temporary-folder.ts';

interface Commit {
  /** The top of the repository. */
  readonly top: string;
  readonly id: string;
}

export class Checkouts {
  private readonly made: { readonly top: string; readonly folder: string }[] = [];
  private root: string | undefined;

  /** Answers the folder, which is called so. Without the hooks of the repository. E_SIDE, E_ABORTED. */
  async add({ top, id }: Commit, name: string, signal: AbortSignal): Promise<string> {
    this.root ??= makeTemporaryFolder('storeproof-gate-');
    const folder = join(this.root, name);
    // Known before it is there: git may be ended while it makes it.
    this.made.push({ top, folder });
    const words = [...NO_HOOKS, 'worktree', 'add', '--quiet', '--detach', folder, id];
    const { out, err } = await git(top, words, signal);
    signal.throwIfAborted();
    if (out !== undefined) return folder;
    throw new StoreError('E_SIDE', `git could not check out ${id}: ${err} Nothing was measured.`);
  }

  /** Does nothing the second time. */
  remove(): void {
    // Not by git, which on Windows follows junctions: they lead to the packages of the user. Node removes the junction itself.
    if (this.root !== undefined) rmSync(this.root, { recursive: true, force: true });
    for (const { top, folder } of this.made.splice(0)) {
      // Of one that was never finished git says that it knows none, or that it is locked.
      const words = ['worktree', 'remove', '--force', '--force', folder];
      spawnSync('git', words, { cwd: top, stdio: 'ignore', env: { ...process.env, ...OF_HOOKS } });
    }
  }
}

const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null'];
