// Keeps the original of every session file byte for byte, before anything is made of it: `originals/<sha256>` and
// `manifest.json`. Equal files share one original; nothing is ever removed.

import { join } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { bytesAt, copyDurably, writeDurably, writeProduced } from '../files/durable-file.ts';
import { type ArchivedOriginal, readManifest, writeManifest } from './manifest.ts';
import { sha256Of } from './source-file.ts';
import { FileSource, sha256OfChunks, stateAt } from './stream/file-source.ts';

/** The directory of the originals in an archive. */
export const ORIGINALS = 'originals';

export const manifestOf = (directory: string): string => join(directory, 'manifest.json');

/** Where the original of a digest stands. */
export const originalOf = (directory: string, sha256: string): string => join(directory, ORIGINALS, sha256);

/** repaired: the archive held bytes under this digest that do not have it; the right ones are there now. */
export type Keeping = 'written' | 'present' | 'repaired';

export class Archive {
  private readonly directory: string;
  private rows: readonly ArchivedOriginal[];

  /** Reads the manifest when there is one, unless its rows are given; writes nothing. E_NEWER_VERSION, E_CORRUPT, E_IO. */
  constructor(directory: string, rows: readonly ArchivedOriginal[] = rowsOf(directory)) {
    this.directory = directory;
    this.rows = rows;
  }

  /** Every original ever kept, oldest first for each file. */
  originals(): readonly ArchivedOriginal[] {
    return this.rows;
  }

  /** The newest original of a file; what the store held instead of it is none. */
  newestOf(file: string): ArchivedOriginal | undefined {
    return this.rows.findLast((row) => row.file === file && row.verdict !== 'replaced');
  }

  /** Whether the newest original of the file is this one, intact, and nothing is to be said of it any more. */
  isSettled(file: string, sha256: string): boolean {
    const newest = this.newestOf(file);
    return newest?.sha256 === sha256 && newest.verdict !== 'pending' && this.stateOf(sha256) === 'intact';
  }

  has(file: string, sha256: string): boolean {
    return this.rows.some((row) => row.file === file && row.sha256 === sha256);
  }

  /** Makes sure that the archive holds the bytes, and reads them again to be sure. E_NO_SPACE, E_IO, E_CORRUPT. */
  keep({ bytes, sha256 }: { readonly bytes: Buffer; readonly sha256: string }): Keeping {
    return this.keepBy(sha256, (path) => writeDurably(path, bytes));
  }

  /** As keep, for a file that stays where it is: copied, never held in memory. E_FOREIGN_WRITE when it changed. */
  keepFile(source: FileSource, sha256: string): Keeping {
    return this.keepBy(sha256, (path) => copyDurably(source.path, path, () => source.requireUnchanged()));
  }

  /** As keep, for bytes that `produce` writes one after the other. */
  async keepProduced(
    sha256: string,
    produce: (write: (bytes: Buffer) => void) => Promise<void>,
  ): Promise<void> {
    if (this.stateOf(sha256) === 'intact') return;
    await writeProduced(this.pathOf(sha256), produce);
    this.requireIntact(sha256);
  }

  private keepBy(sha256: string, write: (path: string) => void): Keeping {
    const state = this.stateOf(sha256);
    if (state === 'intact') return 'present';
    write(this.pathOf(sha256));
    this.requireIntact(sha256);
    return state === 'damaged' ? 'repaired' : 'written';
  }

  private requireIntact(sha256: string): void {
    if (this.stateOf(sha256) === 'intact') return;
    throw new StoreError('E_CORRUPT', `${this.pathOf(sha256)} does not read back as it was written.`, {
      data: { archive: this.directory },
    });
  }

  stateOf(sha256: string): 'intact' | 'damaged' | 'absent' {
    const path = this.pathOf(sha256);
    if (stateAt(path) === undefined) return 'absent';
    try {
      return sha256OfChunks(this.sourceOf(sha256).chunks()) === sha256 ? 'intact' : 'damaged';
    } catch (error) {
      // A pipe or a device in its place can be replaced as other damage can.
      if (error instanceof StoreError && error.data.systemCode === 'ERR_NOT_REGULAR_FILE') return 'damaged';
      throw error;
    }
  }

  /** The bytes of an original in chunks. E_NOT_FOUND. Whether they have the digest is for stateOf. */
  sourceOf(sha256: string): FileSource {
    const state = stateAt(this.pathOf(sha256));
    if (state === undefined) throw this.lacks(sha256);
    return new FileSource(this.pathOf(sha256), state);
  }

  /** The bytes of an original. E_NOT_FOUND, E_CORRUPT when they do not have the digest. */
  read(sha256: string): Buffer {
    const bytes = this.bytesOf(sha256);
    if (bytes === undefined) throw this.lacks(sha256);
    if (sha256Of(bytes) !== sha256) {
      throw new StoreError(
        'E_CORRUPT',
        `${this.pathOf(sha256)} no longer has the content that it was named by.`,
        { data: { archive: this.directory } },
      );
    }
    return bytes;
  }

  /** Makes the row the newest of its file; writes nothing when it is that already. A new time alone is no change. */
  record(row: ArchivedOriginal): void {
    const newest = this.newestOf(row.file);
    const next = newest?.sha256 === row.sha256 ? continued(newest, row) : row;
    if (newest !== undefined && JSON.stringify(newest) === JSON.stringify(next)) return;
    const others = this.rows.filter(({ file, sha256 }) => file !== row.file || sha256 !== row.sha256);
    this.rows = [...others, next];
    writeDurably(manifestOf(this.directory), Buffer.from(writeManifest(this.rows)));
  }

  private lacks(sha256: string): StoreError {
    return new StoreError('E_NOT_FOUND', `The archive ${this.directory} lacks the original ${sha256}.`);
  }

  private pathOf(sha256: string): string {
    return originalOf(this.directory, sha256);
  }

  private bytesOf(sha256: string): Buffer | undefined {
    return bytesAt(this.pathOf(sha256));
  }
}

function rowsOf(directory: string): readonly ArchivedOriginal[] {
  const path = manifestOf(directory);
  const text = bytesAt(path)?.toString('utf8');
  return text === undefined ? [] : readManifest(text, path);
}

/** A file found unchanged stays what it was; was its import cut short after the store had it, it is imported. */
function continued(before: ArchivedOriginal, now: ArchivedOriginal): ArchivedOriginal {
  const known = before.verdict === 'pending' ? 'imported' : before.verdict;
  const verdict = now.verdict === 'unchanged' ? known : now.verdict;
  return { ...now, modifiedAt: before.modifiedAt, verdict };
}
