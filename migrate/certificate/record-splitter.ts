// Cuts the bytes of a session file into its records: where each begins and ends, without holding the file. It only
// counts brackets outside of strings; whether a record is one, and what it says, is for the strict reader. Between
// records nothing but white space and one comma may stand, so that cutting and reading each record accepts exactly
// the arrays that reading the whole text accepts.

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** The bytes of one record, and where they begin in the file. */
export interface RawRecord {
  readonly offset: number;
  readonly bytes: Buffer;
}

/** What may come next outside of records. */
type Expected = 'array' | 'recordOrEnd' | 'commaOrEnd' | 'record' | 'nothing';

export class RecordSplitter {
  private expected: Expected = 'array';
  /** Open brackets of the record under way; 0 between records. */
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  /** Bytes of the chunks before this one. */
  private consumed = 0;
  /** Where the record under way began in the file, and its bytes of earlier chunks. */
  private startOffset = 0;
  private parts: Buffer[] = [];
  /** Something stood between records that must not: there are no more records. */
  isBroken = false;

  /** The records that end in this chunk. The chunk's memory is not kept. */
  *push(chunk: Buffer): Generator<RawRecord> {
    let start = 0;
    for (let at = 0; at < chunk.length && !this.isBroken; at++) {
      const code = chunk[at] as number;
      if (this.depth > 0) {
        if (this.isRecordEnd(code)) yield this.recordUpTo(chunk.subarray(start, at + 1));
      } else if (this.isRecordStart(code)) {
        start = at;
        this.startOffset = this.consumed + at;
      }
    }
    if (this.depth > 0) this.parts.push(Buffer.from(chunk.subarray(start)));
    this.consumed += chunk.length;
  }

  /** Whether all that was pushed is one whole array. */
  get isComplete(): boolean {
    return !this.isBroken && this.expected === 'nothing';
  }

  private recordUpTo(lastPart: Buffer): RawRecord {
    const bytes = this.parts.length === 0 ? lastPart : Buffer.concat([...this.parts, lastPart]);
    this.parts = [];
    this.expected = 'commaOrEnd';
    return { offset: this.startOffset, bytes };
  }

  private isRecordEnd(code: number): boolean {
    if (this.isInString) {
      if (this.isEscaped) this.isEscaped = false;
      else if (code === BACKSLASH) this.isEscaped = true;
      else if (code === QUOTE) this.isInString = false;
      return false;
    }
    if (code === QUOTE) this.isInString = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) this.depth++;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) return --this.depth === 0;
    return false;
  }

  private isRecordStart(code: number): boolean {
    if (isWhiteSpace(code)) return false;
    const next = this.expected;
    if (next === 'array' && code === OPEN_BRACKET) this.expected = 'recordOrEnd';
    else if (next === 'commaOrEnd' && code === COMMA) this.expected = 'record';
    else if ((next === 'commaOrEnd' || next === 'recordOrEnd') && code === CLOSE_BRACKET)
      this.expected = 'nothing';
    else if ((next === 'record' || next === 'recordOrEnd') && (code === OPEN_BRACE || code === OPEN_BRACKET))
      this.depth = 1;
    else this.isBroken = true;
    return this.depth > 0;
  }
}

const isWhiteSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
