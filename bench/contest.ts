// Who is timed at what: the names of a run, looked up in the definition before anything is begun.

import { StoreError } from '../contract/errors.ts';
import type { Definition } from '../definition/definition.ts';
import { floorNamed, type Programs, referenceOf, subjectOf } from '../definition/subjects.ts';
import { benchOf, datasetsOf, type Field, fieldsOf } from './fields.ts';
import { type Workloads, workloadsOf } from './trial/workloads-of.ts';

export interface ContestChoice {
  /** Who is compared on what. Default: the stores of the definition on its datasets, 3 trials. */
  readonly fields?: readonly Field[];
  /** Names of workloads. Default: the definition's, or else all. */
  readonly operations?: readonly string[];
  /** Programs that answer the subject protocol, by the names that they have among the contestants. */
  readonly programs?: Programs;
}

export interface Contest {
  readonly fields: readonly Field[];
  readonly operations: readonly string[];
  readonly workloads: Workloads;
  /** Of each contestant of the fields. */
  readonly ofContestants: ReadonlyMap<string, Workloads>;
}

const TRIALS = 3;

/** Rejects with E_USAGE for what the definition does not have. */
export async function contestOf(definition: Definition, choice: ContestChoice): Promise<Contest> {
  const datasets = Object.keys(await datasetsOf(definition));
  const fields = choice.fields ?? (await fieldsOf(definition, { trials: TRIALS }));
  for (const { dataset } of fields) requireKnown('dataset', dataset.profile, datasets);
  const workloads = await workloadsOf(definition, referenceOf(definition));
  const names = Object.keys(workloads);
  if (names.length === 0) {
    throw new StoreError(
      'E_USAGE',
      `The definition of ${definition.name} has no workloads: nothing can be timed.`,
    );
  }
  const operations = choice.operations ?? (await benchOf(definition)).operations ?? names;
  for (const operation of operations) requireKnown('operation', operation, names);
  const ofContestants = new Map<string, Workloads>();
  for (const store of new Set(fields.flatMap((field) => field.stores))) {
    if (floorNamed(definition, store) === undefined) subjectOf(definition, store, choice.programs);
    ofContestants.set(store, await workloadsOf(definition, store));
  }
  return { fields, operations, workloads, ofContestants };
}

function requireKnown(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new StoreError('E_USAGE', `There is no ${what} named "${name}". There are ${known.join(', ')}.`);
}
