// The choice of operations and data on a command line, checked before any store is filled.

import { OPERATIONS, type Operation, PROFILES, type Profile } from '../bench/index.ts';
import { StoreError } from '../contract/errors.ts';

/** Undefined: all. Throws E_USAGE. */
export const checkedOperations = (names: readonly string[] | undefined): readonly Operation[] | undefined =>
  names?.map((name) => oneOf(OPERATIONS, name, 'operation'));

/** Throws E_USAGE. */
export const checkedProfile = (name: string): Profile => oneOf(PROFILES, name, 'profile');

function oneOf<T extends string>(words: readonly T[], name: string, what: string): T {
  const found = words.find((word) => word === name);
  if (found !== undefined) return found;
  throw new StoreError('E_USAGE', `There is no ${what} "${name}". There are ${words.join(', ')}.`);
}
