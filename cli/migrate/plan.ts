// What an import would do, found out without writing anything: against the database that is there, read-only, or
// against an empty store in memory when there is none yet. What cannot be read without writing first, because its making
// was cut short or it is from an earlier version, is brought up to date in a copy.

import type { ProgressListener } from '../../contract/progress.ts';
import { type ImportReport, type ImportTarget, importHome, MemoryTarget } from '../../migrate/index.ts';
import { readingUpToDate } from './databases.ts';
import type { ImportRequest } from './import-request.ts';
import { archiveOf, databaseOf, isPresent } from './places.ts';
import { asPlanning } from './stages.ts';

export interface PlanRequest extends ImportRequest {
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

export interface ImportPlan {
  readonly report: ImportReport;
  /**
   * absent, or current: it reads at the present schema. outdated: an opening for writing has to finish its making or
   * bring its schema up to date first, which changes it whatever the plan says.
   */
  readonly database: 'absent' | 'current' | 'outdated';
}

export async function planImport(planned: PlanRequest): Promise<ImportPlan> {
  const { home, canReplace, signal, options, onProgress } = planned;
  const request = {
    ...options,
    home,
    archiveDir: archiveOf(home),
    isDryRun: true,
    replace: canReplace,
    signal,
    onProgress: asPlanning(onProgress),
  };
  const plan = (store: ImportTarget): Promise<ImportReport> => importHome({ ...request, store });
  if (!isPresent(databaseOf(home))) return { report: await plan(new MemoryTarget()), database: 'absent' };
  const { answer, isCurrent } = await readingUpToDate(home, plan);
  return { report: answer, database: isCurrent ? 'current' : 'outdated' };
}
