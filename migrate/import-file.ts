// The verdict on one session file, and what follows from it. The order is what makes a kill at any point harmless:
// original kept, noted as pending, records stored in one transaction, read back and compared, noted as imported.

import { sessionsDigest } from '../contract/canonical.ts';
import { StoreError } from '../contract/errors.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { encodeSessions } from '../impl-json/index.ts';
import { accountOf, type RecordAccount, type Verdict } from './account.ts';
import type { Archive, Keeping } from './archive.ts';
import type { ImportTarget } from './import-target.ts';
import type { ArchivedOriginal } from './manifest.ts';
import { countRecords, NO_RECORDS, type RecordCount } from './record-count.ts';
import {
  type DamagedFile,
  type ReadableFile,
  type SourceBytes,
  type SourceFile,
  sha256Of,
} from './source-file.ts';

export interface FileImport {
  readonly file: string;
  readonly workspace: string;
  readonly verdict: Verdict;
  /** Why it was put aside or refused; null otherwise. */
  readonly reason: string | null;
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
  /** What the archive did for it; null when it keeps no original (refused, dry run). */
  readonly archived: Keeping | null;
  readonly account: RecordAccount;
  /** Sessions that the store held for the workspace and that the file replaced; they are in the archive, too. */
  readonly replacedSessions: number;
}

export interface ImportJob {
  readonly store: ImportTarget;
  readonly archive: Archive;
  readonly canReplace: boolean;
  readonly isDryRun: boolean;
  /** Hashes of the workspaces that the store knew at the start. */
  readonly heldWorkspaces: ReadonlySet<string>;
}

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

async function importReadable(job: ImportJob, source: ReadableFile): Promise<FileImport> {
  const contentDigest = sessionsDigest(source.sessions);
  const held = job.heldWorkspaces.has(source.workspace)
    ? await job.store.sessionsOfHash(source.workspace)
    : undefined;
  if (held !== undefined && sessionsDigest(held) === contentDigest) {
    const archived = keepOriginal(job, source);
    note(job, source, contentRow('unchanged', source, contentDigest));
    return reportOf(source, { verdict: 'unchanged', archived, covered: countRecords(held) });
  }
  if (held !== undefined && !job.canReplace) {
    const reason = refusal(job, source, held);
    return reportOf(source, { verdict: 'refused', reason, covered: countRecords(source.sessions) });
  }
  const replacedSessions = held?.length ?? 0;
  if (job.isDryRun) {
    return reportOf(source, {
      verdict: 'imported',
      covered: countRecords(source.sessions),
      replacedSessions,
    });
  }
  if (held !== undefined && held.length > 0) keepReplaced(job, source, held);
  const archived = keepOriginal(job, source);
  note(job, source, contentRow('pending', source, contentDigest));
  const covered = await storeSessions(job, source, contentDigest);
  note(job, source, contentRow('imported', source, contentDigest));
  return reportOf(source, { verdict: 'imported', archived, covered, replacedSessions });
}

/** Answers how many records the store holds afterwards, counted from its answer, so that an account can fail. */
async function storeSessions(
  job: ImportJob,
  source: ReadableFile,
  contentDigest: string,
): Promise<RecordCount> {
  await job.store.replaceWorkspace(source.workspace, source.sessions, {
    original: source.bytes.toString('utf8'),
  });
  const stored = await job.store.sessionsOfHash(source.workspace);
  if (sessionsDigest(stored) !== contentDigest) {
    throw new StoreError(
      'E_INTERNAL',
      `The store does not answer the sessions of ${source.file} as it was given them. This is a bug; the original is archived.`,
      { data: { file: source.file, sessions: stored.length } },
    );
  }
  return countRecords(stored);
}

/** What a file takes the place of is kept as well: there is a way back from a replacement, too. */
function keepReplaced(
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

/** The bytes go into the archive before anything is made of them. */
const keepOriginal = (job: ImportJob, source: SourceBytes): Keeping | null =>
  job.isDryRun ? null : job.archive.keep(source);

type Outcome = Pick<ArchivedOriginal, 'verdict' | 'reason' | 'sessions' | 'contentDigest'>;

function note(
  job: ImportJob,
  source: SourceBytes,
  { verdict, reason, sessions, contentDigest }: Outcome,
): void {
  if (job.isDryRun) return;
  const { file, workspace, bytes, sha256, modifiedAt } = source;
  const identity = { file, workspace, sizeBytes: bytes.length, sha256, modifiedAt };
  job.archive.record({ ...identity, verdict, reason, sessions, contentDigest });
}

const contentRow = (verdict: Outcome['verdict'], source: ReadableFile, contentDigest: string): Outcome => ({
  verdict,
  reason: null,
  sessions: source.sessions.length,
  contentDigest,
});

function refusal(job: ImportJob, source: ReadableFile, held: readonly WorktreeSession[]): string {
  const holds = `The store holds ${held.length} sessions for this workspace, the file ${source.sessions.length}`;
  const imported = job.archive.newestOf(source.file);
  return imported?.contentDigest === sessionsDigest(held)
    ? `${holds}; the file changed since it was imported, the store did not.`
    : `${holds}, with other content.`;
}

interface FileOutcome {
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly archived?: Keeping | null;
  readonly covered?: RecordCount;
  readonly replacedSessions?: number;
}

function reportOf(source: SourceFile, outcome: FileOutcome): FileImport {
  const { verdict, reason = null, archived = null, covered = NO_RECORDS, replacedSessions = 0 } = outcome;
  const isBlocked = source.state === 'blocked';
  return {
    file: source.file,
    workspace: source.workspace,
    verdict,
    reason,
    sizeBytes: isBlocked ? null : source.bytes.length,
    sha256: isBlocked ? null : source.sha256,
    archived,
    account: accountOf(
      source.state === 'readable' ? countRecords(source.sessions) : NO_RECORDS,
      verdict,
      covered,
    ),
    replacedSessions,
  };
}
