// One import's store and archive, and what it puts into the archive: originals, what they replace, and notes of both.

import type { Archive, Keeping } from './archive.ts';
import type { ReadableSource, SourceIdentity } from './import-source.ts';
import type { ImportTarget } from './import-target.ts';
import type { ArchivedOriginal } from './manifest.ts';
import { StreamedTransfer } from './streamed-transfer.ts';
import type { Held, Transfer } from './transfer.ts';
import { WholeTransfer } from './whole-transfer.ts';

export interface ImportJob {
  readonly store: ImportTarget;
  readonly archive: Archive;
  readonly canReplace: boolean;
  readonly isDryRun: boolean;
  /** Take the complete records of damaged files. */
  readonly canSalvage: boolean;
  /** Sessions in a batch of a streamed file at most. */
  readonly batchSize: number;
  /** Files of at least so many bytes are streamed. */
  readonly streamedBytesMin: number;
  /** Told between batches how many of the file's sessions are stored; throws to end the import. */
  readonly onBatch: (done: number, total: number) => void;
  /** Told while a large file is read for the first time. */
  readonly onBytes: (done: number, total: number) => void;
}

export function transferOf(job: ImportJob, source: ReadableSource): Transfer {
  const { store, archive, batchSize } = job;
  const { original } = source;
  if (Buffer.isBuffer(original)) return new WholeTransfer(store, archive, { ...source, original });
  const total = source.content.records.sessions;
  return new StreamedTransfer(store, archive, source, {
    batchSize,
    onBatch: (done) => job.onBatch(done, total),
  });
}

/**
 * The bytes go into the archive before anything is made of them. A dry run keeps nothing: `present` when the archive has
 * the bytes and says all that there is to say of the file, else null.
 */
export function keepOriginal({ isDryRun, archive }: ImportJob, source: SourceIdentity): Keeping | null {
  const { file, original, sha256 } = source;
  if (isDryRun) return archive.isSettled(file, sha256) ? 'present' : null;
  return Buffer.isBuffer(original)
    ? archive.keep({ bytes: original, sha256 })
    : archive.keepFile(original, sha256);
}

/** What a file takes the place of is kept as well: there is a way back from a replacement, too. */
export async function keepReplaced(
  { archive }: ImportJob,
  { file, workspace }: ReadableSource,
  held: Held,
): Promise<void> {
  const { sha256, sizeBytes } = await held.keep();
  if (archive.has(file, sha256)) return;
  archive.record({
    file,
    workspace,
    sizeBytes,
    sha256,
    modifiedAt: new Date().toISOString(),
    verdict: 'replaced',
    reason: null,
    sessions: held.records.sessions,
    contentDigest: held.digest,
  });
}

export type Note = Pick<ArchivedOriginal, 'verdict' | 'reason' | 'sessions' | 'contentDigest'> &
  Partial<Pick<ArchivedOriginal, 'asideRecords'>>;

/** Says in the manifest what became of the file; nothing in a dry run. */
export function note(job: ImportJob, source: SourceIdentity, outcome: Note): void {
  if (job.isDryRun) return;
  const { file, workspace, sizeBytes, sha256, modifiedAt } = source;
  job.archive.record({ file, workspace, sizeBytes, sha256, modifiedAt, ...outcome });
}
