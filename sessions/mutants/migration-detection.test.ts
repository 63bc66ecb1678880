// The checker checked: every planted bug of a migration is caught by its check, and shrunk to a small home. MUTANT_SEEDS sets
// from how many seeds; MUTANTS_SHRUNK how many of the bugs are shrunk, which takes some hundred runs each.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSessions } from '../../contract/session-reader.ts';
import { amountOf } from '../../contract/suite/amounts.ts';
import { passages } from '../losslessness/expect-no-loss.ts';
import {
  lossOfMoving,
  lossOfMovingOver,
  lossOfMovingTwice,
  lossOfWritingOn,
  type Passage,
} from '../losslessness/losses.ts';
import { MIGRATION_MUTANTS, type MigrationMutant } from './migration-mutants.ts';

const SEEDS = amountOf('MUTANT_SEEDS');
const SHRUNK = amountOf('MUTANTS_SHRUNK');
/** As many as are made of the right migration. */
const RUNS = amountOf('LOSSLESSNESS_RUNS');
const WRITES_MAX = 12;

const CHECKS: Record<
  MigrationMutant['check'],
  (mutant: MigrationMutant, passage: Passage) => Promise<string | null>
> = {
  moving: ({ migration }, { files }) => lossOfMoving(migration, files),
  'moving twice': ({ migration }, { files }) => lossOfMovingTwice(migration, files),
  'moving over': ({ migration }, passage) => lossOfMovingOver(migration, passage),
  'writing on': ({ migration }, passage) => lossOfWritingOn(migration, passage),
};

async function caught(mutant: MigrationMutant, seed: number, endOnFailure: boolean) {
  const arbitrary = passages({
    writesMax: mutant.check === 'writing on' ? WRITES_MAX : 0,
    isOver: mutant.check === 'moving over',
  });
  const property = fc.asyncProperty(
    arbitrary,
    async (passage) => (await CHECKS[mutant.check](mutant, passage).catch(String)) === null,
  );
  const result = await fc.check(property, { numRuns: RUNS, seed, endOnFailure });
  expect(result.failed, `${mutant.name}, seed ${seed}`).toBe(true);
  return { runs: result.numRuns, passage: result.counterexample![0] };
}

test.each(MIGRATION_MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
  'a migration is caught that has this bug: %s',
  async (_, mutant) => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { runs } = await caught(mutant, seed, true);
      if (SEEDS > 1) console.log(`${mutant.name}: seed ${seed}, run ${runs}`);
    }
  },
);

test.each(MIGRATION_MUTANTS.filter((_, at) => at % Math.ceil(MIGRATION_MUTANTS.length / SHRUNK) === 0))(
  '$name shows in a small home',
  async (mutant) => {
    const { passage } = await caught(mutant, 1, false);
    const sizeBytes = passage.files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const sessions = passage.files
      .filter(({ isReadable }) => isReadable)
      .reduce((sum, { bytes }) => sum + readSessions(bytes.toString()).length, 0);
    const { length: files } = passage.files;
    console.log(
      `${mutant.name}: ${files} files, ${sessions} sessions, ${sizeBytes} bytes, ${passage.writes.length} writes`,
    );
    expect(files).toBeLessThanOrEqual(2);
    expect(sessions).toBeLessThanOrEqual(4);
    expect(passage.writes.length).toBeLessThanOrEqual(2);
  },
);
