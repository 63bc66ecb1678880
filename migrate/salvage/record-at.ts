// Reads one session out of bytes that may be damaged anywhere: where a record begins, is there a whole one?

import { isUtf8 } from 'node:buffer';
import { StoreError } from '../../contract/errors.ts';
import { JsonCursor } from '../../contract/json-cursor.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { readSession } from '../../contract/session-reader.ts';
import { isWhiteSpaceByte } from '../stream/json-bytes.ts';
import { textOf } from '../stream/session-stream.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const SPACE = 0x20;
/** Opening brackets with what closes them. */
const CLOSERS: Readonly<Record<number, number>> = { 91: 93, 123: 125 };
const CLOSING: ReadonlySet<number> = new Set(Object.values(CLOSERS));

export interface RecordAt {
  /** Behind the last byte looked at; of a whole record behind its own last byte. */
  readonly end: number;
  /** Whether it is JSON but for its encoding, so that `end` is where it ends, be it a record or not. */
  readonly isWhole: boolean;
  /** Undefined when there is no whole record. */
  readonly session?: WorktreeSession;
  /** Why there is none, without content. */
  readonly reason?: string;
}

/** The record that begins at `start`. As strict as the app, but for what stands around it. */
export function recordAt(bytes: Buffer, start: number): RecordAt {
  const { end, problem } = containerAt(bytes, start);
  if (problem !== undefined) return { end, isWhole: false, reason: problem };
  const record = bytes.subarray(start, end);
  if (!isUtf8(record)) return { end, isWhole: isJson(record), reason: 'the record is not valid UTF-8' };
  try {
    return { end, isWhole: true, session: readSession(new JsonCursor(textOf(record))) };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { end, isWhole: isJson(record), reason: error.message.replace(/ at line \d+ column \d+$/, '') };
  }
}

/** Brackets can match by chance: behind a missing quote, strings and what is between them change places. */
function isJson(record: Buffer): boolean {
  try {
    JSON.parse(record.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether no string of a record can have swallowed the end of the list and the start of what stands behind it, as a string
 * without its quote does when there are no line breaks. The record is JSON, of any depth. `canHold`: values may well hold such text.
 */
export function isWithinList(record: Buffer, canHold: boolean): boolean {
  for (let start = record.indexOf(QUOTE); start >= 0; ) {
    const end = stringEnd(record, start + 1);
    if (end < 0) return false;
    const text = JSON.parse(record.toString('utf8', start, end)) as string;
    const isSuspect = isKeyEnd(record, end) ? /[\]}]/.test(text) : !canHold && text.includes('}]');
    if (isSuspect) return false;
    start = record.indexOf(QUOTE, end);
  }
  return true;
}

/** Behind a string: does a colon make it a key? */
function isKeyEnd(bytes: Buffer, from: number): boolean {
  let at = from;
  while (at < bytes.length && isWhiteSpaceByte(bytes[at] as number)) at++;
  return bytes[at] === COLON;
}

/** Where the brackets that open at `start` are closed again. */
function containerAt(bytes: Buffer, start: number): { end: number; problem?: string } {
  const open: number[] = [];
  let at = start;
  if (CLOSERS[bytes[at] as number] === undefined) return { end: at + 1, problem: 'expected a session' };
  do {
    const byte = bytes[at++];
    if (byte === undefined) return { end: bytes.length, problem: 'cut short by the end of the file' };
    if (byte === QUOTE) {
      at = stringEnd(bytes, at);
      if (at < 0) return { end: -at, problem: 'a string without an end' };
    } else if (!isMatching(open, byte)) return { end: at, problem: 'its brackets do not match' };
  } while (open.length > 0);
  return { end: at };
}

/** Notes what the byte opens or closes. False when it closes what is not open. */
function isMatching(open: number[], byte: number): boolean {
  const closer = CLOSERS[byte];
  if (closer !== undefined) open.push(closer);
  return closer !== undefined || !CLOSING.has(byte) || open.pop() === byte;
}

/** Behind the closing quote; where there is none, minus the place that no string passes. */
function stringEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at + 1;
    // A raw control character ends the search: in a file of lines the next record is not swallowed.
    if (byte < SPACE) return -at;
    if (byte === BACKSLASH) at++;
  }
  return -bytes.length;
}
