// Which parts a verification has: those of the engines, for any definition, and those that only the definition can make. Each is loaded
// when it is run.

import type { Definition } from '../../definition/definition.ts';
import { type Section, sectionOf } from '../../definition/section.ts';
import type { Part, Parts } from '../../definition/verification.ts';
import { PARTS, type PartName } from '../../results/verification.ts';

/** As it is typed: one word. */
export const typedPart = (name: PartName): string => name.replace(' ', '-');

/** Generic in the stores that they look at. */
const OF_ENGINES: Readonly<Partial<Record<PartName, Section<Part<unknown>>>>> = {
  sequences: async () => (await import('../../props/sequences/part.ts')).sequences,
  losslessness: async () => (await import('../../props/losslessness/part.ts')).losslessness,
  crash: async () => (await import('../../props/crash/part.ts')).crash,
  damage: async () => (await import('../../props/damage/part.ts')).damage,
  isolation: async () => (await import('../../load/isolation/part.ts')).isolation,
  faults: async () => (await import('../../props/faults/part.ts')).faults,
};

/** In the order in which they are run. One of the definition takes the place of one of the engines. */
export async function partsOf(definition: Definition): Promise<readonly Part[]> {
  const own: Parts = await sectionOf<Parts>(definition.verification ?? {});
  return Promise.all(
    PARTS.map((name) => {
      const part = own[name] ?? OF_ENGINES[name];
      return part === undefined ? missingPart(name) : sectionOf(part);
    }),
  );
}

const missingPart = (name: PartName): Part => ({
  name,
  missing: async ({ name: definition }) => `The definition of ${definition} has no part of this name.`,
  run: async () => {},
});
