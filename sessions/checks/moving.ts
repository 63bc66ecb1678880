// Generated homes through the migration: moved, moved twice, moved over and written on; and through every phase of a live one.

import fc from 'fast-check';
import { passages } from '../losslessness/expect-no-loss.ts';
import { PROPERTIES, type Property, type PropertyName } from '../losslessness/properties.ts';

/** The first loss of so many passages, none of which is made smaller. */
async function lossIn(name: PropertyName, runs: number, seed: number): Promise<string | null> {
  const { lossOf, ...limits }: Property = PROPERTIES[name];
  let loss: string | null = null;
  const property = fc.asyncProperty(passages(limits), async (passage) => {
    loss = await lossOf(passage).catch(String);
    return loss === null;
  });
  await fc.check(property, { numRuns: runs, seed, endOnFailure: true });
  return loss;
}

export const moving = async (seed: number): Promise<string | null> =>
  (await lossIn('moving', 12, seed)) ??
  (await lossIn('twice', 6, seed)) ??
  (await lossIn('writing on', 12, seed));

export const movingOver = (seed: number): Promise<string | null> => lossIn('over', 20, seed);

export const livePhases = (seed: number): Promise<string | null> => lossIn('live', 4, seed);
