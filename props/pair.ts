// The two stores of a check, which may be one and the same, and what they are compared with: the model of their definition.
// Where it has none the left one is the reference: the right one is compared with it, and only that one is restarted.

import { awaited } from '../definition/awaited.ts';
import type { Definition } from '../definition/definition.ts';
import { type Subject, subjectNames, subjectOf } from '../definition/subjects.ts';
import type { Check } from '../results/result.ts';
import { HistoryFolder } from './history-folder.ts';
import { type Rules, rulesOf } from './rules.ts';

export interface Pair<Store> {
  readonly left: Subject<Store>;
  readonly right: Subject<Store>;
}

/** What is played, and on what. */
export interface Lineup<Store> {
  readonly rules: Rules<Store>;
  readonly reference: Subject<Store>;
  /** Those that are compared with it. */
  readonly subjects: readonly Subject<Store>[];
}

export async function lineupOf<Store>(
  definition: Definition<Store>,
  pair: Pair<Store>,
): Promise<Lineup<Store>> {
  const rules = await rulesOf(definition);
  const [model] = subjectNames(definition, 'model');
  return model === undefined
    ? { rules, reference: pair.left, subjects: [pair.right] }
    : { rules, reference: subjectOf(definition, model), subjects: storesOf(pair) };
}

export const storesOf = <Store>({ left, right }: Pair<Store>): readonly Subject<Store>[] =>
  left.name === right.name ? [left] : [left, right];

/** As it is told of. */
export const referenceText = <Store>({ reference }: Pick<Lineup<Store>, 'reference'>): string =>
  reference.role === 'model' ? 'the model' : reference.name;

/** What came of a check of both, as a row of a result file. */
export const pairCheck = <Store>(
  { left, right }: Pair<Store>,
  found: Pick<Check, 'name' | 'verdict' | 'counts' | 'detail'>,
): Check => ({ row: 'check', area: 'equivalence', subject: `${left.name} = ${right.name}`, ...found });

/** The operations that both have. Throws what opening a store throws. */
export async function commonOperations<Store>(
  pair: Pair<Store>,
  { operations }: Rules<Store>,
): Promise<ReadonlySet<string>> {
  const subjects = storesOf(pair);
  const folder = HistoryFolder.of(subjects);
  let common: ReadonlySet<string> = new Set(Object.keys(operations));
  try {
    for (const subject of subjects) {
      const home = folder.newHome();
      const store = await awaited(subject, 'open', () => subject.open(home));
      const offered = subject.offered(store);
      if (offered !== null) common = new Set([...common].filter((op) => offered.has(op)));
      await subject.close(store);
    }
    return common;
  } finally {
    await folder.remove();
  }
}
