// One session file of a home as bytes and, when the app can read it, as sessions.

import { createHash } from 'node:crypto';
import { breathe } from '../contract/breathe.ts';
import { StoreError } from '../contract/errors.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { unlessFailed, unlessRejected } from '../contract/unless-failed.ts';
import { decodeSessions } from '../impl-json/index.ts';
import type { LegacyFile } from './legacy-files.ts';
import { readStable, type StableBytes } from './stable-read.ts';

export interface SourceBytes extends LegacyFile, StableBytes {
  readonly sha256: string;
}

/** The app can read it. */
export interface ReadableFile extends SourceBytes {
  readonly state: 'readable';
  readonly sessions: readonly WorktreeSession[];
}

/** There are bytes, but the app cannot read them. */
export interface DamagedFile extends SourceBytes {
  readonly state: 'damaged';
  readonly reason: string;
}

/** The bytes cannot be had: no permission, no regular file, too large, or always changing. */
export interface BlockedFile extends LegacyFile {
  readonly state: 'blocked';
  readonly reason: string;
}

export type SourceFile = ReadableFile | DamagedFile | BlockedFile;

/** Only ever reads. A file that cannot be read is an answer, not an error. */
export async function readSource(file: LegacyFile): Promise<SourceFile> {
  await breathe();
  const read = await unlessRejected(
    () => readStable(file.path),
    ({ message: reason }): BlockedFile => ({ ...file, state: 'blocked', reason }),
  );
  if ('state' in read) return read;
  await breathe();
  const source = { ...file, ...read, sha256: sha256Of(read.bytes) };
  return unlessFailed(
    (): ReadableFile => ({ ...source, state: 'readable', sessions: decodeSessions(read.bytes) }),
    ({ message: reason }): DamagedFile => ({ ...source, state: 'damaged', reason }),
  );
}

/** Undefined when the app could not read the bytes. */
export const readableSessions = (bytes: Buffer): readonly WorktreeSession[] | undefined =>
  unlessFailed(() => decodeSessions(bytes));

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The message of an expected failure; anything else is a bug and goes on as it is. */
export function reasonOf(error: unknown): string {
  if (error instanceof StoreError) return error.message;
  throw error;
}
