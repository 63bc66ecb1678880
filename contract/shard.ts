// A part of a run that several machines or jobs share. What falls to a shard follows from its number and from how many
// there are, so that they need not know of each other; together they do what one run does.

import { digestOfText } from './digest.ts';
import { StoreError } from './errors.ts';

export interface Shard {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/** A run that nobody shares. */
export const WHOLE_RUN: Shard = { number: 1, of: 1 };

/** Every `of`th piece, beginning with the one that has the number of the shard. */
export const dealt = <T>(pieces: readonly T[], { number, of }: Shard): T[] =>
  pieces.filter((_, index) => index % of === number - 1);

/** Of a count; the shares of all shards add up to it and differ by one at most. */
export const shareOf = (count: number, { number, of }: Shard): number =>
  Math.floor((count * number) / of) - Math.floor((count * (number - 1)) / of);

/** Of what is random anew in each shard: 32 bits. That of a whole run is the seed itself. */
export const shardSeed = (seed: number, { number, of }: Shard): number =>
  of === 1 ? seed : Number.parseInt(digestOfText(`${seed} ${number}/${of}`).slice(0, 8), 16);

/** A shard without work would leave a run that looks like one that failed. Throws E_USAGE. */
export function requireShares(pieces: number, what: string, { of }: Shard): void {
  if (of <= Math.max(1, pieces)) return;
  throw new StoreError(
    'E_USAGE',
    `${of} shards cannot share ${pieces} ${what}: some would have nothing to do. Use ${Math.max(1, pieces)} at most. Nothing was run.`,
  );
}
