// Packed text: many short values in one string, written once and sliced on read.
//
// A pack is two texts: one of ASCII alone, and one of the strings that are not ASCII. In one text, a single check mark
// would make V8 hold all of it in two bytes a character, and decode it from UTF-8 the slow way. (Cutting strings into
// their ASCII and other runs was tried: joining the pieces again costs what the shorter wide text saves.)
//
// Why: a row's cost on V8 is paid per value that crosses the driver (60-90 ns each), and a session has about 160. One
// text per session part crosses once, and slices of it cost 10-20 ns. Every length stands right before its value, so
// packs can be concatenated. Lengths and integers are base-32 digits in printable ASCII, least significant first: a
// last digit is one of `0`..`O`, a digit that is followed by another one of `P`..`o`.
// Not here: which values a session has and in which order (session-pack.ts).

import { StoreError } from '../contract/errors.ts';

const LAST_DIGIT = 0x30;
const MORE_DIGITS = 0x50;
const DIGIT_END = 0x70;
const BASE = 32;

export interface Pack {
  /** ASCII. */
  readonly text: string;
  /** Every string that is not ASCII, one behind the other. */
  readonly wide: string;
}

const ASCII = /^[\0-\x7f]*$/;

export class PackWriter implements Pack {
  text = '';
  wide = '';
  /** What timestamps of this pack start with; the part that a timestamp shares with it is not written again. */
  private timePrefix = '';

  integer(value: number): void {
    let rest = value;
    while (rest >= BASE) {
      this.text += String.fromCharCode(MORE_DIGITS + (rest % BASE));
      rest = Math.floor(rest / BASE);
    }
    this.text += String.fromCharCode(LAST_DIGIT + rest);
  }

  optionalInteger(value: number | null): void {
    this.integer(value === null ? 0 : value + 1);
  }

  /** In UTF-16 units. */
  get length(): number {
    return this.text.length + this.wide.length;
  }

  string(value: string): void {
    this.stringFrom(value, 0);
  }

  optionalString(value: string | null): void {
    if (value === null) this.integer(0);
    else this.stringFrom(value, 1);
  }

  /** Twice the length, odd for a string that is not ASCII, and `offset` to it; then the string. */
  private stringFrom(value: string, offset: number): void {
    const isAscii = ASCII.test(value);
    this.integer(value.length * 2 + (isAscii ? 0 : 1) + offset);
    if (isAscii) this.text += value;
    else this.wide += value;
  }

  /** One of the format's words by its index, any other text in full. */
  word(value: string | null, words: readonly string[]): void {
    const index = value === null ? -1 : words.indexOf(value);
    if (index >= 0) this.integer(index + 2);
    else if (value === null) this.integer(0);
    else {
      this.integer(1);
      this.string(value);
    }
  }

  /** A string that often begins as another one does; the shared part is not written again. */
  stringLike(value: string, other: string): void {
    const shared = sharedLength(value, other);
    this.integer(shared);
    this.string(value.slice(shared));
  }

  /** Sets and writes the prefix that the pack's timestamps are written against. */
  startTimes(timestamp: string): void {
    this.timePrefix = timePrefixOf(timestamp);
    this.string(this.timePrefix);
  }

  timestamp(value: string | null): void {
    if (value === null) {
      this.integer(0);
    } else if (this.timePrefix !== '' && value.startsWith(this.timePrefix) && ASCII.test(value)) {
      const rest = value.slice(this.timePrefix.length);
      this.integer(rest.length + 2);
      this.text += rest;
    } else {
      this.integer(1);
      this.string(value);
    }
  }
}

const HOUR = /^\d{4}-\d\d-\d\dT\d\d:/;
const HOUR_LENGTH = '2025-11-12T14:'.length;

const timePrefixOf = (timestamp: string): string =>
  HOUR.test(timestamp) ? timestamp.slice(0, HOUR_LENGTH) : '';

/** Joining two slices costs as much as writing a few characters again. */
const SHARED_LENGTH_MIN = 13;

function sharedLength(value: string, other: string): number {
  const max = Math.min(value.length, other.length);
  let length = 0;
  while (length < max && value.charCodeAt(length) === other.charCodeAt(length)) length++;
  // A cut between surrogates would put half a character into the database's UTF-8.
  if (length > 0 && isHighSurrogate(value.charCodeAt(length - 1))) length--;
  return length < SHARED_LENGTH_MIN ? 0 : length;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** Reads what PackWriter wrote, in the same order. A pack that is not one throws E_CORRUPT, never reads past itself. */
export class PackReader {
  private readonly text: string;
  private readonly wide: string;
  private position = 0;
  private widePosition = 0;
  private timePrefix = '';

  constructor({ text, wide }: Pack) {
    // A flipped bit may have made the column a value of another type.
    if (typeof text !== 'string' || typeof wide !== 'string') throw notAPack();
    this.text = text;
    this.wide = wide;
  }

  get isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Steps over a character between packs, if it is next. */
  take(separator: string): boolean {
    if (this.text.charAt(this.position) !== separator) return false;
    this.position++;
    return true;
  }

  integer(): number {
    const code = this.text.charCodeAt(this.position++);
    return code < MORE_DIGITS && code >= LAST_DIGIT ? code - LAST_DIGIT : this.longInteger(code);
  }

  private longInteger(first: number): number {
    let value = 0;
    let scale = 1;
    let code = first;
    while (code >= MORE_DIGITS && code < DIGIT_END && scale < Number.MAX_SAFE_INTEGER) {
      value += (code - MORE_DIGITS) * scale;
      scale *= BASE;
      code = this.text.charCodeAt(this.position++);
    }
    if (!(code >= LAST_DIGIT && code < MORE_DIGITS)) throw notAPack();
    return value + (code - LAST_DIGIT) * scale;
  }

  optionalInteger(): number | null {
    const value = this.integer();
    return value === 0 ? null : value - 1;
  }

  string(): string {
    return this.stringOf(this.integer());
  }

  optionalString(): string | null {
    const code = this.integer();
    return code === 0 ? null : this.stringOf(code - 1);
  }

  private stringOf(code: number): string {
    return code % 2 === 0 ? this.slice(code / 2) : this.wideSlice((code - 1) / 2);
  }

  private wideSlice(length: number): string {
    const start = this.widePosition;
    const end = start + length;
    if (end > this.wide.length) throw notAPack();
    this.widePosition = end;
    return this.wide.slice(start, end);
  }

  word(words: readonly string[]): string | null {
    const code = this.integer();
    if (code === 0) return null;
    if (code === 1) return this.string();
    const word = words[code - 2];
    if (word === undefined) throw notAPack();
    return word;
  }

  stringLike(other: string): string {
    const shared = this.integer();
    const rest = this.string();
    if (shared > other.length) throw notAPack();
    return shared === 0 ? rest : other.slice(0, shared) + rest;
  }

  startTimes(): void {
    this.timePrefix = this.string();
  }

  timestamp(): string | null {
    const code = this.integer();
    if (code === 0) return null;
    return code === 1 ? this.string() : this.timePrefix + this.slice(code - 2);
  }

  private slice(length: number): string {
    const start = this.position;
    const end = start + length;
    if (end > this.text.length) throw notAPack();
    this.position = end;
    return this.text.slice(start, end);
  }
}

export const notAPack = (): StoreError =>
  new StoreError(
    'E_CORRUPT',
    'A stored session cannot be decoded: the database is damaged. Nothing was changed. Run its check, then restore a backup or rebuild from the session files.',
  );
