// What finds a flipped bit: a digest in each row over all of its values. SQLite's integrity_check looks at the structure
// of the file alone and calls four of five such bits ok. The formula is in docs/schema.md, for other programs.

import { hash } from 'node:crypto';
import type { SqlValue } from './connection.ts';

/** 16 bytes are 128 bits: chance collisions are out of reach. */
export const DIGEST_BYTES = 16;

/** First 16 bytes of SHA-256 over {@link rowText}. */
export const rowDigest = (values: readonly SqlValue[]): Buffer => textDigest(rowText(values));

/** Whether a stored value is this digest: a flipped bit may have made it a value of another type. */
export const isDigest = (expected: Buffer, found: unknown): boolean =>
  found instanceof Uint8Array && expected.equals(found);

/** First 16 bytes of SHA-256 over a text in UTF-8. By way of a string, which is twice as fast as a buffer of its own. */
export const textDigest = (text: string): Buffer =>
  Buffer.from(hash('sha256', text, 'binary').slice(0, DIGEST_BYTES), 'latin1');

/** The values of a row but its digest, in the order of the columns, as a JSON array; bytes as lower-case hex. */
export function rowText(values: readonly SqlValue[]): string {
  for (const value of values) if (!isPlain(value)) return JSON.stringify(values.map(plainValue));
  return JSON.stringify(values);
}

const isPlain = (value: SqlValue): boolean =>
  typeof value === 'string' || typeof value === 'number' || value === null;

function plainValue(value: SqlValue): unknown {
  if (typeof value === 'bigint') return rawJson(value.toString());
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')
    : value;
}

/** A number that JavaScript cannot hold, with all of its digits. */
const rawJson: (text: string) => unknown = (JSON as unknown as { rawJSON: (text: string) => unknown })
  .rawJSON;
