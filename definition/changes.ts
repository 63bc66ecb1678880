// Small writes whose ends are known, for what breaks in the middle: power cuts, failing calls, killed processes. Each one changes what the
// store holds, whatever changes came before it; sequences of them are made of their names.

import { StoreError } from '../contract/errors.ts';
import type { Definition } from './definition.ts';
import type { Surroundings } from './place.ts';
import { sectionOf } from './section.ts';

export interface Change<Store> {
  /** `at`: how many changes of the sequence came before, so that two of a kind do not write the same. */
  make(store: Store, change: Surroundings & { readonly at: number }): unknown;
}

export interface ChangesDefinition<Store> {
  /** Puts the little into an empty store that the changes work on. */
  begin(store: Store, surroundings: Surroundings): unknown;
  /** By name. */
  readonly changes: Readonly<Record<string, Change<Store>>>;
  /**
   * What stores promise of a change that has ended, when the power is cut afterwards. `kept`: it is there. `consistent`: it may be gone
   * with all after it, but never in part. `nothing`: it is looked at, and what is wrong with it was expected.
   */
  readonly promises: Readonly<Record<string, 'kept' | 'consistent' | 'nothing'>>;
}

/** Rejects with E_USAGE of a definition without it. */
export async function changesOf<Store>({
  name,
  changes,
}: Pick<Definition<Store>, 'name' | 'changes'>): Promise<ChangesDefinition<Store>> {
  if (changes !== undefined) return sectionOf(changes);
  throw new StoreError(
    'E_USAGE',
    `The definition of ${name} has no \`changes\`: nothing says what a power cut may break.`,
  );
}
