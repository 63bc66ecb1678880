// The verdict on one session file. What the app cannot read is kept as it is; the rest is for import-readable.ts.

import type { Keeping } from './archive.ts';
import { type ImportJob, keepOriginal, note } from './import-job.ts';
import { importReadable } from './import-readable.ts';
import { type FileImport, reportOf } from './import-report.ts';
import type { DamagedFile, SourceFile } from './source-file.ts';

export async function importFile(job: ImportJob, source: SourceFile): Promise<FileImport> {
  switch (source.state) {
    case 'blocked':
      return reportOf(source, { verdict: 'refused', reason: source.reason });
    case 'damaged':
      return reportOf(source, { verdict: 'aside', reason: source.reason, archived: putAside(job, source) });
    case 'readable':
      return importReadable(job, source);
  }
}

function putAside(job: ImportJob, source: DamagedFile): Keeping | null {
  const archived = keepOriginal(job, source);
  note(job, source, { verdict: 'aside', reason: source.reason, sessions: null, contentDigest: null });
  return archived;
}
