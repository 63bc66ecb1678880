// The two stores of a check, which may be one and the same.

import type { Check } from '../contract/result.ts';
import { offeredBy, type StoreMethod, type Subject } from '../subjects/index.ts';
import { World } from './world.ts';

export interface Pair {
  readonly left: Subject;
  readonly right: Subject;
}

export const subjectsOf = ({ left, right }: Pair): readonly Subject[] =>
  left.name === right.name ? [left] : [left, right];

/** What came of a check of both, as a row of a result file. */
export const pairCheck = (
  { left, right }: Pair,
  found: Pick<Check, 'name' | 'verdict' | 'counts' | 'detail'>,
): Check => ({ row: 'check', area: 'equivalence', subject: `${left.name} = ${right.name}`, ...found });

/** The methods that both have. Throws what opening a store throws. */
export async function commonMethods(pair: Pair): Promise<ReadonlySet<StoreMethod>> {
  const subjects = subjectsOf(pair);
  const world = World.of(subjects);
  try {
    let common: ReadonlySet<StoreMethod> | undefined;
    for (const subject of subjects) {
      const store = await subject.open(world.newHome());
      const offered = offeredBy(store);
      common = common === undefined ? offered : new Set([...common].filter((method) => offered.has(method)));
      await store.close();
    }
    return common ?? new Set();
  } finally {
    await world.remove();
  }
}
