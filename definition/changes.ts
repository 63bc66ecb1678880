// Small writes whose ends are known, for what breaks in the middle: power cuts, failing calls, killed processes. Each one changes what the
// store holds, whatever changes came before it; sequences of them are made of their names.

import { StoreError } from '../contract/errors.ts';
import type { Definition } from './definition.ts';
import type { Surroundings } from './place.ts';
import { sectionOf } from './section.ts';
import type { OpenOptions } from './subject.ts';

export interface Change<Store> {
  /** `at`: how many changes of the sequence came before, so that two of a kind do not write the same. */
  make(store: Store, change: Surroundings & { readonly at: number }): unknown;
}

export interface ChangesDefinition<Store> {
  /** Puts the little into an empty store that the changes work on. `most`: so many changes follow at most. Default: 3. */
  begin(store: Store, begin: Surroundings & { readonly most?: number }): unknown;
  /** By name. */
  readonly changes: Readonly<Record<string, Change<Store>>>;
  /**
   * What stores promise of a change that has ended, when the power is cut afterwards. `kept`: it is there. `consistent`: it may be gone
   * with all after it, but never in part. `nothing`: it is looked at, and what is wrong with it was expected.
   */
  readonly promises: Readonly<Record<string, 'kept' | 'consistent' | 'nothing'>>;
  /** Stores that are unsafe on purpose, by a name that says how: each must be found out, or the check sees too little. */
  readonly unsafe?: Readonly<Record<string, UnsafeStore<Store>>>;
}

export interface UnsafeStore<Store> {
  /** The store that it is, and that opens what is left. */
  readonly of: string;
  /** What finds it out. Default: power cuts. */
  readonly by?: 'power cuts' | 'kills';
  /** Calls that it is taken not to have made. Without renames, a new file is written in the place of the old one. */
  readonly without?: 'syncs' | 'syncs of folders' | 'renames';
  /** Opens it so that it is unsafe. Default: as the store is opened. */
  open?(home: string, options: OpenOptions): Store | Promise<Store>;
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
