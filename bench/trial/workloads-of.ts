// What a contestant is timed at: everything of the definition that is not about others, or what a floor is a floor of. The
// reference shows the work of all.

import type { WorkloadDefinition } from '../../definition/bench.ts';
import type { Definition } from '../../definition/definition.ts';
import { sectionOf } from '../../definition/section.ts';
import { floorNamed, referenceOf } from '../../definition/subjects.ts';

/** By the names that result rows carry, in the definition's order. */
export type Workloads<Store = unknown> = Readonly<Record<string, WorkloadDefinition<Store>>>;

export async function workloadsOf<Store>(
  definition: Definition<Store>,
  contestant: string,
): Promise<Workloads<Store>> {
  const all = await sectionOf(definition.workloads ?? {});
  const floor = floorNamed(definition, contestant);
  if (floor === undefined) {
    const isAbout = ({ only = [contestant] }: WorkloadDefinition<Store>): boolean =>
      only.includes(contestant) || contestant === referenceOf(definition);
    return Object.fromEntries(Object.entries(all).filter(([, workload]) => isAbout(workload)));
  }
  const own = await sectionOf(floor.workloads ?? {});
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, { group }]) => {
      const workload = own[name];
      return workload === undefined ? [] : [[name, { group, prepare: (stage) => workload.prepare(stage) }]];
    }),
  );
}
