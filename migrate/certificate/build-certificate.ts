// Makes the certificate of a home, its database and its archive, as they are now. Reads only. One session is held at a
// time, and of the others their digests.

import { sessionDigest } from '../../contract/canonical.ts';
import { StoreError } from '../../contract/errors.ts';
import type { Control } from '../../contract/progress.ts';
import { accountOf, countVerdicts, EMPTY_RECORD_ACCOUNT, requireBalanced, sumAccounts } from '../account.ts';
import { Archive } from '../archive.ts';
import { type Content, ContentTally } from '../content-tally.ts';
import type { ImportTarget } from '../import-target.ts';
import { itemByItem } from '../item-by-item.ts';
import { type LegacyFile, legacyFiles } from '../legacy-files.ts';
import { addRecords, countRecords, NO_RECORDS, type RecordCount } from '../record-count.ts';
import { sha256Of } from '../source-file.ts';
import { MemoryRelease } from '../stream/memory-release.ts';
import { visitWorkspace } from '../visit-workspace.ts';
import {
  CERTIFICATE_SCHEMA,
  type CertificateBody,
  type CertificateVersions,
  type RecordRow,
  type WorkspaceEntry,
} from './certificate.ts';
import { contentRootOf } from './content-root.ts';
import { rootOfDigests } from './merkle.ts';
import { readRecords } from './source-records.ts';

export interface CertificateOptions extends Control {
  /** The directory that holds .ait42. */
  readonly home: string;
  readonly store: ImportTarget;
  readonly archiveDir: string;
  readonly versions: CertificateVersions;
  readonly now?: () => Date;
}

/** E_NOT_FOUND or E_IO for a home that cannot be listed; E_LOCKED when a file changes under the eyes; E_ABORTED. */
export async function buildCertificate(options: CertificateOptions): Promise<CertificateBody> {
  const { home, store, archiveDir, versions, now = () => new Date() } = options;
  const { files, foreign } = legacyFiles(home);
  const archive = new Archive(archiveDir);
  const held = new Set((await store.workspaces()).map(({ hash }) => hash));
  const entries: WorkspaceEntry[] = [];
  for (const file of itemByItem('certifying', files, options)) {
    entries.push(entryOf(await readSide(file), await storeSide(store, held, file.workspace), archive));
    held.delete(file.workspace);
  }
  for (const workspace of [...held].sort()) {
    entries.push(entryWithoutFile(workspace, await storeSide(store, held, workspace)));
  }
  return {
    schema: CERTIFICATE_SCHEMA,
    createdAt: now().toISOString(),
    versions,
    contentRoot: contentRootOf(entries),
    totals: totalsOf(home, entries),
    foreignFiles: foreign.length,
    workspaces: entries,
  };
}

/** What a file holds; without a reason, the app can read it. */
interface FileSide {
  readonly file: LegacyFile;
  readonly reason: string | null;
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
  readonly rows: readonly RecordRow[];
  readonly records: RecordCount;
}

async function readSide(file: LegacyFile): Promise<FileSide> {
  const rows: RecordRow[] = [];
  let records = NO_RECORDS;
  const release = new MemoryRelease();
  try {
    const { damage, sizeBytes, sha256 } = await readRecords(file.path, ({ offset, bytes, session }) => {
      rows.push({
        digest: sessionDigest(session),
        offset,
        sizeBytes: bytes.length,
        sha256: sha256Of(bytes),
      });
      records = addRecords(records, countRecords([session]));
      release.passed(bytes.length);
    });
    if (damage !== null) return { file, reason: damage, sizeBytes, sha256, rows: [], records: NO_RECORDS };
    return { file, reason: null, sizeBytes, sha256, rows, records };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === 'E_LOCKED') throw error;
    return { file, reason: error.code, sizeBytes: null, sha256: null, rows: [], records: NO_RECORDS };
  }
}

/** What the database holds of a workspace; null for one that it does not know. */
interface StoreSide {
  readonly digests: readonly string[];
  readonly content: Content;
}

