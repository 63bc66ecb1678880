// The part of a definition that a load needs, and the stores that it is about.

import { StoreError } from '../contract/errors.ts';
import type { Definition } from '../definition/definition.ts';
import type { LoadDefinition, LoadFault, LoadMix } from '../definition/load.ts';
import { sectionOf } from '../definition/section.ts';
import type { Role } from '../definition/subject.ts';
import {
  floorNamed,
  type Programs,
  type Subject,
  subjectFrom,
  subjectNames,
  subjectOf,
} from '../definition/subjects.ts';
import { mixesOf } from './mixes.ts';

/** Throws E_USAGE of a definition without it. */
export async function loadOf<Store>({ name, load }: Definition<Store>): Promise<LoadDefinition<Store>> {
  if (load !== undefined) return sectionOf(load);
  throw new StoreError('E_USAGE', `The definition of ${name} has no \`load\`: nothing says what to append.`);
}

/** Those that outlive a process, so that several can share them. */
export const sharedStores = <Store>(
  definition: Definition<Store>,
  roles: readonly Role[] = ['store', 'peer'],
): string[] =>
  roles
    .flatMap((role) => subjectNames(definition, role))
    .filter((name) => subjectOf(definition, name).isPersistent);

/** What can be loaded beside them: floors, as what they are under load. */
export const floorsUnderLoad = (definition: Definition): string[] =>
  subjectNames(definition, 'floor').filter((name) => floorNamed(definition, name)?.underLoad !== undefined);

/** What the processes of a load open. Throws E_USAGE. */
export function loadedOf<Store>(
  definition: Definition<Store>,
  name: string,
  programs: Programs,
): Subject<Store> {
  const floor = floorNamed(definition, name)?.underLoad;
  return floor === undefined ? subjectOf(definition, name, programs) : subjectFrom(name, floor);
}

/** When none are named. Nothing of a definition without a load. */
export async function storesUnderLoad<Store>(definition: Definition<Store>): Promise<readonly string[]> {
  if (definition.load === undefined) return [];
  const { stores } = await sectionOf(definition.load);
  return stores ?? sharedStores(definition, ['store']);
}

/** What a load can be asked for. Nothing of a definition without one. */
export async function namesUnderLoad<Store>(definition: Definition<Store>): Promise<{
  readonly operations: readonly string[];
  readonly mixes: Readonly<Record<string, LoadMix>>;
  /** Of its own. */
  readonly faults: Readonly<Record<string, LoadFault>>;
}> {
  if (definition.load === undefined) return { operations: [], mixes: {}, faults: {} };
  const load = await sectionOf(definition.load);
  return { operations: Object.keys(load.operations), mixes: mixesOf(load), faults: load.faults ?? {} };
}
