// Who is compared on what: a field is a dataset with its contestants and the number of their trials. A full run cannot
// have everything everywhere: one write of a store that rewrites 10,000 records takes a second.

import { StoreError } from '../contract/errors.ts';
import type { BenchDefinition, Dataset, DatasetDefinition } from '../definition/bench.ts';
import type { Definition } from '../definition/definition.ts';
import { sectionOf } from '../definition/section.ts';
import { subjectNames } from '../definition/subjects.ts';

export interface Field {
  readonly dataset: Dataset;
  readonly stores: readonly string[];
  /** Of each store and group of operations. */
  readonly trials: number;
}

export interface FieldChoice {
  /** Default: the definition's, or else every subject whose role is store. */
  readonly stores?: readonly string[] | undefined;
  /** Beside those. */
  readonly against?: readonly string[] | undefined;
  /** Numbers of records. Default: those of each dataset. */
  readonly sizes?: readonly number[] | undefined;
  /** Default: the definition's, or else all. */
  readonly profiles?: readonly string[] | undefined;
  readonly trials: number;
}

/** The seed of published figures. */
const DATASET_SEED = 42;
const SIZES: readonly number[] = [100, 1_000];

/** Every store on every dataset at every size, each once and in the order given, but for data that is too large. */
export async function fieldsOf(definition: Definition, choice: FieldChoice): Promise<Field[]> {
  const datasets = await datasetsOf(definition);
  const bench = await benchOf(definition);
  const stores = choice.stores ?? bench.stores ?? subjectNames(definition);
  return distinct(choice.profiles ?? bench.profiles ?? Object.keys(datasets)).flatMap((profile) =>
    distinct(choice.sizes ?? datasets[profile]?.sizes ?? SIZES)
      .filter((size) => !isTooLarge(datasets[profile], size))
      .map((size) => ({
        dataset: { profile, size, seed: DATASET_SEED },
        stores: distinct([...stores, ...(choice.against ?? [])]),
        trials: choice.trials,
      })),
  );
}

/** What a full run of the definition has; `against` is compared wherever the field is open to others. */
export async function fullFields(
  definition: Definition,
  trials: number,
  against: readonly string[] = [],
): Promise<Field[]> {
  const { full } = await benchOf(definition);
  if (full === undefined) return fieldsOf(definition, { trials, against });
  return full.map(({ profile, size, stores, isClosed = false, share = 1 }) => ({
    dataset: { profile, size, seed: DATASET_SEED },
    stores: isClosed ? stores : distinct([...stores, ...against]),
    trials: Math.max(1, Math.round(trials * share)),
  }));
}

export const isTooLarge = (dataset: DatasetDefinition<never> | undefined, size: number): boolean =>
  size > (dataset?.sizeMax ?? Infinity);

/** By profile. Rejects with E_USAGE when there are none. */
export async function datasetsOf<Store>(
  definition: Definition<Store>,
): Promise<Readonly<Record<string, DatasetDefinition<Store>>>> {
  if (definition.datasets !== undefined) return sectionOf(definition.datasets);
  throw new StoreError(
    'E_USAGE',
    `The definition of ${definition.name} has no datasets: nothing can be timed.`,
  );
}

export const benchOf = async <Store>(definition: Definition<Store>): Promise<BenchDefinition<Store>> =>
  sectionOf(definition.bench ?? {});

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
