// What each session file was when we last wrote or read it, to tell a write of another program from our own. Time
// stamps alone do not tell: a write of the same length within one tick of the file system's clock leaves all of them as
// they were. So the bytes count too, where the file had just been written when we saw it.

import type { BigIntStats } from 'node:fs';
import { unlessFailed } from '../../contract/unless-failed.ts';
import { statsAt } from '../../files/attempt.ts';
import { onFile } from '../../files/system-error.ts';
import { type FileSnapshot, isSameFile, takeSnapshot } from '../../impl-json/file-snapshot.ts';
import { sha256Of } from '../source-file.ts';

/** Bytes kept in memory; beyond, the files seen longest ago are known by their digest. */
const KEPT_BYTES_MAX = 64 * 1024 * 1024;

interface SeenFile {
  /** Undefined when there was no file. */
  readonly stats: BigIntStats | undefined;
  /** The bytes, their digest, or null where the time stamp tells enough. */
  readonly content: Buffer | string | null;
}

export class KnownFiles {
  private readonly seen = new Map<string, SeenFile>();
  private keptBytes = 0;

  has(hash: string): boolean {
    return this.seen.has(hash);
  }

  /** The file as it is now; `isYoung` when it was just written. */
  note(hash: string, { stats, bytes, isYoung }: Omit<FileSnapshot, 'ageMs'>): void {
    this.forget(hash);
    const content = isYoung && stats !== undefined ? bytes : null;
    this.seen.set(hash, { stats, content });
    this.keptBytes += content?.length ?? 0;
    this.shrink();
  }

  forget(hash: string): void {
    const content = this.seen.get(hash)?.content;
    if (Buffer.isBuffer(content)) this.keptBytes -= content.length;
    this.seen.delete(hash);
  }

  /** Whether this is the file that was noted, by content where that is needed. */
  isSame(hash: string, { stats, bytes }: Pick<FileSnapshot, 'stats' | 'bytes'>): boolean {
    const known = this.seen.get(hash);
    if (known === undefined || !isSameFile(known.stats, stats)) return false;
    if (known.content === null) return true;
    return Buffer.isBuffer(known.content) ? known.content.equals(bytes) : known.content === sha256Of(bytes);
  }

  /**
   * Whether the file under the path is the one that was noted; reads it only where its time stamp does not tell. One that
   * cannot be looked at is another.
   */
  isCurrent(hash: string, path: string): boolean {
    if (!this.looksCurrent(hash, path)) return false;
    if (this.seen.get(hash)?.content === null) return true;
    const snapshot = unlessFailed(() => onFile(path, () => takeSnapshot(path)));
    return snapshot !== undefined && this.isSame(hash, snapshot);
  }

  /** By identity, size and time alone. */
  looksCurrent(hash: string, path: string): boolean {
    const known = this.seen.get(hash);
    if (known === undefined) return false;
    return unlessFailed(
      () => isSameFile(known.stats, statsAt(path)),
      () => false,
    );
  }

  private shrink(): void {
    for (const [hash, { stats, content }] of this.seen) {
      if (this.keptBytes <= KEPT_BYTES_MAX) return;
      if (!Buffer.isBuffer(content)) continue;
      this.keptBytes -= content.length;
      this.seen.set(hash, { stats, content: sha256Of(content) });
    }
  }
}
