// A file's bytes in chunks, as often as they are asked for, and the certainty that they were the same each time.

import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, fstatSync, readSync, statSync } from 'node:fs';
import { breathe } from '../../contract/breathe.ts';
import { StoreError } from '../../contract/errors.ts';
import { unlessFailed } from '../../contract/unless-failed.ts';
import { attempt } from '../../files/attempt.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import { isSameFile } from '../../impl-json/file-snapshot.ts';
import type { ChunkSource } from './session-stream.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Nothing was written in between, as far as the file system tells. */
export const isSameState = (left: BigIntStats, right: BigIntStats): boolean =>
  isSameFile(left, right) && left.ctimeNs === right.ctimeNs;

/** What stands under the path now; undefined when nothing can be looked at there. Follows links. */
export function stateAt(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

/** Bytes under the path now; 0 when nothing can be looked at there. */
export const sizeAt = (path: string): number => Number(stateAt(path)?.size ?? 0);

/** As sha256OfChunks, with room for the rest of the process between chunks. */
export async function digestOfChunks(chunks: Iterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for (const chunk of chunks) {
    hash.update(chunk);
    await breathe();
  }
  return hash.digest('hex');
}

export function sha256OfChunks(chunks: Iterable<Buffer>): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

/** Of the file under the path; undefined for one that cannot be read, or that changes while it is. */
export function sha256At(path: string): string | undefined {
  const state = stateAt(path);
  return state && unlessFailed(() => sha256OfChunks(new FileSource(path, state).chunks()));
}

/** Reads a file that must stay in one state. Throws E_FOREIGN_WRITE when it does not, E_IO. */
export class FileSource implements ChunkSource {
  readonly path: string;
  readonly state: BigIntStats;

  constructor(path: string, state: BigIntStats) {
    this.path = path;
    this.state = state;
  }

  /** One buffer serves all chunks of a pass. */
  *chunks(): Generator<Buffer> {
    const { path } = this;
    const descriptor = attempt('read', path, () => openRegularFile(path));
    try {
      const state = attempt('read', path, () => fstatSync(descriptor, { bigint: true }));
      if (!isSameState(this.state, state)) throw changed(path);
      let left = Number(this.state.size);
      const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, left + 1));
      while (left > 0) {
        const length = attempt('read', path, () =>
          readSync(descriptor, buffer, 0, Math.min(buffer.length, left), null),
        );
        if (length === 0) throw changed(path);
        left -= length;
        yield buffer.subarray(0, length);
      }
    } finally {
      attempt('close', path, () => closeSync(descriptor));
    }
    this.requireUnchanged();
  }

  /** Throws E_FOREIGN_WRITE unless the path still holds the file in the same state. */
  requireUnchanged(): void {
    requireStateAt(this.path, this.state);
  }
}

/** Throws E_FOREIGN_WRITE unless the path holds a file in this state. */
export function requireStateAt(path: string, state: BigIntStats): void {
  const now = stateAt(path);
  if (now === undefined || !isSameState(state, now)) throw changed(path);
}

const changed = (path: string): StoreError =>
  new StoreError('E_FOREIGN_WRITE', `${path} changed while it was read. Nothing was made of it.`, {
    data: { file: path },
  });
