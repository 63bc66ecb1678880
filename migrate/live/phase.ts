// The phases of a migration and their order: which store answers, and which one follows.

export const PHASES = ['json', 'dual', 'sqlite+json', 'sqlite'] as const;
export type Phase = (typeof PHASES)[number];

export const isPhase = (word: string): word is Phase => (PHASES as readonly string[]).includes(word);

/** Whether the database answers. */
export const isDatabasePhase = (phase: Phase): boolean => phase === 'sqlite+json' || phase === 'sqlite';

/** One step apart. */
export const isNeighbour = (from: Phase, to: Phase): boolean =>
  Math.abs(PHASES.indexOf(from) - PHASES.indexOf(to)) === 1;

export const isForward = (from: Phase, to: Phase): boolean => PHASES.indexOf(to) > PHASES.indexOf(from);

/** Every phase after `from` up to `to`, in the order of the steps; none when they are the same. */
export function stepsBetween(from: Phase, to: Phase): Phase[] {
  const [start, end] = [PHASES.indexOf(from), PHASES.indexOf(to)];
  return start <= end ? PHASES.slice(start + 1, end + 1) : PHASES.slice(end, start).reverse();
}
