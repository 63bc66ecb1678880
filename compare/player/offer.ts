// What a side can be timed at, of what was chosen.

import { datasetsOf, fieldsOf } from '../../bench/index.ts';
import { workloadsOf } from '../../bench/trial/workloads-of.ts';
import type { Definition } from '../../definition/definition.ts';
import { sectionOf } from '../../definition/section.ts';
import {
  contestantsOf,
  floorNamed,
  type Programs,
  referenceOf,
  subjectNames,
} from '../../definition/subjects.ts';
import type { ComparisonChoice } from '../options.ts';
import type { Offer } from './calls.ts';

/** What is not chosen, the definition chooses. Figures that are no durations are not compared. */
export async function offerOf(
  definition: Definition,
  programs: Programs,
  choice: ComparisonChoice,
): Promise<Offer> {
  const chosen = await withDefaults(definition, programs, choice);
  const known = [...contestantsOf(definition), ...Object.keys(programs)];
  const datasets = await datasetsOf(definition);
  const fields = await fieldsOf(definition, {
    stores: chosen.stores.filter((store) => known.includes(store)),
    profiles: chosen.profiles.filter((profile) => Object.hasOwn(datasets, profile)),
    sizes: chosen.records,
    trials: 1,
  });
  const workloads = Object.entries(await workloadsOf(definition, referenceOf(definition)));
  return {
    fields: fields.flatMap(({ dataset, stores }) => stores.map((store) => ({ store, dataset }))),
    operations: workloads
      .filter(
        ([operation, workload]) => 'prepare' in workload && (choice.operations?.includes(operation) ?? true),
      )
      .map(([operation, { group }]) => ({ operation, group })),
    choice: { ...chosen, records: [...new Set(fields.map(({ dataset }) => dataset.size))] },
  };
}

async function withDefaults(
  definition: Definition,
  programs: Programs,
  choice: ComparisonChoice,
): Promise<Offer['choice']> {
  const bench = await sectionOf(definition.bench ?? {});
  const { compared = {} } = bench;
  const ownStores = compared.stores ?? bench.stores ?? subjectNames(definition);
  const named = Object.keys(programs);
  const records = choice.records ?? compared.records;
  return {
    stores:
      choice.stores ??
      (named.length > 0 ? named : ownStores.filter((name) => floorNamed(definition, name) === undefined)),
    profiles:
      choice.profiles ?? compared.profiles ?? bench.profiles ?? Object.keys(await datasetsOf(definition)),
    ...(records !== undefined && { records }),
  };
}
