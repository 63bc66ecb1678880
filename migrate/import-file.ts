// The verdict on one session file. What the app cannot read is kept as it is; the rest is for import-readable.ts.
//
// The app writes without asking anybody. A file that changes before its sessions are stored is read anew, and so is one
// that changed right afterwards: its newer state replaces what this run has just stored.

import type { Keeping } from './archive.ts';
import { type ImportJob, keepOriginal, note } from './import-job.ts';
import { importReadable } from './import-readable.ts';
import { type FileImport, reportOf } from './import-report.ts';
import { type DamagedSource, type ImportSource, isChange, openSource } from './import-source.ts';
import type { LegacyFile } from './legacy-files.ts';
import { salvagedSource } from './salvage/salvaged-source.ts';
import { isSameState, stateAt } from './stream/file-source.ts';

const TRIES_MAX = 5;

/** `onRead` runs after each reading of the file: tests change it there. */
export async function importFile(
  job: ImportJob,
  file: LegacyFile,
  onRead: () => void = () => {},
): Promise<FileImport> {
  let stored: string | null = null;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const { streamedBytesMin, onBytes } = job;
    const source = await openSource(file, { streamedBytesMin, onBytes });
    onRead();
    const done = await unlessFileChanged(async () => {
      const taken = salvaged(job, source);
      return { taken, report: await importSource(job, taken, stored) };
    });
    if (done === undefined) continue;
    const { taken, report } = done;
    if (taken.state === 'blocked' || report.verdict === 'refused' || isStill(taken)) return report;
    if (taken.state === 'readable') stored = taken.content.digest;
  }
  return reportOf(
    { ...file, state: 'blocked' },
    {
      verdict: 'refused',
      reason: `It changed during each of ${TRIES_MAX} tries to import it. Close the app and run again.`,
    },
  );
}

/** A damaged file as its complete records, when that is asked for or was done before; else as it is. */
function salvaged(job: ImportJob, source: ImportSource): ImportSource {
  if (source.state !== 'damaged') return source;
  const newest = job.archive.newestOf(source.file);
  const wasSalvaged = newest?.sha256 === source.sha256 && newest.asideRecords !== undefined;
  return job.canSalvage || wasSalvaged ? salvagedSource(source) : source;
}

async function importSource(
  job: ImportJob,
  source: ImportSource,
  stored: string | null,
): Promise<FileImport> {
  switch (source.state) {
    case 'blocked':
      return reportOf(source, { verdict: 'refused', reason: source.reason });
    case 'damaged':
      return reportOf(source, { verdict: 'aside', reason: source.reason, archived: putAside(job, source) });
    case 'readable':
      return importReadable(job, source, stored);
  }
}

/** Undefined when the file was no longer what had been read of it. */
async function unlessFileChanged<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isChange(error)) return undefined;
    throw error;
  }
}

function isStill({ path, fileState }: Exclude<ImportSource, { state: 'blocked' }>): boolean {
  const now = stateAt(path);
  return now !== undefined && isSameState(now, fileState);
}

function putAside(job: ImportJob, source: DamagedSource): Keeping | null {
  const archived = keepOriginal(job, source);
  note(job, source, { verdict: 'aside', reason: source.reason, sessions: null, contentDigest: null });
  return archived;
}
