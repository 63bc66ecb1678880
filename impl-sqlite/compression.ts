// Chunks of outputs as they are stored: compressed when that pays.

import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { notAPack } from './pack.ts';

export const PLAIN = 0;
export const ZSTD = 1;

export interface StoredChunk {
  readonly codec: number;
  readonly body: string | Buffer;
}

/** Below this many UTF-16 units decompressing costs more than reading the bytes it saves. */
const COMPRESS_LENGTH_MIN = 16 * 1024;
/** Compression pays when it saves at least a tenth. */
const KEPT_SHARE_MAX = 0.9;

export function storedChunk(text: string): StoredChunk {
  if (text.length < COMPRESS_LENGTH_MIN) return { codec: PLAIN, body: text };
  const bytes = Buffer.from(text, 'utf8');
  const compressed = zstdCompressSync(bytes);
  return compressed.length <= bytes.length * KEPT_SHARE_MAX
    ? { codec: ZSTD, body: compressed }
    : { codec: PLAIN, body: text };
}

/** Throws E_CORRUPT when the body cannot be decompressed. */
export function chunkText({ codec, body }: StoredChunk): string {
  if (codec === PLAIN && typeof body === 'string') return body;
  if (codec !== ZSTD || typeof body === 'string') throw notAPack();
  try {
    return zstdDecompressSync(body).toString('utf8');
  } catch {
    throw notAPack();
  }
}
