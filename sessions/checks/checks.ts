// Small checks of the product by name, each cheap enough to be run once for every bug that is planted (sessions/mutants): what they
// report of the sources as they are is a finding. Each is loaded when it is asked for, with what it checks and no more.

import { smallCheckOf } from './checker.ts';

/** What it found, in words; null: nothing. What it throws is a finding as well. */
export type SmallCheck = (seed: number) => Promise<string | null>;

const CHECKS = {
  sequences: async () => (await import('./sequences.ts')).sequences,
  'two connections': async () => (await import('./two-connections.ts')).twoConnections,
  moving: async () => (await import('./moving.ts')).moving,
  'moving over': async () => (await import('./moving.ts')).movingOver,
  'live phases': async () => (await import('./moving.ts')).livePhases,
  'power cuts': async () => (await import('./power-cuts.ts')).powerCuts,
  boundaries: async () => (await import('./boundaries.ts')).boundaries,
  recount: async () => (await import('./recount.ts')).recount,
  golden: async () => smallCheckOf((await import('./golden.ts')).golden),
  histories: async () => smallCheckOf((await import('./histories.ts')).histories),
  statistics: async () => smallCheckOf((await import('./statistics.ts')).statistics),
} as const satisfies Record<string, () => Promise<SmallCheck>>;

export type CheckName = keyof typeof CHECKS;
export const CHECK_NAMES = Object.keys(CHECKS) as CheckName[];

export const checkNamed = (name: CheckName): Promise<SmallCheck> => CHECKS[name]();
