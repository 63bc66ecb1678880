// A position in JSON text and the tokens that can be read there, as strict as the app's parser (Rust's serde_json).
// JSON.parse is no substitute: it takes lone surrogate escapes, repeats of a key and 1.0 for an integer, and
// rounds large integers. Not here: what the text should mean (session-reader.ts, json-value.ts).

import { StoreError } from './errors.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HEX4 = /[0-9a-fA-F]{4}/y;
const INTEGER = /0|[1-9][0-9]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

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

  expectEnd(): void {
    this.skipWhiteSpace();
    if (this.position < this.text.length) this.fail('trailing characters');
  }

  /** A string value. Escapes must be valid and surrogates paired. */
  readString(): string {
    if (this.peek() !== QUOTE) this.fail('expected a string');
    const { text } = this;
    const start = this.position + 1;
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.position = at + 1;
        return text.slice(start, at);
      }
      if (code === BACKSLASH) return this.readEscapedString(start, at);
      if (!(code >= 0x20)) this.fail('control character or end of text in a string', at);
    }
  }

  private readEscapedString(start: number, firstEscape: number): string {
    this.position = firstEscape;
    this.skipStringRest();
    const value: string = JSON.parse(this.text.slice(start - 1, this.position));
    if (!value.isWellFormed()) this.fail('lone surrogate in a string', start);
    return value;
  }

  /** Steps over the rest of a string and its closing quote; checks escapes by form only. */
  private skipStringRest(): void {
    const { text } = this;
    for (let at = this.position; ; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.position = at + 1;
        return;
      }
      if (code === BACKSLASH) {
        at++;
        this.checkEscape(at);
      } else if (!(code >= 0x20)) this.fail('control character or end of text in a string', at);
    }
  }

  private checkEscape(at: number): void {
    const char = this.text.charAt(at);
    if (char === 'u') {
      HEX4.lastIndex = at + 1;
      if (!HEX4.test(this.text)) this.fail('invalid escape', at);
    } else if (char === '' || !'"\\/bfnrt'.includes(char)) this.fail('invalid escape', at);
  }

  /** A non-negative integer in plain digits: no sign, fraction or exponent. */
  readInteger(max: bigint): number | bigint {
    this.skipWhiteSpace();
    INTEGER.lastIndex = this.position;
    const digits = INTEGER.exec(this.text)?.[0];
    if (digits === undefined) this.fail('expected an unsigned integer');
    const after = this.text.charAt(this.position + digits.length);
    if (after !== '' && /[0-9.eE]/.test(after)) this.fail('expected an unsigned integer');
    const value = digits.length < 16 ? Number(digits) : exact(digits);
    if (value > max) this.fail(`integer above ${max}`);
    this.position += digits.length;
    return value;
  }

  /** The spelling of any JSON number. */
  readNumberText(): string {
    this.skipWhiteSpace();
    NUMBER.lastIndex = this.position;
    const spelling = NUMBER.exec(this.text)?.[0];
    if (spelling === undefined) this.fail('expected a value');
    this.position += spelling.length;
    if (/[0-9.eE]/.test(this.text.charAt(this.position))) this.fail('invalid number');
    return spelling;
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

/** Decimal digits to a number when that is exact, else to a bigint. */
export function exact(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}
