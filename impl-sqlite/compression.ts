// Long outputs as they are stored: a plain zstd frame of their UTF-8 where that pays, else text.

import { isAscii } from 'node:buffer';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { SqlValue } from './connection.ts';

export type Codec = 'zstd' | null;

export interface StoredOutput {
  readonly codec: Codec;
  readonly output: string | Buffer | null;
}

/** Below this many UTF-16 units decompressing costs more than reading the bytes it saves. */
const COMPRESS_LENGTH_MIN = 4 * 1024;
/** Compression pays when it saves at least a tenth. */
const KEPT_SHARE_MAX = 0.9;
/** A frame unpacks to at most so many times its size: a small damaged or hostile one cannot fill the memory. */
const RATIO_MAX = 1_024;
/** Bytes of the longest text that V8 can hold, were it all ASCII. */
export const UNPACKED_BYTES_MAX: number = 2 ** 29 - 25;

export function storedOutput(output: string | null): StoredOutput {
  if (output === null || output.length < COMPRESS_LENGTH_MIN) return { codec: null, output };
  const bytes = Buffer.from(output, 'utf8');
  if (bytes.length > UNPACKED_BYTES_MAX) return { codec: null, output };
  const compressed = zstdCompressSync(bytes);
  const isWorth =
    compressed.length <= bytes.length * KEPT_SHARE_MAX && bytes.length <= unpackedMax(compressed);
  return isWorth ? { codec: 'zstd', output: compressed } : { codec: null, output };
}

const unpackedMax = ({ length }: Uint8Array): number => Math.min(UNPACKED_BYTES_MAX, length * RATIO_MAX);

/** The output of a row; undefined when that is none. */
export function outputOf(stored: SqlValue): string | null | undefined {
  if (stored === null || typeof stored === 'string') return stored;
  if (!(stored instanceof Uint8Array)) return undefined;
  return unpacked(stored);
}

/** The text of a zstd frame; undefined when it is none, or unpacks to more bytes than it may. */
export function unpacked(frame: Uint8Array, bytesMax: number = unpackedMax(frame)): string | undefined {
  try {
    const bytes = zstdDecompressSync(frame, { maxOutputLength: bytesMax });
    // ASCII is decoded as Latin-1, which is a copy.
    return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
  } catch {
    return undefined;
  }
}
