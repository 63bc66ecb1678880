// A position in JSON text and the tokens that can be read there, as strict as the app's parser (Rust's serde_json).
// JSON.parse is no substitute: it takes lone surrogate escapes, repeats of a key and 1.0 for an integer, and
// rounds large integers. Not here: what the text should mean (session-reader.ts, json-value.ts).

import { StoreError } from './errors.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const PLAIN_CHARACTERS = /[^"\\\0-\x1f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const INTEGER = /(?:0|[1-9][0-9]*)(?![0-9.eE])/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9.eE])/y;
/** Decimal digits that a double surely holds. */
const SAFE_DIGITS = 15;

const isWhiteSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

export class JsonCursor {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  fail(what: string, position: number = this.position): never {
    const before = this.text.slice(0, position);
    const line = before.split('\n').length;
    const column = position - before.lastIndexOf('\n');
    throw new StoreError('E_PARSE', `${what} at line ${line} column ${column}`, { data: { line, column } });
  }

  skipWhiteSpace(): void {
    while (isWhiteSpace(this.text.charCodeAt(this.position))) this.position++;
  }

  /** The code of the next character after white space, NaN at the end. */
  peek(): number {
    this.skipWhiteSpace();
    return this.text.charCodeAt(this.position);
  }

  /** Whether the next character after white space is `char`; if so, steps over it. */
  take(char: string): boolean {
    if (this.peek() !== char.charCodeAt(0)) return false;
    this.position++;
    return true;
  }

  expect(char: string): void {
    if (!this.take(char)) this.fail(`expected \`${char}\``);
  }

  takeWord(word: string): boolean {
    this.skipWhiteSpace();
    if (!this.text.startsWith(word, this.position)) return false;
    this.position += word.length;
    return true;
  }

  /**
   * Whether a sticky pattern matches right here, white space not skipped; if so, steps over the match. Much cheaper
   * than the same in single characters.
   */
  takePattern(pattern: RegExp): boolean {
    pattern.lastIndex = this.position;
    if (!pattern.test(this.text)) return false;
    this.position = pattern.lastIndex;
    return true;
  }

  expectEnd(): void {
    this.skipWhiteSpace();
    if (this.position < this.text.length) this.fail('trailing characters');
  }

  /** A string value. Escapes must be valid and surrogates paired. */
  readString(): string {
    if (this.peek() !== QUOTE) this.fail('expected a string');
    const start = ++this.position;
    this.takePattern(PLAIN_CHARACTERS);
    return this.readStringRest(start);
  }

  /** The whole of a string that began at `start`, behind its quote; what is before the position is plain. */
  readStringRest(start: number): string {
    const plainEnd = this.position;
    if (this.text.charCodeAt(plainEnd) === QUOTE) {
      this.position++;
      return this.text.slice(start, plainEnd);
    }
    // JSON.parse is strict about escapes and control characters, but takes lone surrogates.
    const end = this.closingQuote(plainEnd, start);
    const value = parsedString(this.text.slice(start - 1, end + 1));
    if (value === undefined) this.fail('control character or invalid escape in a string');
    if (!value.isWellFormed()) this.fail('lone surrogate in a string', start);
    this.position = end + 1;
    return value;
  }

  private closingQuote(from: number, start: number): number {
    for (let at = from; ; at++) {
      at = this.text.indexOf('"', at);
      if (at < 0) this.fail('string without an end', start);
      let first = at;
      while (first > from && this.text.charCodeAt(first - 1) === BACKSLASH) first--;
      // An even number of backslashes escape each other, an odd one leaves one for the quote.
      if ((at - first) % 2 === 0) return at;
    }
  }

  /** Steps over the rest of a string and its closing quote; checks escapes by form only. */
  private skipStringRest(): void {
    this.takePattern(PLAIN_CHARACTERS);
    while (this.takePattern(ESCAPE)) this.takePattern(PLAIN_CHARACTERS);
    if (this.text.charCodeAt(this.position) !== QUOTE) {
      this.fail('control character, invalid escape or end of text in a string');
    }
    this.position++;
  }

  /** A non-negative integer in plain digits: no sign, fraction or exponent. */
  readInteger(max: number | bigint): number | bigint {
    this.skipWhiteSpace();
    const start = this.position;
    if (!this.takePattern(INTEGER)) this.fail('expected an unsigned integer');
    const digits = this.text.slice(start, this.position);
    const value = digits.length <= SAFE_DIGITS ? Number(digits) : exact(digits);
    if (value > max) this.fail(`integer above ${max}`, start);
    return value;
  }

  /** The spelling of any JSON number. */
  readNumberText(): string {
    this.skipWhiteSpace();
    const start = this.position;
    if (!this.takePattern(NUMBER)) this.fail('expected a value');
    return this.text.slice(start, this.position);
  }

  /**
   * Steps over one value of any kind and depth. As in the app, what is skipped needs JSON's form only: lone
   * surrogates, 1e999 and repeated keys pass.
   */
  skipValue(): void {
    const closers: string[] = [];
    do {
      const opened = this.skipScalarOrOpen();
      if (opened === undefined) this.closeSkipped(closers);
      else closers.push(opened);
    } while (closers.length > 0);
  }

  /** Steps over a scalar or an empty container, or into a container: then answers what will close it. */
  private skipScalarOrOpen(): ']' | '}' | undefined {
    if (this.take('[')) return this.take(']') ? undefined : ']';
    if (this.take('{')) {
      if (this.take('}')) return undefined;
      this.skipKey();
      return '}';
    }
    if (this.take('"')) this.skipStringRest();
    else if (!(this.takeWord('null') || this.takeWord('true') || this.takeWord('false')))
      this.readNumberText();
    return undefined;
  }

  private closeSkipped(closers: string[]): void {
    for (let closer = closers.at(-1); closer !== undefined; closer = closers.at(-1)) {
      if (this.take(',')) {
        if (closer === '}') this.skipKey();
        return;
      }
      this.expect(closer);
      closers.pop();
    }
  }

  private skipKey(): void {
    if (this.peek() !== QUOTE) this.fail('expected a key');
    this.position++;
    this.skipStringRest();
    this.expect(':');
  }
}

/** The value of a string's source text, quotes included; undefined when it is not valid JSON. */
function parsedString(source: string): string | undefined {
  try {
    return JSON.parse(source) as string;
  } catch {
    return undefined;
  }
}

/** Decimal digits to a number when that is exact, else to a bigint. */
export function exact(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}
