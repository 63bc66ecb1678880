// One thing that can be asked of a store.

import type { Arbitrary } from 'fast-check';

/** One step of a history as plain JSON, so that it can be printed, kept and played again. More keys are the definition's own. */
export interface Step {
  readonly op: string;
  /** None of a restart, and of what happens beside the stores. */
  readonly args?: readonly unknown[];
  /** Steps inside it: what they need it needs. */
  readonly calls?: readonly Step[];
}

export interface Operation<Store, Args extends readonly unknown[] = readonly unknown[]> {
  /** JSON values, in the order in which `call` takes them. They shrink as the arbitrary does. */
  readonly arguments: Arbitrary<Args>;
  readonly writes: boolean;
  /** How often among the others. Default: 1. */
  readonly weight?: number;
  /** What they are called in a request to a program, whose `args` is an object then. Default: an array. */
  readonly names?: readonly string[];
  /**
   * Its answer is compared as JSON; undefined is null. What it throws is its outcome too. `step`: for more keys of the definition's.
   * Default: calls the store's method of the operation's name.
   */
  call?(store: Store, args: Args, step: Step): unknown;
}

/** Asks a store what a step says. Throws TypeError where neither the operation nor the store has a way to. */
export function ask<Store>({ call }: Operation<Store>, store: Store, step: Step): unknown {
  const { op, args = [] } = step;
  if (call !== undefined) return call(store, args, step);
  const method = (store as Readonly<Record<string, unknown>>)[op];
  if (typeof method !== 'function') throw new TypeError(`The store has no method ${op}`);
  return method.apply(store, args);
}

/** For the types of its arguments: inside a definition they would be unknown. */
export const operation = <Store, Args extends readonly unknown[]>(
  row: Operation<Store, Args>,
): Operation<Store> => row as Operation<Store>;
