// How much each step of the main job does. Every run carries its scale's name, so that nobody quotes figures of a
// quick one.

export interface ProofScale {
  readonly name: 'full' | 'quick';
  /** Random operations on the pair of stores that the claims compare. */
  readonly operations: number;
  /** On other pairs. */
  readonly operationsOfVariants: number;
  /** Contents that each migration moves. */
  readonly contents: number;
  /** Numbers of sessions that operations are timed at. */
  readonly sizes: readonly number[];
  readonly trials: number;
  /** What timing aims at; it may take three times as long. Null: each operation as seldom as can be, on the least data. */
  readonly timingAimMs: number | null;
  readonly loadProcesses: number;
  /** Of each store. */
  readonly loadDurationMs: number;
}

/** Of the session stores, the two that the claims compare. */
export const STORES_TIMED: readonly string[] = ['json', 'sqlite'];

export const STORES_UNDER_LOAD: readonly string[] = ['json', 'json-safe', 'sqlite'];

/** Two to three minutes on two cores. */
export const FULL: ProofScale = {
  name: 'full',
  operations: 20_000,
  operationsOfVariants: 2_000,
  contents: 50,
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
  contents: 10,
  sizes: [20],
  trials: 1,
  timingAimMs: null,
  loadProcesses: 2,
  loadDurationMs: 500,
};
