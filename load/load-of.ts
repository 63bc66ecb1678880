// The part of a definition that a load needs.

import { StoreError } from '../contract/errors.ts';
import type { Definition } from '../definition/definition.ts';
import type { LoadDefinition } from '../definition/load.ts';
import { sectionOf } from '../definition/section.ts';

/** Throws E_USAGE of a definition without it. */
export async function loadOf<Store>({ name, load }: Definition<Store>): Promise<LoadDefinition<Store>> {
  if (load !== undefined) return sectionOf(load);
  throw new StoreError('E_USAGE', `The definition of ${name} has no \`load\`: nothing says what to append.`);
}
