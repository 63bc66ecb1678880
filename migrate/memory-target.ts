// An import target in memory: the smallest thing that keeps the promise of ImportTarget. For tests, and for a dry run
// where no database exists yet.

import type { WorktreeSession } from '../contract/session.ts';
import type { ImportTarget, TargetWorkspace } from './import-target.ts';

export class MemoryTarget implements ImportTarget {
  readonly lists = new Map<string, readonly WorktreeSession[]>();

  async workspaces(): Promise<TargetWorkspace[]> {
    return [...this.lists].map(([hash, sessions]) => ({ hash, path: null, sessions: sessions.length }));
  }

  async sessionsOfHash(hash: string): Promise<readonly WorktreeSession[]> {
    return this.lists.get(hash) ?? [];
  }

  async replaceWorkspace(hash: string, sessions: Iterable<WorktreeSession>): Promise<void> {
    this.lists.set(hash, [...sessions]);
  }

  async check(): Promise<{ findings: []; sessions: number }> {
    return { findings: [], sessions: [...this.lists.values()].reduce((sum, list) => sum + list.length, 0) };
  }
}
