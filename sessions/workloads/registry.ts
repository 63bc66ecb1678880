// Every workload by the name that result rows carry.

import type { Workload } from '../../bench/workloads/workload.ts';
import { StoreError } from '../../contract/errors.ts';
import * as changes from './changes.ts';
import * as reads from './reads.ts';
import * as starts from './starts.ts';
import * as writes from './writes.ts';

const WORKLOADS = {
  getAllCold: reads.getAllCold,
  getAllRepeated: reads.getAllRepeated,
  getAllAfterChange: changes.getAllAfterChange,
  getAllAfterOtherChange: changes.getAllAfterOtherChange,
  getOne: reads.getOne,
  firstPage: reads.firstPage,
  allSummaries: reads.allSummaries,
  byTypePage: reads.byTypePage,
  byTypeFull: reads.byTypeFull,
  statistics: reads.statistics,
  searchRare: reads.searchRare,
  searchCommon: reads.searchCommon,
  searchPrefix: reads.searchPrefix,
  searchJapanese: reads.searchJapanese,
  create: writes.create,
  update: writes.update,
  appendMessage: writes.appendMessage,
  updateInstanceStatus: writes.updateInstanceStatus,
  delete: writes.deleteSession,
  importPerSession: starts.importPerSession,
  open: starts.open,
  openFirstPage: starts.openFirstPage,
  memory: starts.memory,
} as const satisfies Record<string, Workload>;

export type Operation = keyof typeof WORKLOADS;
export const OPERATIONS: readonly Operation[] = Object.keys(WORKLOADS) as Operation[];

/** Throws E_USAGE for a name that is none. */
export function workloadOf(operation: string): Workload {
  if (!Object.hasOwn(WORKLOADS, operation)) {
    throw new StoreError(
      'E_USAGE',
      `There is no operation named "${operation}". There are ${OPERATIONS.join(', ')}.`,
    );
  }
  return WORKLOADS[operation as Operation];
}
