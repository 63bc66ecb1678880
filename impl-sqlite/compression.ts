// Chunks of outputs as they are stored: compressed when that pays.

import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { notAPack, type Pack } from './pack.ts';

export const PLAIN = 0;
export const ZSTD = 1;

export interface StoredChunk {
  readonly codec: number;
  readonly body: string | Buffer;
  readonly wide: string;
}

/** Below this many UTF-16 units decompressing costs more than reading the bytes it saves. */
const COMPRESS_LENGTH_MIN = 16 * 1024;
/** Compression pays when it saves at least a tenth. */
const KEPT_SHARE_MAX = 0.9;

/** The ASCII of a chunk may be compressed; its other characters are few, or of scripts that compress badly. */
export function storedChunk({ text, wide }: Pack): StoredChunk {
  if (text.length < COMPRESS_LENGTH_MIN) return { codec: PLAIN, body: text, wide };
  const bytes = Buffer.from(text, 'latin1');
  const compressed = zstdCompressSync(bytes);
  return compressed.length <= bytes.length * KEPT_SHARE_MAX
    ? { codec: ZSTD, body: compressed, wide }
    : { codec: PLAIN, body: text, wide };
}

/** Throws E_CORRUPT when the body cannot be decompressed. */
export function chunkPack({ codec, body, wide }: StoredChunk): Pack {
  if (codec === PLAIN && typeof body === 'string') return { text: body, wide };
  if (codec !== ZSTD || typeof body === 'string') throw notAPack();
  try {
    // The text is ASCII: decoding it as Latin-1 is a copy.
    return { text: zstdDecompressSync(body).toString('latin1'), wide };
  } catch {
    throw notAPack();
  }
}
