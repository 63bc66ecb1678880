// The operations at a path of fast-check: the one history of a check, then which of its shrinks, which of those of that, and
// so on. It is walked here and not by fast-check, which takes a path that leads nowhere for another history, or for none.

import fc from 'fast-check';
import { breathe } from '../contract/breathe.ts';
import { StoreError } from '../contract/errors.ts';
import type { Definition } from '../definition/definition.ts';
import type { Step } from '../definition/operation.ts';
import { GeneratedHistory, type History } from './arbitraries/history.ts';
import type { ShrinkStage } from './arbitraries/smaller-histories.ts';
import { type EquivalenceOptions, historiesOf, WHOLE } from './equivalence.ts';
import { rulesOf } from './rules.ts';

/**
 * The operations that a check with these options came to on a path, such as that of a counterexample. Throws E_USAGE when
 * it leads nowhere, and the reason of a signal that is aborted.
 */
export async function operationsAt<Store>(
  definition: Definition<Store>,
  path: string,
  options: EquivalenceOptions<Store>,
): Promise<readonly Step[]> {
  const { seed, signal } = options;
  const histories = await historiesOf(await rulesOf(definition), options);
  const [first, ...shrinks] = path.split(':');
  const [whole] = fc.sample(histories, { seed, numRuns: 1 });
  if (first !== WHOLE || !(whole instanceof GeneratedHistory)) throw leadsNowhere(path, options);
  let at = new fc.Value<History>(await whole.playedInTurns(signal), undefined);
  for (const nth of shrinks) {
    const next = await nthOf(
      histories.shrink(at.value, at.context as ShrinkStage | undefined),
      Number(nth),
      signal,
    );
    if (next === undefined) throw leadsNowhere(path, options);
    at = next;
  }
  return at.value as readonly Step[];
}

/** One after the other: in a long history each takes its time. */
async function nthOf<T>(
  values: Iterable<T>,
  nth: number,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  let index = 0;
  for (const value of values) {
    await breathe();
    signal?.throwIfAborted();
    if (index++ === nth) return value;
  }
  return undefined;
}

const leadsNowhere = (
  path: string,
  { operations, seed }: Pick<EquivalenceOptions<never>, 'operations' | 'seed'>,
): StoreError =>
  new StoreError(
    'E_USAGE',
    `The path ${path} leads to no operations in the ${operations} of seed ${seed}. Give the --operations and the --seed ` +
      'that were printed with the path, to the version that printed it. Nothing was played.',
  );
