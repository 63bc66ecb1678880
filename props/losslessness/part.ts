// The migrations of a definition under random contents, as a part of a verification: what is moved is there, and comes back.

import type { Part, PartRequest } from '../../definition/verification.ts';
import { migrationChecks } from '../migration.ts';

/** Contents a migration; each end of one takes its share. */
const HISTORIES = { quick: 50, full: 2_000, soak: 20_000 } as const;

export const losslessness: Part = {
  name: 'losslessness',
  missing: async ({ name, migrations = {} }) =>
    Object.keys(migrations).length > 0 ? null : `The definition of ${name} has no migrations.`,
  async run({ definition }, { tier, seed, onProgress, signal, again, record }: PartRequest): Promise<void> {
    const startMs = performance.now();
    const moving = { seed, histories: HISTORIES[tier], onProgress, signal };
    const found = await migrationChecks(definition, moving);
    for (const check of found) {
      record({
        ...check,
        area: 'losslessness',
        bounds: `${check.counts.histories} random contents of at most 40 writes, and a home without a store`,
        ...(check.verdict === 'fail' && { again: again('') }),
        tookMs: Math.round(performance.now() - startMs),
      });
    }
  },
};
