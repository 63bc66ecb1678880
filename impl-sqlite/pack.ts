// Packed text: many short values in one string, written once and sliced on read.
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

export class PackWriter {
  text = '';
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

  string(value: string): void {
    this.integer(value.length);
    this.text += value;
  }

  optionalString(value: string | null): void {
    this.integer(value === null ? 0 : value.length + 1);
    if (value !== null) this.text += value;
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
    } else if (this.timePrefix !== '' && value.startsWith(this.timePrefix)) {
      const rest = value.slice(this.timePrefix.length);
      this.integer(rest.length * 2 + 2);
      this.text += rest;
    } else {
      this.integer(value.length * 2 + 1);
      this.text += value;
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
  private position = 0;
  private timePrefix = '';

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.position >= this.text.length;
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
    return this.slice(this.integer());
  }

  optionalString(): string | null {
    const length = this.integer();
    return length === 0 ? null : this.slice(length - 1);
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
    if ((code & 1) === 1) return this.slice((code - 1) / 2);
    return this.timePrefix + this.slice((code - 2) / 2);
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
