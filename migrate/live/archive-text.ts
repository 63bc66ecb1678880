// Puts a file's bytes into the archive outside an import: what is about to be replaced, or what another program wrote.

import { sessionsDigest } from '../../contract/canonical.ts';
import type { Archive } from '../archive.ts';
import { withLockedArchive } from '../archive-lock.ts';
import { legacyFileOf } from '../legacy-files.ts';
import type { ArchivedOriginal } from '../manifest.ts';
import { readableSessions, sha256Of } from '../source-file.ts';
import { archiveDirectory } from './live-files.ts';

export interface ArchivedText {
  /** Of the workspace whose file it is. */
  readonly hash: string;
  readonly bytes: Buffer;
}

/**
 * With the archive locked. Known bytes are not kept twice. `verdict`: replaced, where the database has its sessions; pending,
 * where another program wrote it, so that the database may not. What Archive throws; nothing where there are no texts.
 */
export async function archiveTexts(
  home: string,
  texts: readonly ArchivedText[],
  verdict: 'replaced' | 'pending',
): Promise<void> {
  if (texts.length === 0) return;
  await withLockedArchive(archiveDirectory(home), async (archive) => {
    for (const text of texts) archiveText(archive, text, verdict);
  });
}

function archiveText(
  archive: Archive,
  { hash, bytes }: ArchivedText,
  verdict: ArchivedOriginal['verdict'],
): void {
  const sha256 = sha256Of(bytes);
  const file = legacyFileOf(hash);
  archive.keep({ bytes, sha256 });
  if (archive.has(file, sha256)) return;
  archive.record({
    file,
    workspace: hash,
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
