// Reads a session file record by record, as strictly as the app, in memory that does not grow with the file: bytes in
// chunks, one record as text at a time. What it answers was the same before and after; a file that changes meanwhile is
// an error.

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { StoreError } from '../../contract/errors.ts';
import { JsonCursor } from '../../contract/json-cursor.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { readSession } from '../../contract/session-reader.ts';
import { isBlank } from '../../contract/workspace.ts';
import { attempt } from '../attempt.ts';
import { type RawRecord, RecordSplitter } from './record-splitter.ts';

export interface SourceRecord extends RawRecord {
  readonly session: WorktreeSession;
}

export interface SourceSummary {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Why the app cannot read the file; null when it can. Records were handed out up to the failure. */
  readonly damage: 'E_UTF8' | 'E_PARSE' | null;
}

const CHUNK_BYTES = 1 << 20;
/** A file without any bracket is all white space or no session file; it is looked at up to this size. */
const BLANK_BYTES_MAX = 1 << 20;

/** E_IO when it cannot be read or is no regular file; E_LOCKED when it changed while it was read. */
export const readRecords = (path: string, onRecord: (record: SourceRecord) => void): SourceSummary =>
  attempt('read', path, () => withFile(path, (descriptor) => readAll(path, descriptor, onRecord)));

/** Opens a regular file to read, without waiting on pipes. */
export function withFile<T>(path: string, work: (descriptor: number) => T): T {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(descriptor).isFile()) throw new StoreError('E_IO', `${path} is not a regular file.`);
    return work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readAll(path: string, descriptor: number, onRecord: (record: SourceRecord) => void): SourceSummary {
  const before = fstatSync(descriptor, { bigint: true });
  const hash = createHash('sha256');
  const splitter = new RecordSplitter();
  let isSound = true;
  let sizeBytes = 0;
  for (const chunk of chunksOf(descriptor)) {
    hash.update(chunk);
    sizeBytes += chunk.length;
    // Behind a failure there are no more records, but the rest still counts for the digest.
    if (isSound) isSound = handOut(splitter, chunk, onRecord);
  }
  if (!isSameState(before, fstatSync(descriptor, { bigint: true }))) {
    throw new StoreError('E_LOCKED', `${path} changed while it was read. Close the app and run again.`);
  }
  const isReadable = (isSound && splitter.isComplete) || isBlankFile(descriptor, sizeBytes);
  const damage = isReadable ? null : isUtf8File(descriptor) ? 'E_PARSE' : 'E_UTF8';
  return { sizeBytes, sha256: hash.digest('hex'), damage };
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

/** False from the first record on that the app cannot read. */
function handOut(splitter: RecordSplitter, chunk: Buffer, onRecord: (record: SourceRecord) => void): boolean {
  for (const record of splitter.push(chunk)) {
    const session = sessionIn(record.bytes);
    if (session === undefined) return false;
    onRecord({ ...record, session });
  }
  return !splitter.isBroken;
}

/** The session that the bytes of one record are; undefined when the app could not read them. */
export function sessionIn(bytes: Buffer): WorktreeSession | undefined {
  if (!isUtf8(bytes)) return undefined;
  try {
    const cursor = new JsonCursor(bytes.toString('utf8'));
    const session = readSession(cursor);
    cursor.expectEnd();
    return session;
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

/** A file of nothing but Unicode white space has no sessions, and is fine. */
function isBlankFile(descriptor: number, sizeBytes: number): boolean {
  if (sizeBytes > BLANK_BYTES_MAX) return false;
  const bytes = Buffer.concat([...chunksOf(descriptor)].map((chunk) => Buffer.from(chunk)));
  return isUtf8(bytes) && isBlank(bytes.toString('utf8'));
}

function isUtf8File(descriptor: number): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (const chunk of chunksOf(descriptor)) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

const isSameState = (before: BigIntStats, after: BigIntStats): boolean =>
  before.size === after.size && before.mtimeNs === after.mtimeNs && before.ctimeNs === after.ctimeNs;
