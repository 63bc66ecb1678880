// The bytes of session files to sessions and back, for a process that reads and writes the same few files thousands of
// times, as a check of the store does. Reading and writing the files is not here, and is not spared.
//
// Method: of each file the last bytes are remembered with the session that stands in each part of them. What begins and
// ends with the same bytes is read in its middle alone, by the same parser: in JSON the parts of a list are read
// independently of each other. Only files that are byte for byte as the app lays them out are remembered, so that the
// parts of a list can also be written as they stood. Anything else, every error and the first read of each file go the
// plain way. Sessions that are remembered are frozen, because callers get them.

import { StoreError } from '../contract/errors.ts';
import { JsonCursor } from '../contract/json-cursor.ts';
import { freezeSession, type WorktreeSession } from '../contract/session.ts';
import type { SessionList } from '../contract/session-list.ts';
import { readSession } from '../contract/session-reader.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { decodeSessions, decodeUtf8, encodeSessions } from './session-file.ts';

export interface FileCodec {
  /** The sessions in the bytes of this file. E_UTF8, E_PARSE. */
  decode(file: string, bytes: Buffer): SessionList;
  /** The bytes of this file, as the app writes them. */
  encode(file: string, list: SessionList): Buffer;
}

export const PLAIN_CODEC: FileCodec = {
  decode: (_file, bytes) => decodeSessions(bytes),
  encode: (_file, list) => encodeSessions(list),
};

/** A file in the app's layout: a bracket, one part for each session, and the end. */
interface Remembered {
  readonly bytes: Buffer;
  readonly sessions: SessionList;
  /** Of each session's part, where it ends. It begins where the one before ends, with the separator; the first at 0. */
  readonly ends: readonly number[];
}

const FIRST_HEAD = '[\n  ';
const NEXT_HEAD = ',\n  ';
const END: Buffer = Buffer.from('\n]');
const BRACKET = '['.charCodeAt(0);

export class RememberingCodec implements FileCodec {
  private readonly files = new Map<string, Remembered>();

  decode(file: string, bytes: Buffer): SessionList {
    const known = this.files.get(file);
    const isSame = known !== undefined && known !== NOTHING && known.bytes.equals(bytes);
    const next = known === undefined || isSame ? known : readParts(bytes, known);
    this.files.set(file, next ?? NOTHING);
    // Copied, because callers get the list.
    return next === undefined || next === NOTHING ? decodeSessions(bytes) : [...next.sessions];
  }

  encode(file: string, list: SessionList): Buffer {
    return writeParts(list, this.files.get(file) ?? NOTHING) ?? encodeSessions(list);
  }
}

/** Read once, and not in parts. */
const NOTHING: Remembered = { bytes: Buffer.alloc(0), sessions: [], ends: [] };

/** Undefined for a file that is not laid out as the app does it, or not a list of sessions at all. */
function readParts(bytes: Buffer, known: Remembered): Remembered | undefined {
  const bodyEnd = bytes.length - END.length;
  if (bodyEnd < 0 || bytes.compare(END, 0, END.length, bodyEnd) !== 0) return undefined;
  const first = sameAtStart(bytes, bodyEnd, known);
  const shift = bodyEnd - (known.ends.at(-1) ?? 0);
  const last = sameAtEnd(bytes, first, shift, known);
  const start = endOf(known, first);
  const middle = readMiddle(bytes.subarray(start, endOf(known, last) + shift), first === 0);
  // The first part of all begins with the bracket.
  if (middle === undefined || first + middle.ends.length === 0) return undefined;
  return {
    bytes,
    sessions: [...known.sessions.slice(0, first), ...middle.sessions, ...known.sessions.slice(last)],
    ends: [
      ...known.ends.slice(0, first),
      ...middle.ends.map((end) => start + end),
      ...known.ends.slice(last).map((end) => end + shift),
    ],
  };
}

/** Where the part before this one ends. */
const endOf = ({ ends }: Remembered, index: number): number =>
  index === 0 ? 0 : (ends[index - 1] as number);

/** How many parts stand at the start as before. */
function sameAtStart(bytes: Buffer, bodyEnd: number, known: Remembered): number {
  let index = 0;
  for (; index < known.ends.length; index++) {
    const start = endOf(known, index);
    const end = endOf(known, index + 1);
    if (end > bodyEnd || bytes.compare(known.bytes, start, end, start, end) !== 0) break;
  }
  return index;
}

/** The first of the parts that stand at the end as before, `shift` bytes further. Never the first of all: it has another head. */
function sameAtEnd(bytes: Buffer, first: number, shift: number, known: Remembered): number {
  let index = known.ends.length;
  for (; index > Math.max(first, 1); index--) {
    const start = endOf(known, index - 1);
    const end = endOf(known, index);
    if (start + shift < endOf(known, first)) break;
    if (bytes.compare(known.bytes, start, end, start + shift, end + shift) !== 0) break;
  }
  return index;
}

/** The parts between. */
function readMiddle(
  bytes: Buffer,
  isFirst: boolean,
): { sessions: WorktreeSession[]; ends: number[] } | undefined {
  const sessions: WorktreeSession[] = [];
  const ends: number[] = [];
  try {
    const cursor = new JsonCursor(decodeUtf8(bytes));
    let end = 0;
    while (cursor.position < cursor.text.length) {
      const head = isFirst && sessions.length === 0 ? FIRST_HEAD : NEXT_HEAD;
      const start = cursor.position;
      if (!cursor.text.startsWith(head, start)) return undefined;
      cursor.position += head.length;
      const session = freezeSession(readSession(cursor));
      const part = cursor.text.slice(start, cursor.position);
      if (part !== partOf(session, head)) return undefined;
      end += Buffer.byteLength(part);
      sessions.push(session);
      ends.push(end);
    }
    return { sessions, ends };
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

/** A session with what stands before it, as the app writes it. */
const partOf = (session: WorktreeSession, head: string): string =>
  head[0] + writeSessions([session]).slice(1, -END.length);

/** Undefined where no part of the file can be taken as it stands. */
function writeParts(list: SessionList, known: Remembered): Buffer | undefined {
  const { sessions, bytes } = known;
  let first = 0;
  while (first < Math.min(list.length, sessions.length) && list[first] === sessions[first]) first++;
  // Not the first part of all: see sameAtEnd.
  const keptMax = Math.min(list.length - first, sessions.length - Math.max(first, 1));
  let kept = 0;
  while (kept < keptMax && list.at(-1 - kept) === sessions.at(-1 - kept)) kept++;
  if (first + kept === 0) return undefined;
  const middle = list.slice(first, list.length - kept).map((session) => partOf(session, NEXT_HEAD));
  const written = Buffer.concat([
    bytes.subarray(0, endOf(known, first)),
    Buffer.from(middle.join('')),
    bytes.subarray(endOf(known, sessions.length - kept), known.bytes.length - END.length),
    END,
  ]);
  // Where all before it was removed, a part that was not the first is now.
  written[0] = BRACKET;
  return written;
}
