// Every workload by the name that result rows carry.

import type { SessionStore } from '../../contract/store.ts';
import type { WorkloadDefinition } from '../../definition/bench.ts';
import * as changes from './changes.ts';
import * as reads from './reads.ts';
import * as starts from './starts.ts';
import * as writes from './writes.ts';

export const WORKLOADS = {
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
} as const satisfies Record<string, WorkloadDefinition<SessionStore>>;
