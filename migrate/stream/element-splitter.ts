// Cuts the bytes of a session file into the elements of its top-level array, without reading what is in them. It knows
// strings, escapes and depth; whether an element is a session, and whether its brackets match, is for the strict reader.
//
// Why an element ends here where the reader would end it: the reader takes valid JSON only, in which a container ends
// where its depth returns to zero. What the reader refuses, it refuses at the same byte in the element as in the file.

import { isWhiteSpaceByte } from './json-bytes.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const BRACKET_OPEN = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET_CLOSE = 0x5d;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;

export interface Element {
  /** Offset in the file of its first byte. */
  readonly start: number;
  /** Valid until the next element is asked for. */
  readonly bytes: Buffer;
}

/** Where the text stops being an array of containers, in the words of the whole-file reader. */
export class SplitFailure extends Error {
  readonly what: string;
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(what);
    this.what = what;
    this.offset = offset;
  }
}

/**
 * The elements of the array in order; a last one may be cut short by the end of the file, which the reader will say.
 * Chunks may be reused by their maker after the next one was asked for. Throws SplitFailure. Linear in the bytes.
 */
export function* elementsOf(chunks: Iterable<Buffer>): Generator<Element> {
  const scan = new ElementScan();
  for (const chunk of chunks) {
    for (let element = scan.next(chunk); element !== undefined; element = scan.next(chunk)) yield element;
  }
  const cutShort = scan.end();
  if (cutShort !== undefined) yield cutShort;
}

/** What is said of a text that is not even blank and no array. */
export const NO_ARRAY = 'expected `[`';

/** What is expected between elements; `inside` while an element goes on. */
type Position = 'before' | 'first' | 'next' | 'inside' | 'behind' | 'end';

const EXPECTED: Readonly<Record<Exclude<Position, 'inside'>, string>> = {
  before: NO_ARRAY,
  first: 'expected a session',
  next: 'expected a session',
  behind: 'expected `]`',
  end: 'trailing characters',
};

class ElementScan {
  private position: Position = 'before';
  /** Of the chunk's first byte in the file. */
  private offset = 0;
  /** Next byte to look at in the chunk. */
  private at = 0;
  private start = 0;
  /** Copies of the element's bytes in earlier chunks. */
  private parts: Buffer[] = [];
  private depth = 0;
  private isInString = false;
  /** Whether the last byte of the chunk before, within a string, leaves a backslash that escapes what comes. */
  private isEscaped = false;

  /** The next element that ends in the chunk; undefined once all of the chunk is seen. */
  next(chunk: Buffer): Element | undefined {
    while (this.at < chunk.length) {
      if (this.position !== 'inside') this.step(chunk);
      else if (this.skipInside(chunk)) return this.finished(chunk);
    }
    this.leave(chunk);
    return undefined;
  }

  end(): Element | undefined {
    if (this.position === 'inside') return { start: this.start, bytes: Buffer.concat(this.parts) };
    if (this.position !== 'end') throw new SplitFailure(EXPECTED[this.position], this.offset);
    return undefined;
  }

  /** Looks at one byte between elements. */
  private step(chunk: Buffer): void {
    const byte = chunk[this.at] as number;
    if (!isWhiteSpaceByte(byte)) {
      const next = this.positionAfter(byte);
      if (next === undefined) {
        throw new SplitFailure(EXPECTED[this.position as Exclude<Position, 'inside'>], this.offset + this.at);
      }
      this.position = next;
      if (next === 'inside') {
        this.start = this.offset + this.at;
        return;
      }
    }
    this.at++;
  }

  private positionAfter(byte: number): Position | undefined {
    switch (this.position) {
      case 'before':
        return byte === BRACKET_OPEN ? 'first' : undefined;
      case 'first':
        if (byte === BRACKET_CLOSE) return 'end';
        return byte === BRACE_OPEN || byte === BRACKET_OPEN ? 'inside' : undefined;
      case 'next':
        return byte === BRACE_OPEN || byte === BRACKET_OPEN ? 'inside' : undefined;
      case 'behind':
        if (byte === BRACKET_CLOSE) return 'end';
        return byte === COMMA ? 'next' : undefined;
      default:
        return undefined;
    }
  }

  /** Goes on to behind the element's end, or to the end of the chunk: then false. */
  private skipInside(chunk: Buffer): boolean {
    const end = chunk.length;
    while (this.at < end) {
      if (this.isInString) {
        this.skipString(chunk);
        continue;
      }
      const byte = chunk[this.at++] as number;
      if (byte === QUOTE) {
        this.isInString = true;
        this.isEscaped = false;
      } else if (byte === BRACE_OPEN || byte === BRACKET_OPEN) this.depth++;
      else if ((byte === BRACE_CLOSE || byte === BRACKET_CLOSE) && --this.depth === 0) return true;
    }
    return false;
  }

  /** From within a string to behind its closing quote, or to the end of the chunk. */
  private skipString(chunk: Buffer): void {
    const from = this.at;
    for (let quote = chunk.indexOf(QUOTE, from); quote >= 0; quote = chunk.indexOf(QUOTE, quote + 1)) {
      if (this.isEscapedAt(chunk, quote, from)) continue;
      this.isInString = false;
      this.at = quote + 1;
      return;
    }
    this.isEscaped = this.isEscapedAt(chunk, chunk.length, from);
    this.at = chunk.length;
  }

  /** An even number of backslashes escape each other; an odd one leaves one for what comes. */
  private isEscapedAt(chunk: Buffer, position: number, from: number): boolean {
    let first = position;
    while (first > from && chunk[first - 1] === BACKSLASH) first--;
    const isOdd = (position - first) % 2 === 1;
    // A backslash that the chunk before left open takes the first byte here with it.
    return first === from && this.isEscaped ? !isOdd : isOdd;
  }

  private finished(chunk: Buffer): Element {
    const last = chunk.subarray(Math.max(0, this.start - this.offset), this.at);
    const bytes = this.parts.length === 0 ? last : Buffer.concat([...this.parts, last]);
    this.parts = [];
    this.position = 'behind';
    return { start: this.start, bytes };
  }

  private leave(chunk: Buffer): void {
    if (this.position === 'inside') {
      this.parts.push(Buffer.from(chunk.subarray(Math.max(0, this.start - this.offset))));
    }
    this.offset += chunk.length;
    this.at = 0;
  }
}
