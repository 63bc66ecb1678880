// A session file as an import takes it: small ones whole, large ones as a stream that can be read again and again.

import type { BigIntStats } from 'node:fs';
import type { WorktreeSession } from '../contract/session.ts';
import { type Content, contentOf, contentOfStream } from './content-tally.ts';
import type { LegacyFile } from './legacy-files.ts';
import type { LostRange, RecoveredRecord } from './salvage/salvage.ts';
import { type BlockedFile, readSource, reasonOf } from './source-file.ts';
import { READ_ATTEMPTS_MAX } from './stable-read.ts';
import { digestOfChunks, FileSource, stateAt } from './stream/file-source.ts';
import { readSessionStream } from './stream/session-stream.ts';

/** Files of this size and more are streamed. Smaller ones are faster whole, and the database can keep their layout. */
export const STREAMED_BYTES_MIN: number = 16 * 1024 * 1024;

export interface SourceIdentity extends LegacyFile {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** ISO 8601, milliseconds. */
  readonly modifiedAt: string;
  readonly fileState: BigIntStats;
  readonly original: Buffer | FileSource;
}

export interface DamagedSource extends SourceIdentity {
  readonly state: 'damaged';
  readonly reason: string;
}

/** How a damaged file was read all the same. */
export interface Salvage {
  /** Why the app cannot read the file. */
  readonly reason: string;
  readonly recovered: readonly RecoveredRecord[];
  readonly lost: readonly LostRange[];
}

export interface ReadableSource extends SourceIdentity {
  readonly state: 'readable';
  /** Of a damaged file whose complete records stand for it; absent for a file that the app can read. */
  readonly salvage?: Salvage;
  readonly content: Content;
  /** A list for a whole file. Else read from the file each time: E_FOREIGN_WRITE when that has changed. */
  readonly sessions: Iterable<WorktreeSession>;
}

export type ImportSource = ReadableSource | DamagedSource | BlockedFile;

export interface SourceOptions {
  /** Files of at least so many bytes are streamed. */
  readonly streamedBytesMin?: number;
  /** Told of the bytes of a streamed file while they pass for the first time. */
  readonly onBytes?: (done: number, total: number) => void;
}

/** Only ever reads. A file that cannot be read is an answer, not an error. */
export async function openSource(file: LegacyFile, options: SourceOptions = {}): Promise<ImportSource> {
  const { streamedBytesMin = STREAMED_BYTES_MIN, onBytes } = options;
  for (let attempts = 0; attempts < READ_ATTEMPTS_MAX; attempts++) {
    const state = stateAt(file.path);
    // A pipe has no size, and what is no regular file is for the other reader to refuse.
    if (state === undefined || Number(state.size) < streamedBytesMin) return wholeSource(file);
    const source = await ifUnchanged(() => unlessBlocked(file, () => streamedSource(file, state, onBytes)));
    if (source !== undefined) return source;
  }
  return {
    ...file,
    state: 'blocked',
    reason: `${file.path} changed during each of ${READ_ATTEMPTS_MAX} reads. Close the app and run again.`,
  };
}

async function wholeSource(file: LegacyFile): Promise<ImportSource> {
  const source = await readSource(file);
  if (source.state === 'blocked') return source;
  const { bytes: original, ...known } = source;
  const identity = { ...known, original, sizeBytes: original.length };
  if (source.state === 'damaged') return { ...identity, state: 'damaged', reason: source.reason };
  const { sessions } = source;
  return { ...identity, state: 'readable', sessions, content: contentOf(sessions) };
}

async function streamedSource(
  file: LegacyFile,
  fileState: BigIntStats,
  onBytes: SourceOptions['onBytes'],
): Promise<ImportSource> {
  const original = new FileSource(file.path, fileState);
  const identity = {
    ...file,
    original,
    fileState,
    sizeBytes: Number(fileState.size),
    sha256: await digestOfChunks(original.chunks()),
    modifiedAt: new Date(Number(fileState.mtimeNs / 1_000_000n)).toISOString(),
  };
  const sessions = { [Symbol.iterator]: () => readSessionStream(original) };
  const watched = onBytes === undefined ? original : watching(original, onBytes);
  try {
    const content = await contentOfStream(readSessionStream(watched));
    return { ...identity, state: 'readable', sessions, content };
  } catch (error) {
    if (isChange(error)) throw error;
    return { ...identity, state: 'damaged', reason: reasonOf(error) };
  }
}

/** The same bytes; tells how far each pass over them has come. */
export const watching = (
  source: FileSource,
  onBytes: (done: number, total: number) => void,
): { chunks: () => Generator<Buffer> } => ({
  *chunks() {
    let done = 0;
    for (const chunk of source.chunks()) {
      onBytes(done, Number(source.state.size));
      yield chunk;
      done += chunk.length;
    }
  },
});

export const isChange = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'E_FOREIGN_WRITE';

/** What `work` answers; blocked when the file's bytes cannot be had. */
async function unlessBlocked(file: LegacyFile, work: () => Promise<ImportSource>): Promise<ImportSource> {
  try {
    return await work();
  } catch (error) {
    if (isChange(error)) throw error;
    return { ...file, state: 'blocked', reason: reasonOf(error) };
  }
}

/** What `work` answers; undefined when the file changed meanwhile. */
async function ifUnchanged<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isChange(error)) return undefined;
    throw error;
  }
}
