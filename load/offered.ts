// A mix without what a store cannot do. It is said what is left out: a mix that is another one must not look the same.

import { StoreError } from '../contract/errors.ts';
import type { LoadDefinition } from '../definition/load.ts';
import type { ChosenMix } from './mixes.ts';

export interface OfferedMix {
  readonly mix: ChosenMix;
  /** Names of operations. */
  readonly leftOut: readonly string[];
}

/** Workers of a group that has nothing left to do join the others in turn. Throws E_USAGE where nobody has. */
export function offeredMix<Store>(
  { operations }: Pick<LoadDefinition<Store>, 'operations'>,
  mix: ChosenMix,
  { name, store }: { readonly name: string; readonly store: Store },
): OfferedMix {
  const isOffered = (operation: string): boolean => operations[operation]?.offeredBy?.(store) ?? true;
  const asked = new Set(mix.groups.flatMap((group) => Object.keys(group.operations)));
  const leftOut = [...asked].filter((operation) => !isOffered(operation));
  if (leftOut.length === 0) return { mix, leftOut };
  const groups = mix.groups.map((group) => ({
    ...group,
    operations: Object.fromEntries(
      Object.entries(group.operations).filter(([operation]) => !leftOut.includes(operation)),
    ),
  }));
  const busy = groups.filter((group) => Object.keys(group.operations).length > 0);
  if (busy.length === 0) {
    throw new StoreError(
      'E_USAGE',
      `The store ${name} offers nothing of the mix ${mix.name}: ${leftOut.join(', ')}. Name another mix, or another store.`,
    );
  }
  let joined = 0;
  return {
    mix: {
      ...mix,
      groups: groups.map((group) =>
        busy.includes(group) ? group : (busy[joined++ % busy.length] as (typeof groups)[number]),
      ),
    },
    leftOut,
  };
}
