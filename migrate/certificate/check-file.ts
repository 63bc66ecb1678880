// Holds one session file against its entry in a certificate. A file that changed is searched for the records whose bytes
// did, by their spans, so that it need not be readable for that. A file that `archive` moved away is checked in the archive.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sessionDigest } from '../../contract/canonical.ts';
import { unlessRejected } from '../../contract/unless-failed.ts';
import { failedAttempt } from '../../files/attempt.ts';
import { ORIGINALS } from '../archive.ts';
import { sha256Of } from '../source-file.ts';
import type { RecordRow, WorkspaceEntry } from './certificate.ts';
import { aboutWhole, type CertificateFinding } from './certificate-finding.ts';
import type { MovedFiles } from './certified-files.ts';
import { readRecords, type SourceSummary, withFile } from './source-records.ts';
import { changedSpans, strangeGap } from './source-spans.ts';

/** Findings of one file beyond this many are not listed. */
const FINDINGS_MAX = 100;

export interface CheckedFolders {
  readonly home: string;
  readonly archiveDir: string;
  /** Files that `archive` moved away: looked for in the archive where they are not in their places. */
  readonly moved: MovedFiles;
}

/** `sessionIds`: those of the database, to name records that can no longer be read. */
export async function checkFile(
  entry: WorkspaceEntry,
  places: CheckedFolders,
  sessionIds: readonly string[],
): Promise<CertificateFinding[]> {
  const { file, sha256 } = entry;
  if (file === null) return [];
  // What could not be read then says nothing about now.
  if (sha256 === null) return [];
  const path = pathOf(file, places);
  if (!existsSync(path)) return [aboutWhole('file', file, GONE)];
  const found = await unlessRejected(
    () => checkBytes(entry, file, path),
    ({ message }) => [aboutWhole('file', file, message)],
  );
  return found.map((finding) => ({
    ...finding,
    sessionId: finding.position === null ? null : (sessionIds[finding.position] ?? null),
  }));
}

const GONE = 'it is neither in its place nor, moved there by "archive", in the archive';

function pathOf(file: string, { home, archiveDir, moved }: CheckedFolders): string {
  const path = join(home, file);
  const sha256 = moved.get(file);
  return sha256 === undefined || existsSync(path) ? path : join(archiveDir, ORIGINALS, sha256);
}

async function checkBytes(entry: WorkspaceEntry, file: string, path: string): Promise<CertificateFinding[]> {
  const rows: RecordRow[] = [];
  const summary = await readRecords(path, ({ offset, bytes, session }) => {
    rows.push({ digest: sessionDigest(session), offset, sizeBytes: bytes.length, sha256: sha256Of(bytes) });
  });
  const isSame = summary.sha256 === entry.sha256 && summary.sizeBytes === entry.sizeBytes;
  if (!isSame) return changesOf(entry, file, path, summary);
  const isReadable = summary.damage === null;
  if (isReadable !== (entry.fileRoot !== null) || (!isReadable && entry.reason !== summary.damage)) {
    return [aboutWhole('certificate', file, 'it does not say truly whether the app can read the file')];
  }
  return isReadable ? wrongRows(entry, file, rows) : [];
}

/** The bytes are those that were certified, so a row that differs is the certificate's fault. */
function wrongRows(entry: WorkspaceEntry, file: string, rows: readonly RecordRow[]): CertificateFinding[] {
  const count = Math.max(rows.length, entry.sessions.length);
  const wrong = Array.from({ length: count }, (_, position) => position).filter(
    (position) => !isSameRow(rows[position], entry.sessions[position]),
  );
  return wrong
    .slice(0, FINDINGS_MAX)
    .map((position) => atRecord('certificate', file, position, 'its row is not that of this record'));
}

const isSameRow = (left: RecordRow | undefined, right: RecordRow | undefined): boolean =>
  left !== undefined &&
  right !== undefined &&
  left.digest === right.digest &&
  left.offset === right.offset &&
  left.sizeBytes === right.sizeBytes &&
  left.sha256 === right.sha256;

async function changesOf(
  { sessions, sizeBytes, sha256, fileRoot }: WorkspaceEntry,
  file: string,
  path: string,
  now: SourceSummary,
): Promise<CertificateFinding[]> {
  if (fileRoot === null)
    return [aboutWhole('file', file, 'its bytes changed; the app could not read it before')];
  if (sha256 === now.sha256)
    return [aboutWhole('certificate', file, 'it has a size that the file never had')];
  try {
    return await withFile(path, (descriptor) => {
      // With another size all that follows is displaced: the first record tells where the change begins.
      const isInPlace = now.sizeBytes === sizeBytes;
      const positions = changedSpans(descriptor, sessions, isInPlace ? FINDINGS_MAX : 1);
      const problem = `its bytes changed${isInPlace ? '' : '; what follows is displaced'}`;
      if (positions.length > 0) return positions.map((at) => atRecord('file', file, at, problem));
      const gap = strangeGap(descriptor, sessions, now.sizeBytes);
      const where = gap === undefined ? 'white space' : 'bytes';
      return [{ ...aboutWhole('file', file, `${where} between its records changed`), position: gap ?? null }];
    });
  } catch (error) {
    throw failedAttempt('read', path, error);
  }
}

const atRecord = (
  part: CertificateFinding['part'],
  place: string,
  position: number,
  problem: string,
): CertificateFinding => ({ ...aboutWhole(part, place, problem), position });
