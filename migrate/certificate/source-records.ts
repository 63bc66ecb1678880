// Reads a session file record by record, as strictly as the app, in memory that does not grow with the file: bytes in
// chunks, one record as text at a time. What it answers was the same before and after; a file that changes meanwhile is
// an error.

import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, readSync } from 'node:fs';
import { breathe } from '../../contract/breathe.ts';
import { StoreError } from '../../contract/errors.ts';
import { JsonCursor } from '../../contract/json-cursor.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { readSession } from '../../contract/session-reader.ts';
import { unlessFailed } from '../../contract/unless-failed.ts';
import { failedAttempt } from '../../files/attempt.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import { type Element, elementsOf, SplitFailure } from '../stream/element-splitter.ts';
import { digestOfChunks, isSameState } from '../stream/file-source.ts';
import { textOf } from '../stream/session-stream.ts';
import { isBlankStream, isUtf8Stream } from '../stream/text-checks.ts';

/** One record of a file. Its bytes are valid until the next one comes. */
export interface SourceRecord {
  readonly offset: number;
  readonly bytes: Buffer;
  readonly session: WorktreeSession;
}

export interface SourceSummary {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Why the app cannot read the file; null when it can. Records were handed out up to the failure. */
  readonly damage: 'E_UTF8' | 'E_PARSE' | null;
}

const CHUNK_BYTES = 1 << 20;

/** E_IO when it cannot be read or is no regular file; E_LOCKED when it changed while it was read. */
export async function readRecords(
  path: string,
  onRecord: (record: SourceRecord) => void,
): Promise<SourceSummary> {
  try {
    return await withFile(path, (descriptor) => readAll(path, descriptor, onRecord));
  } catch (error) {
    throw failedAttempt('read', path, error);
  }
}

/** Opens a regular file to read, and closes it after the work. What openRegularFile throws. */
export async function withFile<T>(path: string, work: (descriptor: number) => T | Promise<T>): Promise<T> {
  const descriptor = openRegularFile(path);
  try {
    return await work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

async function readAll(
  path: string,
  descriptor: number,
  onRecord: (record: SourceRecord) => void,
): Promise<SourceSummary> {
  const before = fstatSync(descriptor, { bigint: true });
  const isReadable = (await handOut(elementsOf(chunksOf(descriptor)), onRecord)) || isBlankFile(descriptor);
  const damage = isReadable ? null : isUtf8Stream(chunksOf(descriptor)) ? 'E_PARSE' : 'E_UTF8';
  const sha256 = await digestOfChunks(chunksOf(descriptor));
  if (!isSameState(before, fstatSync(descriptor, { bigint: true }))) {
    throw new StoreError('E_LOCKED', `${path} changed while it was read. Close the app and run again.`);
  }
  return { sizeBytes: Number(before.size), sha256, damage };
}

/** Each chunk is valid until the next one is asked for. */
function* chunksOf(descriptor: number): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, 0, CHUNK_BYTES, position);
    if (count === 0) return;
    position += count;
    yield buffer.subarray(0, count);
  }
}

/** False when there is something that the app cannot read; the records before it were handed out. */
async function handOut(
  elements: Iterable<Element>,
  onRecord: (record: SourceRecord) => void,
): Promise<boolean> {
  try {
    for (const { start: offset, bytes } of elements) {
      const session = sessionIn(bytes);
      if (session === undefined) return false;
      onRecord({ offset, bytes, session });
      await breathe();
    }
    return true;
  } catch (error) {
    if (error instanceof SplitFailure) return false;
    throw error;
  }
}

/** The session that the bytes of one record are; undefined when the app could not read them. */
function sessionIn(bytes: Buffer): WorktreeSession | undefined {
  if (!isUtf8(bytes)) return undefined;
  return unlessFailed(() => {
    const cursor = new JsonCursor(textOf(bytes));
    const session = readSession(cursor);
    cursor.expectEnd();
    return session;
  });
}

/** A file of nothing but Unicode white space has no sessions, and is fine. */
const isBlankFile = (descriptor: number): boolean =>
  isUtf8Stream(chunksOf(descriptor)) && isBlankStream(chunksOf(descriptor));
