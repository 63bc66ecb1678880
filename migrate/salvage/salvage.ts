// What can be had of a damaged session file: the complete records of its list, and the byte ranges that are none.
//
// Method: records are read one after the other. Behind one that cannot be read, the next is looked for where an object
// begins behind `[`, `,` or `}`; objects within a session fail there, because they lack the fields of one. Behind the
// list's own end stands what an earlier, longer write left: sessions that may have been deleted, so none is taken.

import type { WorktreeSession } from '../../contract/session.ts';
import { isWhiteSpaceByte } from '../stream/json-bytes.ts';
import { recordAt } from './record-at.ts';

const COMMA = 0x2c;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;
/** Bytes looked at in search of records, as a multiple of the file's size: an end to text that is made to be slow. */
const EFFORT_MAX = 64;

export interface RecoveredRecord {
  /** Among the recovered ones, from 0: its place in the workspace. */
  readonly index: number;
  /** Bytes of the file from `start` to before `end`. */
  readonly start: number;
  readonly end: number;
  readonly id: string;
}

export interface LostRange {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

export interface Salvaged {
  readonly sessions: readonly WorktreeSession[];
  readonly recovered: readonly RecoveredRecord[];
  /** All that is neither a recovered record nor white space, a comma or the list's brackets. */
  readonly lost: readonly LostRange[];
}

export const salvage = (bytes: Buffer): Salvaged => new Salvage(bytes).run();

class Salvage {
  private readonly bytes: Buffer;
  private readonly sessions: WorktreeSession[] = [];
  private readonly recovered: RecoveredRecord[] = [];
  private readonly lost: LostRange[] = [];
  private effortLeft: number;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.effortLeft = EFFORT_MAX * bytes.length;
  }

  run(): Salvaged {
    const { bytes, sessions, recovered, lost } = this;
    let at = this.afterWhite(0, false);
    if (bytes[at] === BRACKET_OPEN) at++;
    for (;;) {
      at = this.afterWhite(at, true);
      if (at >= bytes.length) break;
      if (bytes[at] === BRACKET_CLOSE) {
        this.lose(at + 1, bytes.length, 'it stands behind the end of the list');
        break;
      }
      at = this.take(at);
    }
    return { sessions, recovered, lost };
  }

  /** Takes the record at `start`, or finds where to go on behind it. */
  private take(start: number): number {
    const { end, session, reason = '' } = recordAt(this.bytes, start);
    if (session === undefined) {
      const next = this.nextRecord(start + 1);
      this.lose(start, next, reason);
      return next;
    }
    this.recovered.push({ index: this.sessions.length, start, end, id: session.id });
    this.sessions.push(session);
    return end;
  }

  /** Where the next whole record begins, or the end of the file. */
  private nextRecord(from: number): number {
    const { bytes } = this;
    for (let at = bytes.indexOf(BRACE_OPEN, from); at >= 0; at = bytes.indexOf(BRACE_OPEN, at + 1)) {
      if (!this.isBehindRecord(at)) continue;
      const { end, session } = recordAt(bytes, at);
      if (session !== undefined) return at;
      this.effortLeft -= end - at;
      if (this.effortLeft < 0) break;
    }
    return bytes.length;
  }

  private isBehindRecord(at: number): boolean {
    let before = at - 1;
    while (before >= 0 && isWhiteSpaceByte(this.bytes[before] as number)) before--;
    const byte = this.bytes[before];
    return byte === undefined || byte === COMMA || byte === BRACKET_OPEN || byte === BRACE_CLOSE;
  }

  private lose(from: number, to: number, reason: string): void {
    const start = this.afterWhite(from, true);
    let end = to;
    while (end > start && isBetween(this.bytes[end - 1] as number, true)) end--;
    if (end > start) this.lost.push({ start, end, reason });
  }

  private afterWhite(from: number, isCommaWhite: boolean): number {
    let at = from;
    while (at < this.bytes.length && isBetween(this.bytes[at] as number, isCommaWhite)) at++;
    return at;
  }
}

const isBetween = (byte: number, isCommaWhite: boolean): boolean =>
  isWhiteSpaceByte(byte) || (isCommaWhite && byte === COMMA);
