// Chunks of outputs as they are stored: compressed when that pays.

import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { notAPack, type Pack } from './pack.ts';

/** As it is. */
export const PLAIN = 0;
/** zstd of the ASCII, the rest as it is. */
const ZSTD_TEXT = 1;
/**
 * zstd of both in UTF-8: the length of the ASCII in decimal, LF, the ASCII, the rest. A single check mark makes an output
 * of a megabyte part of the rest, so the rest must be compressed too.
 */
const ZSTD_BOTH = 2;

export interface StoredChunk {
  readonly codec: number;
  readonly body: string | Buffer;
  readonly wide: string;
}

/** Below this many UTF-16 units decompressing costs more than reading the bytes it saves. */
const COMPRESS_LENGTH_MIN = 16 * 1024;
/** Compression pays when it saves at least a tenth. */
const KEPT_SHARE_MAX = 0.9;

/** Bytes that a stored chunk unpacks to at most: more cannot be a text of V8, and a small body can claim any number. */
export const UNPACKED_BYTES_MAX = 2 ** 29;

export function storedChunk({ text, wide }: Pack): StoredChunk {
  const isWide = wide.length >= COMPRESS_LENGTH_MIN;
  if (!isWide && text.length < COMPRESS_LENGTH_MIN) return { codec: PLAIN, body: text, wide };
  const bytes = Buffer.from(isWide ? `${text.length}\n${text}${wide}` : text, 'utf8');
  if (bytes.length > UNPACKED_BYTES_MAX) return { codec: PLAIN, body: text, wide };
  const compressed = zstdCompressSync(bytes);
  if (compressed.length > bytes.length * KEPT_SHARE_MAX) return { codec: PLAIN, body: text, wide };
  return isWide
    ? { codec: ZSTD_BOTH, body: compressed, wide: '' }
    : { codec: ZSTD_TEXT, body: compressed, wide };
}

/** Throws E_CORRUPT when the body cannot be decompressed. */
export function chunkPack({ codec, body, wide }: StoredChunk): Pack {
  if (codec === PLAIN && typeof body === 'string') return { text: body, wide };
  if (typeof body === 'string') throw notAPack();
  // ASCII is decoded as Latin-1, which is a copy.
  if (codec === ZSTD_TEXT) return { text: decompressed(body).toString('latin1'), wide };
  if (codec === ZSTD_BOTH) return bothOf(decompressed(body));
  throw notAPack();
}

function decompressed(body: Buffer): Buffer {
  try {
    return zstdDecompressSync(body, { maxOutputLength: UNPACKED_BYTES_MAX });
  } catch {
    throw notAPack();
  }
}

const LF = 0x0a;

function bothOf(bytes: Buffer): Pack {
  const start = bytes.indexOf(LF) + 1;
  const end = start + Number(bytes.toString('latin1', 0, start));
  if (start === 0 || !(end >= start && end <= bytes.length)) throw notAPack();
  return { text: bytes.toString('latin1', start, end), wide: bytes.toString('utf8', end) };
}
