// An import target in memory: the smallest thing that keeps the promise of ImportTarget. For tests, and for a dry run
// where no database exists yet.

import { sessionsDigest } from '../contract/canonical.ts';
import { StoreError } from '../contract/errors.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { decodeSessions } from '../impl-json/index.ts';
import type { ImportTarget, Replacement, TargetWorkspace } from './import-target.ts';

export class MemoryTarget implements ImportTarget {
  readonly lists = new Map<string, readonly WorktreeSession[]>();
  private readonly originals = new Map<string, { plain: string; original: string }>();

  async workspaces(): Promise<TargetWorkspace[]> {
    return [...this.lists].map(([hash, sessions]) => ({ hash, path: null, sessions: sessions.length }));
  }

  async sessionsOfHash(hash: string): Promise<readonly WorktreeSession[]> {
    return this.lists.get(hash) ?? [];
  }

  async replaceWorkspace(
    hash: string,
    sessions: Iterable<WorktreeSession>,
    { original = null, expected }: Replacement = {},
  ): Promise<void> {
    const held = this.lists.get(hash) ?? [];
    if (expected !== undefined && expected !== (held.length > 0 ? sessionsDigest(held) : null)) {
      throw changed(hash);
    }
    const list = [...sessions];
    this.lists.set(hash, list);
    this.originals.delete(hash);
    if (original !== null) this.originals.set(hash, { plain: writeSessions(list), original });
  }

  async visitSessions(
    hash: string,
    visit: (page: readonly WorktreeSession[]) => void | Promise<void>,
  ): Promise<boolean> {
    const list = await this.sessionsOfHash(hash);
    if (list.length > 0) await visit(list);
    return this.lists.has(hash);
  }

  async fillWorkspace(
    hash: string,
    batches: Iterable<readonly WorktreeSession[]>,
    replacement: Omit<Replacement, 'original'> = {},
  ): Promise<void> {
    const sessions: WorktreeSession[] = [];
    for (const batch of batches) sessions.push(...batch);
    await this.replaceWorkspace(hash, sessions, replacement);
  }

  async keepLayout(hash: string, original: string): Promise<void> {
    const list = this.lists.get(hash);
    const plain = writeSessions(decodeSessions(Buffer.from(original, 'utf8')));
    if (list === undefined || writeSessions(list) !== plain) throw changed(hash);
    this.originals.set(hash, { plain, original });
  }

  async fileText(hash: string): Promise<string | undefined> {
    const list = this.lists.get(hash);
    if (list === undefined) return undefined;
    const plain = writeSessions(list);
    const kept = this.originals.get(hash);
    return kept?.plain === plain ? kept.original : plain;
  }

  async check(): Promise<{ findings: []; sessions: number }> {
    return { findings: [], sessions: [...this.lists.values()].reduce((sum, list) => sum + list.length, 0) };
  }
}

const changed = (hash: string): StoreError =>
  new StoreError('E_CHANGED', `The workspace ${hash} does not hold what it was believed to hold.`, {
    data: { hash },
  });
