// The sessions of a file one after the other, with the answers and the errors of the reader that has the whole text
// (contract/session-reader.ts), in the memory of one chunk and one session.

import { isAscii } from 'node:buffer';
import { StoreError } from '../../contract/errors.ts';
import { JsonCursor } from '../../contract/json-cursor.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { readSession } from '../../contract/session-reader.ts';
import { type Element, elementsOf, NO_ARRAY, SplitFailure } from './element-splitter.ts';
import { MemoryRelease } from './memory-release.ts';
import { isBlankStream, isUtf8Stream, positionAt, type TextPosition } from './text-checks.ts';

/** Bytes that can be read again from the start: each call begins anew and answers the same. */
export interface ChunkSource {
  chunks(): Iterable<Buffer>;
}

/**
 * As readSessions on the text of the bytes: E_UTF8 or E_PARSE with the very same message; E_PARSE here after the
 * sessions before it. Reads the bytes twice, because what is no UTF-8 anywhere is refused before anything else.
 */
export function* readSessionStream(source: ChunkSource): Generator<WorktreeSession> {
  if (!isUtf8Stream(source.chunks())) throw new StoreError('E_UTF8', 'stream did not contain valid UTF-8');
  const release = new MemoryRelease();
  try {
    for (const element of elementsOf(source.chunks())) {
      yield sessionOf(element, source);
      release.passed(element.bytes.length);
    }
  } catch (error) {
    if (!(error instanceof SplitFailure)) throw error;
    if (error.what === NO_ARRAY && isBlankStream(source.chunks())) return;
    throw parseError(error.what, positionAt(source.chunks(), error.offset));
  }
}

function sessionOf({ start, bytes }: Element, source: ChunkSource): WorktreeSession {
  try {
    return readSession(new JsonCursor(textOf(bytes)));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw moved(error, source, start);
  }
}

/** The text of bytes that are UTF-8. Most are plain ASCII, which becomes text at the speed of a copy. */
export const textOf = (bytes: Buffer): string => bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');

/** The error as it would be had the reader come to the element from the start of the file. */
function moved(error: StoreError, source: ChunkSource, start: number): StoreError {
  const line = Number(error.data.line);
  const column = Number(error.data.column);
  const what = error.message.slice(0, error.message.lastIndexOf(` at line ${line} column ${column}`));
  const base = positionAt(source.chunks(), start);
  return parseError(what, {
    line: base.line + line - 1,
    column: line === 1 ? base.column + column - 1 : column,
  });
}

const parseError = (what: string, { line, column }: TextPosition): StoreError =>
  new StoreError('E_PARSE', `Failed to parse sessions: ${what} at line ${line} column ${column}`, {
    data: { line, column },
  });