async function storeSide(
  store: ImportTarget,
  held: ReadonlySet<string>,
  workspace: string,
): Promise<StoreSide | null> {
  if (!held.has(workspace)) return null;
  const digests: string[] = [];
  const tally = new ContentTally();
  await visitWorkspace(store, workspace, (page) => {
    for (const session of page) digests.push(sessionDigest(session));
    tally.add(page);
  });
  return { digests, content: tally.content() };
}

function entryOf(side: FileSide, stored: StoreSide | null, archive: Archive): WorkspaceEntry {
  const { file, sizeBytes, sha256, rows, records } = side;
  const isReadable = side.reason === null;
  const fileRoot = isReadable ? rootOf(side) : null;
  const databaseRoot = stored === null ? null : rootOfDigests(stored.digests);
  const { verdict, reason } = verdictOf(side, stored, archive);
  const isStored = verdict === 'imported' || verdict === 'unchanged';
  return {
    workspace: file.workspace,
    file: file.file,
    verdict,
    reason,
    sizeBytes,
    sha256,
    // What is stored is counted on the other side than what was read.
    account:
      side.reason !== null && isStored
        ? salvageAccount(
            stored?.content.records ?? NO_RECORDS,
            archive.newestOf(file.file)?.asideRecords?.length ?? 0,
          )
        : accountOf(records, verdict, isStored && stored !== null ? stored.content.records : records),
    fileRoot,
    databaseRoot,
    sessions: [...rows],
    databaseSessions: stored === null || fileRoot === databaseRoot ? null : [...stored.digests],
  };
}

/** Of a damaged file whose sound records were imported: the others are known as stretches of bytes only. */
const salvageAccount = (stored: RecordCount, lost: number): WorkspaceEntry['account'] => ({
  ...accountOf(addRecords(stored, { ...NO_RECORDS, sessions: lost }), 'imported', stored),
  aside: { ...NO_RECORDS, sessions: lost },
});

type VerdictAndReason = Pick<WorkspaceEntry, 'reason'> & {
  readonly verdict: 'imported' | 'unchanged' | 'aside' | 'refused';
};

/** From the archive's manifest, where an import that was resumed has left the same as one that was not. */
function verdictOf(side: FileSide, stored: StoreSide | null, archive: Archive): VerdictAndReason {
  const { file, reason, sha256 } = side;
  if (sha256 === null) return { verdict: 'refused', reason };
  const newest = archive.newestOf(file.file);
  if (newest?.sha256 !== sha256) return { verdict: 'refused', reason: 'E_NOT_FOUND' };
  const isSalvaged = reason !== null && newest.asideRecords !== undefined;
  if (reason !== null && !isSalvaged) return { verdict: 'aside', reason };
  const isEqual = isSalvaged
    ? stored?.content.digest === newest.contentDigest
    : stored !== null && rootOfDigests(stored.digests) === rootOf(side);
  if (!isEqual) return { verdict: 'refused', reason: 'E_CHANGED' };
  return { verdict: newest.verdict === 'unchanged' && !isSalvaged ? 'unchanged' : 'imported', reason };
}

const rootOf = ({ rows }: FileSide): string => rootOfDigests(rows.map(({ digest }) => digest));

const entryWithoutFile = (workspace: string, stored: StoreSide | null): WorkspaceEntry => ({
  workspace,
  file: null,
  verdict: null,
  reason: null,
  sizeBytes: null,
  sha256: null,
  account: EMPTY_RECORD_ACCOUNT,
  fileRoot: null,
  databaseRoot: rootOfDigests(stored?.digests ?? []),
  sessions: [],
  databaseSessions: [...(stored?.digests ?? [])],
});

function totalsOf(home: string, entries: readonly WorkspaceEntry[]): CertificateBody['totals'] {
  const verdicts = entries.map(({ verdict }) => verdict).filter((verdict) => verdict !== null);
  const records = sumAccounts(entries.map(({ account }) => account));
  const files = countVerdicts(verdicts, verdicts.length);
  requireBalanced(home, records, files);
  return { files, records };
}
