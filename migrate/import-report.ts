// What became of one session file in an import.

import { accountOf, type FileVerdict, type RecordAccount, withAside } from './account.ts';
import type { Keeping } from './archive.ts';
import type { ImportSource, Salvage } from './import-source.ts';
import type { LegacyFile } from './legacy-files.ts';
import { NO_RECORDS, type RecordCount } from './record-count.ts';

export interface FileImport {
  readonly file: string;
  readonly workspace: string;
  readonly verdict: FileVerdict;
  /** Why it was put aside or refused; null otherwise. */
  readonly reason: string | null;
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
  /**
   * What the archive did for it; null when it keeps no original (refused before anything was stored). In a dry run
   * `present` when the archive has nothing to do for the file, else null.
   */
  readonly archived: Keeping | null;
  readonly account: RecordAccount;
  /** Sessions that the store held for the workspace and that the file replaced; they are in the archive, too. */
  readonly replacedSessions: number;
  /** Of a damaged file whose complete records were taken: which, and which bytes were not; else null. */
  readonly salvage: Salvage | null;
}

export interface FileOutcome {
  readonly verdict: FileVerdict;
  readonly reason?: string;
  readonly archived?: Keeping | null;
  /** What the verdict covers, counted where it can be known; none by default. */
  readonly covered?: RecordCount;
  readonly replacedSessions?: number;
}

export function reportOf(
  source: Exclude<ImportSource, { state: 'blocked' }> | (LegacyFile & { readonly state: 'blocked' }),
  outcome: FileOutcome,
): FileImport {
  const { verdict, reason = null, archived = null, covered = NO_RECORDS, replacedSessions = 0 } = outcome;
  const isBlocked = source.state === 'blocked';
  const read = source.state === 'readable' ? source.content.records : NO_RECORDS;
  const salvage = source.state === 'readable' ? (source.salvage ?? null) : null;
  return {
    file: source.file,
    workspace: source.workspace,
    verdict,
    reason,
    sizeBytes: isBlocked ? null : source.sizeBytes,
    sha256: isBlocked ? null : source.sha256,
    archived,
    account: withAside(accountOf(read, verdict, covered), salvage?.lost.length ?? 0),
    replacedSessions,
    salvage,
  };
}
