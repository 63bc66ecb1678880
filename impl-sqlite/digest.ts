// What finds a flipped bit: a digest over each stored text together with its key. SQLite's integrity_check looks at the
// structure of the file alone and calls four of five such bits ok.

import { hash } from 'node:crypto';
import type { Pack } from './pack.ts';

/** 16 bytes are 128 bits: chance collisions are out of reach, and storing more costs a page per 500 rows. */
export const DIGEST_BYTES = 16;

/** First 16 bytes of SHA-256 over the row's key in decimal, a colon, and the text in UTF-8. */
export const rowDigest = (key: string, text: string): Buffer =>
  hash('sha256', `${key}:${text}`, 'buffer').subarray(0, DIGEST_BYTES);

/** Whether a stored value is this digest: a flipped bit may have made it a value of another type. */
export const isDigest = (expected: Buffer, found: unknown): boolean =>
  found instanceof Uint8Array && expected.equals(found);

/** Of a pack: its texts one behind the other, and where the first one ends. */
export const packDigest = (key: string, { text, wide }: Pack): Buffer =>
  rowDigest(`${key}#${text.length}`, wide === '' ? text : text + wide);

/** A compressed body is digested through its bytes as Latin-1, one character a byte. */
export const chunkDigest = (key: number, number: number, body: string | Buffer, wide: string): Buffer =>
  packDigest(`${key}/${number}`, { text: typeof body === 'string' ? body : body.toString('latin1'), wide });

/** Whether a stored chunk is what its digest was made of. */
export const isChunkWhole = (
  key: number,
  number: number,
  { digest, body, wide }: { readonly digest: unknown; readonly body: unknown; readonly wide: unknown },
): boolean =>
  (typeof body === 'string' || body instanceof Buffer) &&
  typeof wide === 'string' &&
  isDigest(chunkDigest(key, number, body, wide), digest);
