// What is asked of a whole file's text while only a chunk of it is in memory: is it UTF-8, is it blank, and which line
// and column has the byte at an offset.

import { isUtf8 } from 'node:buffer';
import { isBlank } from '../../contract/workspace.ts';

/** The longest tail of a chunk that can belong to a character that the next chunk completes. */
const TAIL_MAX = 3;

/** Whether the bytes are UTF-8, as the strict decoder sees it. Stops at the first chunk that is not. */
export function isUtf8Stream(chunks: Iterable<Buffer>): boolean {
  let tail: Buffer = Buffer.alloc(0);
  for (const chunk of chunks) {
    const bytes = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
    const cut = wholeCharacters(bytes);
    if (!isUtf8(bytes.subarray(0, cut))) return false;
    tail = Buffer.from(bytes.subarray(cut));
  }
  return tail.length === 0;
}

/** How many bytes from the start hold no character that may go on behind them. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(TAIL_MAX, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (isContinuation(byte)) continue;
    return lengthAfter(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Bytes of the character that the byte begins. */
function lengthAfter(byte: number): number {
  if (byte >= 0xf0) return 4;
  if (byte >= 0xe0) return 3;
  return byte >= 0xc0 ? 2 : 1;
}

/** Whether the text, which must be UTF-8, is empty or only white space as the app sees it. */
export function isBlankStream(chunks: Iterable<Buffer>): boolean {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for (const chunk of chunks) if (!isBlank(decoder.decode(chunk, { stream: true }))) return false;
  return isBlank(decoder.decode());
}

export interface TextPosition {
  readonly line: number;
  /** In UTF-16 units, as JavaScript counts; 1 for the first. */
  readonly column: number;
}

/** Line and column of the byte at `offset`. */
export function positionAt(chunks: Iterable<Buffer>, offset: number): TextPosition {
  let line = 1;
  let column = 1;
  let left = offset;
  for (const chunk of chunks) {
    const end = Math.min(left, chunk.length);
    for (let at = 0; at < end; at++) {
      const byte = chunk[at] as number;
      if (byte === 0x0a) {
        line++;
        column = 1;
      } else if (!isContinuation(byte)) column += byte >= 0xf0 ? 2 : 1;
    }
    left -= end;
    if (left === 0) break;
  }
  return { line, column };
}
