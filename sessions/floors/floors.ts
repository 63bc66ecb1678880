// Floors by the names that result rows carry. What they do is loaded by the trials that time them.

import type { SessionStore } from '../../contract/store.ts';
import type { FloorDefinition, SubjectDefinition } from '../../definition/subject.ts';
import { lateSubject } from '../../definition/subjects.ts';
import type { Durability } from '../../impl-sqlite/index.ts';
import type { SessionStage } from '../workloads/workload.ts';
import type { Floor } from './floor.ts';

const READ_ALL = ['getAllCold', 'getAllRepeated', 'getAllAfterChange', 'getAllAfterOtherChange'] as const;
/** Where all that a store must do is to run statements. */
const STATEMENTS = [
  ...(['getAllCold', 'getOne', 'firstPage', 'allSummaries', 'byTypePage', 'byTypeFull'] as const),
  ...(['statistics', 'searchRare', 'searchCommon', 'searchPrefix', 'searchJapanese'] as const),
  ...(['getOneCold', 'firstPageCold', 'statisticsCold', 'searchCommonCold'] as const),
  ...(['create', 'update', 'appendMessage', 'updateInstanceStatus', 'delete'] as const),
];

export const FLOORS: Readonly<Record<string, FloorDefinition<SessionStore>>> = {
  'floor-bytes': floor('json', READ_ALL, async () => (await import('./file-floors.ts')).bytesFloor),
  'floor-json-parse': floor('json', READ_ALL, async () => (await import('./file-floors.ts')).jsonParseFloor),
  'floor-objects': floor(
    'memory',
    ['getAllCold'],
    async () => (await import('./objects-floor.ts')).objectsFloor,
  ),
  'floor-driver': {
    ...floor('sqlite', STATEMENTS, async () => (await import('./driver-floor.ts')).sqliteDriverFloor),
    underLoad: driver('normal'),
  },
};

/** What is a floor of a load alone. */
export const LOAD_FLOORS: Readonly<Record<string, FloorDefinition<SessionStore>>> = {
  'floor-driver-full': { role: 'floor', base: 'sqlite-full', underLoad: driver('full') },
};

function driver(durability: Durability): SubjectDefinition<SessionStore> {
  return lateSubject({}, async () => (await import('./driver-under-load.ts')).driverUnderLoad(durability));
}

type TimedName = (typeof READ_ALL | typeof STATEMENTS)[number];

function floor(
  base: string,
  names: readonly TimedName[],
  load: () => Promise<Floor>,
): FloorDefinition<SessionStore> {
  return {
    role: 'floor',
    base,
    workloads: async () => {
      const { WORKLOADS } = await import('../workloads/registry.ts');
      const prepare = await load();
      return Object.fromEntries(
        names.map((name) => [name, { prepare: (stage: SessionStage) => prepare(WORKLOADS[name], stage) }]),
      );
    },
  };
}
