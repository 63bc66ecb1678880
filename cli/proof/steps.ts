// The steps of the main job that every definition may have. Nothing is timed before the stores are known to be equivalent.

import { type Field, runBench } from '../../bench/index.ts';
import type { Definition } from '../../definition/definition.ts';
import { subjectOf } from '../../definition/subjects.ts';
import { runLoad } from '../../load/index.ts';
import { checkEquivalence, equivalenceCheck, migrationChecks } from '../../props/index.ts';
import type { PlannedStage } from '../progress-whole.ts';
import type { ProofStep } from './job.ts';
import type { ProofScale } from './scale.ts';

/** Two stores, the first pair those that the claims compare. */
export type StorePair = readonly [left: string, right: string];

export const equivalence = (pairs: readonly StorePair[]): ProofStep => ({
  title: 'equivalence of the stores on random sequences',
  stages: (scale) =>
    pairs.map((_, at) => ({ stage: 'comparing stores', seconds: operationsOf(scale, at) / 900 })),
  run: async ({ source: { definition }, seed, scale, record, onProgress, signal }) => {
    for (const [at, [left, right]] of pairs.entries()) {
      const pair = { left: subjectOf(definition, left), right: subjectOf(definition, right) };
      const options = { ...pair, operations: operationsOf(scale, at), seed, onProgress, signal };
      record(equivalenceCheck(await checkEquivalence(definition, options)));
    }
  },
});

const operationsOf = (scale: ProofScale, at: number): number =>
  at === 0 ? scale.operations : scale.operationsOfVariants;

export const migrations = (definition: Definition): ProofStep => ({
  title: 'every migration, with its way back',
  stages: () =>
    Object.values(definition.migrations ?? {}).flatMap(({ back }) => [
      MOVING,
      ...(back === undefined ? [] : [MOVING]),
    ]),
  run: async ({ seed, scale, record, onProgress, signal }) => {
    const options = { histories: scale.contents, seed, onProgress, signal };
    for (const check of await migrationChecks(definition, options)) record(check);
  },
});

const MOVING: PlannedStage = { stage: 'moving contents', seconds: 1 };

/** On what: decided when the scale is known. */
export const timing = (
  title: string,
  fieldsAt: (scale: ProofScale) => Promise<readonly Field[]>,
): ProofStep => ({
  title,
  stages: ({ timingAimMs }) => [
    { stage: 'filling the stores', seconds: 4 },
    {
      stage: 'timing operations',
      seconds: (timingAimMs ?? 10_000) / 1000,
      ...(timingAimMs !== null && { secondsMax: (TIMING_CUT * timingAimMs) / 1000 }),
      isTimed: true,
    },
  ],
  run: async ({ source, seed, scale, record, onProgress, signal }) => {
    await runBench(source, {
      fields: await fieldsAt(scale),
      ...(scale.timingAimMs === null
        ? { isSmoke: true }
        : { aimMs: scale.timingAimMs, budgetMs: TIMING_CUT * scale.timingAimMs }),
      ...{ seed, onRow: record, onProgress, signal },
    });
  },
});

/** Of what timing aims at; then it is cut. */
const TIMING_CUT = 3;

export const load = (title: string, stores: readonly string[]): ProofStep => ({
  title,
  stages: ({ loadDurationMs }) =>
    stores.map((store) => ({
      stage: `load on ${store}`,
      seconds: loadDurationMs / 1000 + 1.5,
      isTimed: true,
    })),
  run: async ({ source, seed, scale, record, onProgress, signal }) => {
    const { loadProcesses: processes, loadDurationMs: durationMs } = scale;
    for (const store of stores) {
      const outcome = await runLoad(source, { store, processes, durationMs, seed, onProgress, signal });
      if (outcome.load !== null) record(outcome.load);
      record(outcome.check);
    }
  },
});
