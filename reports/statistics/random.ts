// Random numbers that a seed repeats, for resampling. Not for cryptography.
// Method: sfc32 (Chris Doty-Humphrey, PractRand), four words of state, seeded from a SHA-256 of the seed text, so that
// neighbouring seeds give unrelated streams.

import { createHash } from 'node:crypto';

export interface Random {
  /** An integer from 0 up to and without `limit`, which is at least 1 and at most 2^32. */
  below(limit: number): number;
  /** The same for every place of an array, in a tenth of the time of as many calls. */
  fill(target: Uint32Array, limit: number): void;
}

export function randomFrom(seed: string): Random {
  const digest = createHash('sha256').update(seed, 'utf8').digest();
  const state = Int32Array.of(digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), 1);
  const fill = (target: Uint32Array, limit: number): void => {
    let a = state[0] as number;
    let b = state[1] as number;
    let c = state[2] as number;
    let counter = state[3] as number;
    // Scaling 32 bits is uneven by at most limit / 2^32: far below what a resample can show.
    const scale = limit / 0x1_0000_0000;
    for (let at = 0; at < target.length; at++) {
      const result = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + result) | 0;
      target[at] = (result >>> 0) * scale;
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = counter;
  };
  const single = new Uint32Array(1);
  return {
    fill,
    below: (limit) => {
      fill(single, limit);
      return single[0] as number;
    },
  };
}
