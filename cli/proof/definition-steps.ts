// The main job on a definition: what it consists of follows from what the definition has, and what it lacks is named.

import { datasetsOf, type Field, fieldsOf } from '../../bench/index.ts';
import { StoreError } from '../../contract/errors.ts';
import type { Definition } from '../../definition/definition.ts';
import { subjectNames } from '../../definition/subjects.ts';
import { wordsOf } from '../../definition/words.ts';
import { storesUnderLoad } from '../../load/index.ts';
import type { ProofStep } from './job.ts';
import type { ProofScale } from './scale.ts';
import { equivalence, load, migrations, type StorePair, timing } from './steps.ts';

export interface DefinitionSteps {
  readonly steps: readonly ProofStep[];
  /** What is not done for want of a part of the definition, a line each. */
  readonly lacking: readonly string[];
}

/** E_USAGE where nothing could be compared. */
export async function definitionSteps(definition: Definition): Promise<DefinitionSteps> {
  const steps = [equivalence(pairsOf(definition))];
  const lacking: string[] = [];
  if (definition.migrations !== undefined) steps.push(migrations(definition));
  else lacking.push('no migrations: nothing was moved');
  const untimed = (['workloads', 'datasets'] as const).find((part) => definition[part] === undefined);
  if (untimed === undefined) {
    const title = 'every workload timed on every store';
    steps.push(timing(title, (scale) => fieldsAt(definition, scale)));
  } else lacking.push(`no ${untimed}: nothing was timed`);
  if (definition.load !== undefined) {
    steps.push(load('several processes on one store', await storesUnderLoad(definition)));
  } else lacking.push('no load: no writes of several processes were looked for');
  return { steps, lacking };
}

/** The two that the claims compare, and every other store with the model, or with the baseline where there is none. */
function pairsOf(definition: Definition): StorePair[] {
  const { baseline, candidate } = wordsOf(definition);
  const [model] = subjectNames(definition, 'model');
  const stores = subjectNames(definition);
  if (model === undefined && stores.length < 2) {
    throw new StoreError(
      'E_USAGE',
      `${definition.name} has ${stores.length === 1 ? 'one store' : 'no store'} and no model, so there is nothing to compare. Nothing was done.`,
    );
  }
  const others = stores.filter((name) => name !== baseline && name !== candidate);
  return [
    [baseline === model ? candidate : baseline, candidate],
    ...others.map((name): StorePair => [model === undefined ? baseline : name, name]),
  ];
}

/** A quick run takes the least of every kind of data. */
async function fieldsAt(definition: Definition, { name, trials }: ProofScale): Promise<Field[]> {
  if (name === 'full') return fieldsOf(definition, { trials });
  const fields = Object.entries(await datasetsOf(definition)).map(([profile, { sizes = [100] }]) =>
    fieldsOf(definition, { trials, profiles: [profile], sizes: [Math.min(...sizes)] }),
  );
  return (await Promise.all(fields)).flat();
}
