// What can be had of a damaged session file: the complete records of its list, and the byte ranges that are none.
//
// Method: records are read one after the other. A broken one that is JSON all the same ends where its brackets are closed.
// Else brackets no longer tell the list from what is nested in it; lines do, because no string holds a raw line break: the
// next record begins on a line with the indentation of the first, unless the list's closing bracket comes before it.
// A file without such lines is given up there. Nothing is taken from within another record, and nothing behind the
// list's own end, where an earlier, longer write left sessions that may have been deleted.

import type { WorktreeSession } from '../../contract/session.ts';
import { isWhiteSpaceByte } from '../stream/json-bytes.ts';
import { isWithinList, recordAt } from './record-at.ts';

const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const BRACE_OPEN = 0x7b;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');
/** As the app writes its files. */
const APP_INDENT = 2;
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
  /** White space before each record in its line; 0 when lines do not tell where records begin. */
  private indent = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.effortLeft = EFFORT_MAX * bytes.length;
  }

  run(): Salvaged {
    const { bytes, sessions, recovered, lost } = this;
    let at = this.listStart();
    this.indent = this.indentOf(this.afterWhite(at, true));
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

  private listStart(): number {
    const { bytes } = this;
    const hasMark = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
    if (hasMark) this.lose(0, BYTE_ORDER_MARK.length, 'a byte order mark');
    const at = this.afterWhite(hasMark ? BYTE_ORDER_MARK.length : 0, false);
    return bytes[at] === BRACKET_OPEN ? at + 1 : at;
  }

  /** Of the first element. Where something else stands in its place, the app's own layout is looked for. */
  private indentOf(first: number): number {
    const { bytes } = this;
    const lineStart = bytes.lastIndexOf(LINE_FEED, first) + 1;
    const isAlone = lineStart > 0 && lineStart <= first && this.afterWhite(lineStart, false) === first;
    if (isAlone) return first - lineStart;
    return bytes[first] === BRACE_OPEN || bytes[first] === BRACKET_OPEN ? 0 : APP_INDENT;
  }

  /** Takes the record at `start`, or finds where to go on behind it. */
  private take(start: number): number {
    const {
      end,
      isWhole,
      session,
      reason = 'it may go beyond the end of the list',
    } = recordAt(this.bytes, start);
    const isTrusted = isWhole && this.endsInList(start, end, session !== undefined);
    if (session === undefined || !isTrusted) {
      const next = isTrusted ? end : this.nextRecord(start + 1);
      this.lose(start, next, reason);
      return next;
    }
    this.recovered.push({ index: this.sessions.length, start, end, id: session.id });
    this.sessions.push(session);
    return end;
  }

  private endsInList(start: number, end: number, isSound: boolean): boolean {
    return this.indent > 0 || isWithinList(this.bytes.subarray(start, end), isSound);
  }

  /** Where the next whole record begins or the list is closed, by the lines of the text; else the end of the file. */
  private nextRecord(from: number): number {
    const { bytes, indent } = this;
    if (indent === 0) return bytes.length;
    for (let line = this.lineAfter(from); line < bytes.length; line = this.lineAfter(line)) {
      const at = this.afterWhite(line, false);
      if (bytes[at] === BRACKET_CLOSE && at - line < indent) return at;
      if (bytes[at] !== BRACE_OPEN || at - line !== indent) continue;
      const { end, session } = recordAt(bytes, at);
      if (session !== undefined) return at;
      this.effortLeft -= end - at;
      if (this.effortLeft < 0) break;
    }
    return bytes.length;
  }

  /** Where the next line begins, or the end of the file. */
  private lineAfter(from: number): number {
    const feed = this.bytes.indexOf(LINE_FEED, from);
    return feed < 0 ? this.bytes.length : feed + 1;
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
