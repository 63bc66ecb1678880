// A task of a definition on a store: in a process of its own, and on the model to show the work.

import { type Dataset, NotOffered } from '../../definition/bench.ts';
import type { Definition } from '../../definition/definition.ts';
import type { Surroundings } from '../../definition/place.ts';
import { sectionOf } from '../../definition/section.ts';

interface On<Store> extends Dataset, Surroundings {
  readonly store: Store;
  readonly openAnother: () => Promise<Store>;
}

export async function doFreshTask<Store>(
  definition: Definition<Store>,
  name: string,
  { store, ...on }: On<Store>,
): Promise<unknown> {
  const { tasks = {} } = await sectionOf(definition.bench ?? {});
  const task = (await sectionOf(tasks))[name];
  if (task === undefined) throw new NotOffered(`the definition has no task named "${name}"`);
  return task.run(store, on);
}
