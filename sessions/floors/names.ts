// The floors by name, apart from what they do: processes that start for a moment need no more.

import type { Operation } from '../workloads/registry.ts';

interface FloorNature {
  /** The store that fills the home, and restores it between rounds. */
  readonly base: string;
  readonly operations: readonly Operation[];
}

const READ_ALL: readonly Operation[] = [
  'getAllCold',
  'getAllRepeated',
  'getAllAfterChange',
  'getAllAfterOtherChange',
];

const NATURES = {
  'floor-bytes': { base: 'json', operations: READ_ALL },
  'floor-json-parse': { base: 'json', operations: READ_ALL },
  'floor-objects': { base: 'memory', operations: ['getAllCold'] },
  'floor-driver': {
    base: 'sqlite',
    // Where all that a store must do is to run statements.
    operations: [
      ...(['getAllCold', 'getOne', 'firstPage', 'allSummaries', 'byTypePage', 'byTypeFull'] as const),
      ...(['statistics', 'searchRare', 'searchCommon', 'searchPrefix', 'searchJapanese'] as const),
      ...(['create', 'update', 'appendMessage', 'updateInstanceStatus', 'delete'] as const),
    ],
  },
} as const satisfies Record<string, FloorNature>;

export type FloorName = keyof typeof NATURES;

export const FLOOR_NAMES: readonly FloorName[] = Object.keys(NATURES) as FloorName[];

export const isFloor = (name: string): name is FloorName => Object.hasOwn(NATURES, name);

/** The store that holds the content of a contestant: the contestant itself, or what is below a floor. */
export const storeBelow = (name: string): string => (isFloor(name) ? NATURES[name].base : name);

/** Whether a trial of the contestant is worth while: a floor has some operations, of a store its trials show it. */
export const isToTry = (name: string, operation: Operation): boolean =>
  !isFloor(name) || (NATURES[name].operations as readonly Operation[]).includes(operation);
