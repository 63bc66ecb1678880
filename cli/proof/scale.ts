// How much each step of the main job does. Every run carries its scale's name, so that nobody quotes figures of a
// quick one.

import type { PlannedStage } from '../progress-whole.ts';

export interface ProofScale {
  readonly name: 'full' | 'quick';
  /** Random operations on the pair of stores that the claims compare. */
  readonly operations: number;
  /** On the pair that differs from it in locking and syncing only. */
  readonly operationsOfVariants: number;
  /** Numbers of sessions that operations are timed at. */
  readonly sizes: readonly number[];
  readonly trials: number;
  /** What timing aims at; it may take three times as long. Null: each operation as seldom as can be. */
  readonly timingAimMs: number | null;
  readonly loadProcesses: number;
  /** Of each store. */
  readonly loadDurationMs: number;
}

/** The two that the claims compare. */
export const STORES_TIMED: readonly string[] = ['json', 'sqlite'];

export const STORES_UNDER_LOAD: readonly string[] = ['json', 'json-safe', 'sqlite'];

/** Two to three minutes on two cores. */
export const FULL: ProofScale = {
  name: 'full',
  operations: 20_000,
  operationsOfVariants: 2_000,
  sizes: [100, 1_000],
  trials: 5,
  timingAimMs: 65_000,
  loadProcesses: 4,
  loadDurationMs: 6_000,
};

/** Every step at a size that shows whether it works at all. */
export const QUICK: ProofScale = {
  name: 'quick',
  operations: 1_000,
  operationsOfVariants: 300,
  sizes: [20],
  trials: 1,
  timingAimMs: null,
  loadProcesses: 2,
  loadDurationMs: 500,
};

/** Null means as little as can be, without a limit. */
const timing = ({ timingAimMs }: ProofScale): PlannedStage => ({
  stage: 'timing operations',
  seconds: (timingAimMs ?? 10_000) / 1000,
  ...(timingAimMs !== null && { secondsMax: (TIMING_CUT * timingAimMs) / 1000 }),
  isTimed: true,
});

/** Of what timing aims at; then it is cut. */
export const TIMING_CUT = 3;

/** The stages of the whole run and what each takes on two quiet cores, for its progress. */
export function stagesOf(scale: ProofScale): PlannedStage[] {
  const comparing = (operations: number) => ({ stage: 'comparing stores', seconds: operations / 900 });
  return [
    { stage: 'copying', seconds: 0.5 },
    ...(scale.name === 'full' ? [{ stage: 'planting bugs', seconds: 6 }] : []),
    comparing(scale.operations),
    comparing(scale.operationsOfVariants),
    ...['importing', 'importing', 'verifying', 'rewriting'].map((stage) => ({ stage, seconds: 0.5 })),
    { stage: 'filling the stores', seconds: 4 },
    timing(scale),
    ...STORES_UNDER_LOAD.map((store) => ({
      stage: `load on ${store}`,
      seconds: scale.loadDurationMs / 1000 + 1.5,
      isTimed: true as const,
    })),
  ];
}
