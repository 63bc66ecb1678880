// Long outputs as they are stored: a plain zstd frame of their UTF-8 where that pays, else text.

import { isAscii } from 'node:buffer';
// By its name, so that a Node without zstd can still link this, and be told (library/node-floor.ts).
import zlib from 'node:zlib';
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
  const compressed = zlib.zstdCompressSync(bytes);
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
    // With room for a byte more all of it comes out in one piece; putting pieces together takes as long as unpacking them.
    const room = Math.min(bytesMax, contentBytes(frame), CHUNK_BYTES_MAX) + 1;
    const chunkSize = Math.max(CHUNK_BYTES_MIN, room);
    const bytes = zlib.zstdDecompressSync(frame, { maxOutputLength: bytesMax, chunkSize });
    // ASCII is decoded as Latin-1, which is a copy.
    return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
  } catch {
    return undefined;
  }
}

/** The smallest room that zlib takes. */
const CHUNK_BYTES_MIN = 64;
/** A damaged frame does not make more room than this at once. */
const CHUNK_BYTES_MAX = 16 * 1024 * 1024;

/** What a zstd frame says of its content (RFC 8878, 3.1.1.1), if it does; a damaged one says anything. */
function contentBytes(frame: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] as number);
  switch (descriptor >> 6) {
    case 0:
      return isSingleSegment ? view.getUint8(at) : 0;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
