// Which workloads a run times that names none. A file of its own: a process that does one task loads no workload for it.

import type { WorkloadName } from './registry.ts';

/** What the design document promises, and first reads of each kind. */
export const PUBLISHED: readonly WorkloadName[] = [
  ...(['getAllCold', 'getAllRepeated', 'getAllAfterChange', 'getAllAfterOtherChange'] as const),
  ...(['getOne', 'getOneCold', 'firstPage', 'firstPageCold', 'allSummaries', 'byTypePage'] as const),
  ...(['byTypeFull', 'statistics', 'statisticsCold', 'searchRare', 'searchCommon'] as const),
  ...(['searchCommonCold', 'searchPrefix', 'searchJapanese', 'create', 'update', 'appendMessage'] as const),
  ...(['updateInstanceStatus', 'delete', 'importPerSession', 'open', 'openFirstPage', 'memory'] as const),
  ...(['connections', 'dualWrites'] as const),
];
