// What is tried on a store: every change alone, sequences, operations that are drawn, opening, closing and making a home, bytes that are stored
// wrong, files that go away, and what the definition adds.

import type { FaultsDefinition } from '../../definition/faults.ts';
import type { Random } from '../../statistics/random.ts';
import { FORMS, OTHER_BYTE } from './forms.ts';
import type { Spot, Task } from './points.ts';
import { drawnName } from './scenes.ts';

export interface PlanBounds {
  /** Sequences of three changes. */
  readonly sequences: number;
  /** Sequences of operations, and steps of each. */
  readonly drawn: number;
  readonly steps: number;
  /** One in so many allocations, and calls while a home is made: there are hundreds. */
  readonly stride: number;
}

export const BOUNDS: Readonly<Record<'quick' | 'full' | 'soak', PlanBounds>> = {
  quick: { sequences: 1, drawn: 1, steps: 24, stride: 29 },
  full: { sequences: 6, drawn: 6, steps: 24, stride: 1 },
  soak: { sequences: 36, drawn: 36, steps: 24, stride: 1 },
};

/** For people. */
export const boundsText = ({ sequences, drawn, steps, stride }: PlanBounds): string =>
  `${FORMS.length} ways to fail, each at every call${stride > 1 ? ` (one in ${stride} allocations, and calls of making a home)` : ''}: ` +
  `of every change, of ${sequences} sequences of ${LENGTH}, of ${drawn} times ${steps} drawn operations, of making, opening and closing`;

const LENGTH = 3;
/** Of a work, which makes hundreds of calls, one in so many fails. Its allocations do not: the driver does not survive that (ADR 45). */
const WORK_STRIDE = 11;
/** More calls of a kind no work has. */
const CALLS_MAX = 100_000;

const CALLS = FORMS.filter(({ kinds }) => !kinds.includes('allocate')).map(({ name }) => name);
const ALLOCATIONS = FORMS.filter(({ kinds }) => kinds.includes('allocate')).map(({ name }) => name);

export type Plan = readonly Omit<Task, 'untilMs'>[];

/** Tasks on one home one after the other. */
export function planOf<Store>(
  store: string,
  changes: readonly string[],
  { works = {}, cases = {}, allocatesIn }: FaultsDefinition<Store>,
  { bounds, random }: { bounds: PlanBounds; random: Random },
): Plan {
  const failing = (spot: Omit<Spot, 'store'>, stride = 1): Plan => [
    { ...spot, store, forms: CALLS, ...strided(stride) },
    ...(allocatesIn === undefined
      ? []
      : [{ ...spot, store, forms: ALLOCATIONS, ...strided(Math.max(stride, bounds.stride)) }]),
  ];
  const strided = (stride: number) => ({ from: 1 + random.below(stride), to: CALLS_MAX, stride });
  const each = (sequence: string, length: number): Plan =>
    Array.from({ length }, (_, at) => failing({ sequence, at: String(at) })).flat();
  const whole = (at: string, sequence: string, forms: readonly string[] = []): Plan => [
    { store, sequence, at, forms, ...strided(1) },
  ];
  return [
    ...failing({ sequence: '', at: 'make' }, bounds.stride),
    ...changes.flatMap((change) => [
      ...each(change, 1),
      ...whole('other byte', change, [OTHER_BYTE.name]),
      ...whole('gone', change),
      ...whole('replaced', change),
      ...failing({ sequence: change, at: 'close' }),
    ]),
    ...failing({ sequence: changes[0] ?? '', at: 'open' }),
    ...Array.from({ length: bounds.sequences }, () =>
      each(Array.from({ length: LENGTH }, () => random.pick(changes)).join(','), LENGTH),
    ).flat(),
    ...Array.from({ length: bounds.drawn }, () => each(drawnName(random.next()), bounds.steps)).flat(),
    ...Object.entries(cases)
      .filter(([, { stores }]) => stores.includes(store))
      .flatMap(([name]) => whole('case', name)),
    ...Object.entries(works)
      .filter(([, work]) => work.store === store)
      .map(([name]) => ({
        ...{ store, sequence: name, at: 'work', forms: CALLS },
        ...strided(Math.min(WORK_STRIDE, bounds.stride)),
      })),
  ];
}
