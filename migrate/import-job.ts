// One import's store and archive, and what it puts into the archive: originals, what they replace, and notes of both.

import { sessionsDigest } from '../contract/canonical.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { encodeSessions } from '../impl-json/index.ts';
import type { Archive, Keeping } from './archive.ts';
import type { ImportTarget } from './import-target.ts';
import type { ArchivedOriginal } from './manifest.ts';
import { type ReadableFile, type SourceBytes, sha256Of } from './source-file.ts';

export interface ImportJob {
  readonly store: ImportTarget;
  readonly archive: Archive;
  readonly canReplace: boolean;
  readonly isDryRun: boolean;
}

/** The bytes go into the archive before anything is made of them. Null in a dry run, which keeps nothing. */
export const keepOriginal = (job: ImportJob, source: SourceBytes): Keeping | null =>
  job.isDryRun ? null : job.archive.keep(source);

/** What a file takes the place of is kept as well: there is a way back from a replacement, too. */
export function keepReplaced(
  { archive }: ImportJob,
  { file, workspace }: ReadableFile,
  held: readonly WorktreeSession[],
): void {
  const bytes = encodeSessions(held);
  const sha256 = sha256Of(bytes);
  archive.keep({ bytes, sha256 });
  if (archive.has(file, sha256)) return;
  archive.record({
    file,
    workspace,
    sizeBytes: bytes.length,
    sha256,
    modifiedAt: new Date().toISOString(),
    verdict: 'replaced',
    reason: null,
    sessions: held.length,
    contentDigest: sessionsDigest(held),
  });
}

export type Note = Pick<ArchivedOriginal, 'verdict' | 'reason' | 'sessions' | 'contentDigest'>;

/** Says in the manifest what became of the file; nothing in a dry run. */
export function note(job: ImportJob, source: SourceBytes, outcome: Note): void {
  if (job.isDryRun) return;
  const { file, workspace, bytes, sha256, modifiedAt } = source;
  const { verdict, reason, sessions, contentDigest } = outcome;
  const identity = { file, workspace, sizeBytes: bytes.length, sha256, modifiedAt };
  job.archive.record({ ...identity, verdict, reason, sessions, contentDigest });
}
