// What an import would do, found out without writing anything: against the database that is there, read-only, or
// against an empty store in memory when there is none yet.

import { existsSync } from 'node:fs';
import { type ImportReport, importHome, MemoryTarget } from '../../migrate/index.ts';
import { archiveOf, databaseOf, readingDatabase } from './places.ts';

export interface PlanRequest {
  readonly home: string;
  readonly canReplace: boolean;
  readonly signal: AbortSignal;
}

export async function planImport({ home, canReplace, signal }: PlanRequest): Promise<ImportReport> {
  const request = { home, archiveDir: archiveOf(home), isDryRun: true, replace: canReplace, signal };
  if (!existsSync(databaseOf(home))) return importHome({ ...request, store: new MemoryTarget() });
  return readingDatabase(home, (store) => importHome({ ...request, store }));
}
