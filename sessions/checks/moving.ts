// Generated homes through the migration: moved, moved twice, moved over and written on; and through every phase of a live one.

import fc from 'fast-check';
import { passages } from '../losslessness/expect-no-loss.ts';
import { lossWhileLive } from '../losslessness/live-losses.ts';
import {
  lossOfMoving,
  lossOfMovingOver,
  lossOfMovingTwice,
  lossOfWritingOn,
  type Passage,
} from '../losslessness/losses.ts';
import { jsonToSqlite } from '../losslessness/migration.ts';

const WRITES_MAX = 12;

/** The first loss of so many passages, none of which is made smaller. */
async function lossIn(
  limits: Parameters<typeof passages>[0],
  { runs, seed }: { readonly runs: number; readonly seed: number },
  lossOf: (passage: Passage) => Promise<string | null>,
): Promise<string | null> {
  let loss: string | null = null;
  const property = fc.asyncProperty(passages(limits), async (passage) => {
    loss = await lossOf(passage).catch(String);
    return loss === null;
  });
  await fc.check(property, { numRuns: runs, seed, endOnFailure: true });
  return loss;
}

export const moving = async (seed: number): Promise<string | null> =>
  (await lossIn({}, { runs: 12, seed }, ({ files }) => lossOfMoving(jsonToSqlite, files))) ??
  (await lossIn({}, { runs: 6, seed }, ({ files }) => lossOfMovingTwice(jsonToSqlite, files))) ??
  (await lossIn({ writesMax: WRITES_MAX }, { runs: 12, seed }, (passage) =>
    lossOfWritingOn(jsonToSqlite, passage),
  ));

export const movingOver = (seed: number): Promise<string | null> =>
  lossIn({ isOver: true }, { runs: 20, seed }, (passage) => lossOfMovingOver(jsonToSqlite, passage));

export const livePhases = (seed: number): Promise<string | null> =>
  lossIn({ writesMax: 16 }, { runs: 4, seed }, (passage) => lossWhileLive(passage));
