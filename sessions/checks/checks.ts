// Small checks of the product by name, each cheap enough to be run once for every bug that is planted (sessions/mutants): what they
// report of the sources as they are is a finding. Each is loaded when it is asked for, with what it checks and no more.

import { type Checker, type SmallCheck, smallCheckOf } from './checker.ts';

/** Of the product's own checkers, and of what is held against facts from outside. */
export const CHECKERS = {
  golden: async () => (await import('./golden.ts')).golden,
  histories: async () => (await import('./histories.ts')).histories,
  statistics: async () => (await import('./statistics.ts')).statistics,
  verifier: async () => (await import('./verifier.ts')).verifier,
  conditions: async () => (await import('./conditions.ts')).conditions,
  gate: async () => (await import('./gate.ts')).gate,
  load: async () => (await import('./load.ts')).load,
} as const satisfies Record<string, () => Promise<Checker>>;

const CHECKS = {
  sequences: async () => (await import('./sequences.ts')).sequences,
  'two connections': async () => (await import('./two-connections.ts')).twoConnections,
  boundaries: async () => (await import('./boundaries.ts')).boundaries,
  moving: async () => (await import('./moving.ts')).moving,
  'moving over': async () => (await import('./moving.ts')).movingOver,
  recount: async () => (await import('./recount.ts')).recount,
  'live phases': async () => (await import('./moving.ts')).livePhases,
  'power cuts': async () => (await import('./power-cuts.ts')).powerCuts,
} as const satisfies Record<string, () => Promise<SmallCheck>>;

type CheckerName = keyof typeof CHECKERS;
export type CheckName = keyof typeof CHECKS | CheckerName;
export const CHECK_NAMES: readonly CheckName[] = [
  ...(Object.keys(CHECKS) as (keyof typeof CHECKS)[]),
  ...(Object.keys(CHECKERS) as CheckerName[]),
];

export const checkNamed = async (name: CheckName): Promise<SmallCheck> =>
  Object.hasOwn(CHECKERS, name)
    ? smallCheckOf(await CHECKERS[name as CheckerName]())
    : CHECKS[name as keyof typeof CHECKS]();
