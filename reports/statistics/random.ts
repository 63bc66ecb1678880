// Random numbers that a seed repeats, for resampling. Not for cryptography.
// Method: sfc32 (Chris Doty-Humphrey, PractRand), four words of state, seeded from a SHA-256 of the seed text, so that
// neighbouring seeds give unrelated streams.

import { createHash } from 'node:crypto';

export interface Random {
  /** An integer from 0 up to and without `limit`, which is at least 1 and at most 2^32. */
  below(limit: number): number;
}

export function randomFrom(seed: string): Random {
  const digest = createHash('sha256').update(seed, 'utf8').digest();
  let a = digest.readUInt32LE(0);
  let b = digest.readUInt32LE(4);
  let c = digest.readUInt32LE(8);
  let counter = 1;
  const next = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  // Scaling 32 bits is uneven by at most limit / 2^32: far below what a resample can show.
  return { below: (limit) => Math.floor((next() / 0x1_0000_0000) * limit) };
}
