// Puts a file's bytes into the archive outside an import: what is about to be replaced, or what another program wrote.

import { sessionsDigest } from '../../contract/canonical.ts';
import type { Archive } from '../archive.ts';
import type { ArchivedOriginal } from '../manifest.ts';
import { readableSessions, sha256Of } from '../source-file.ts';

export interface ArchivedText {
  /** Relative to the home. */
  readonly file: string;
  readonly workspace: string;
  readonly bytes: Buffer;
  /** replaced: the database has its sessions. pending: another program wrote it, so the database may not. */
  readonly verdict: 'replaced' | 'pending';
}

/** To be called with the archive locked. Known bytes are not kept twice. What Archive throws. */
export function archiveSnapshot(archive: Archive, { file, workspace, bytes, verdict }: ArchivedText): void {
  const sha256 = sha256Of(bytes);
  archive.keep({ bytes, sha256 });
  if (archive.has(file, sha256)) return;
  archive.record({
    file,
    workspace,
    sizeBytes: bytes.length,
    sha256,
    modifiedAt: new Date().toISOString(),
    verdict,
    reason: null,
    ...contentOf(bytes),
  });
}

function contentOf(bytes: Buffer): Pick<ArchivedOriginal, 'sessions' | 'contentDigest'> {
  const sessions = readableSessions(bytes);
  return sessions === undefined
    ? { sessions: null, contentDigest: null }
    : { sessions: sessions.length, contentDigest: sessionsDigest(sessions) };
}
