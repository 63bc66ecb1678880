// Every workload by the name that result rows carry.

import type { SessionStore } from '../../contract/store.ts';
import type { WorkloadDefinition } from '../../definition/bench.ts';
import * as changes from './changes.ts';
import * as reads from './reads.ts';
import * as files from './session-files.ts';
import * as starts from './starts.ts';
import type { SessionWorkload } from './workload.ts';
import * as writes from './writes.ts';

const READS = {
  getOne: reads.getOne,
  firstPage: reads.firstPage,
  nextPage: reads.nextPage,
  allSummaries: reads.allSummaries,
  allWorkspaces: reads.allWorkspaces,
  byTypePage: reads.byTypePage,
  byTypeFull: reads.byTypeFull,
  instances: reads.instances,
  messages: reads.messages,
  statistics: reads.statistics,
  searchRare: reads.searchRare,
  searchCommon: reads.searchCommon,
  searchPrefix: reads.searchPrefix,
  searchJapanese: reads.searchJapanese,
};

type FirstReads<R> = { readonly [Name in keyof R & string as `${Name}Cold`]: SessionWorkload };

const firstReads = <R extends Readonly<Record<string, SessionWorkload>>>(repeated: R): FirstReads<R> =>
  Object.fromEntries(
    Object.entries(repeated).map(([name, read]) => [`${name}Cold`, reads.firstRead(read)]),
  ) as FirstReads<R>;

export const WORKLOADS = {
  getAllCold: reads.getAllCold,
  getAllRepeated: reads.getAllRepeated,
  getAllAfterChange: changes.getAllAfterChange,
  getAllAfterOtherChange: changes.getAllAfterOtherChange,
  getAllAfterDelete: changes.getAllAfterDelete,
  ...READS,
  ...firstReads(READS),
  // Other questions of the same reads: their first answer shows nothing that the ones above do not.
  sorted: reads.sorted,
  filtered: reads.filtered,
  filteredByInstances: reads.filteredByInstances,
  filteredByText: reads.filteredByText,
  statisticsOfAll: reads.statisticsOfAll,
  create: writes.create,
  createInNew: starts.createInNew,
  update: writes.update,
  updateShorter: writes.updateShorter,
  updateUnknown: writes.updateUnknown,
  appendMessage: writes.appendMessage,
  updateInstanceStatus: writes.updateInstanceStatus,
  delete: writes.deleteSession,
  transaction: writes.transaction,
  importFile: files.importFile,
  importLargeFile: files.importLargeFile,
  exportFile: files.exportFile,
  removeFile: files.removeFile,
  importPerSession: starts.importPerSession,
  open: starts.open,
  openFirstPage: starts.openFirstPage,
  memory: starts.memory,
  connections: starts.connections,
  dualWrites: starts.dualWrites,
} as const satisfies Record<string, WorkloadDefinition<SessionStore>>;

export type WorkloadName = keyof typeof WORKLOADS;
