// Makes the database hold for a workspace exactly what its file holds. The database is only the follower here, but a file
// that is gone may have left its only copy there: that goes to the archive before the workspace is emptied.

import { sessionsDigest } from '../../contract/canonical.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionList } from '../../contract/session-list.ts';
import type { FileSnapshot } from '../../impl-json/file-snapshot.ts';
import { encodeSessions } from '../../impl-json/index.ts';
import { withLockedArchive } from '../archive-lock.ts';
import type { ImportTarget } from '../import-target.ts';
import { legacyFileOf } from '../legacy-files.ts';
import { archiveSnapshot } from './archive-text.ts';
import { archiveDirectory } from './live-files.ts';

export interface FileContent {
  readonly list: SessionList;
  readonly snapshot: FileSnapshot;
}

/** Answers whether anything had to be replaced. E_CHANGED when another process wrote to the database meanwhile. */
export async function converge(
  home: string,
  store: ImportTarget,
  hash: string,
  { list, snapshot }: FileContent,
): Promise<boolean> {
  const held = await store.sessionsOfHash(hash);
  const heldDigest = sessionsDigest(held);
  const isAbsent = snapshot.stats === undefined;
  if (heldDigest === sessionsDigest(list)) {
    if (!isAbsent) await keepLayout(store, hash, snapshot);
    return false;
  }
  if (isAbsent) await keepOnlyCopy(home, hash, held);
  await store.replaceWorkspace(hash, list, {
    original: isAbsent ? null : snapshot.bytes.toString('utf8'),
    expected: held.length === 0 ? null : heldDigest,
  });
  return true;
}

/** The same sessions can stand in the file in another layout; an empty workspace may not be known at all. */
async function keepLayout(store: ImportTarget, hash: string, { bytes }: FileSnapshot): Promise<void> {
  const text = bytes.toString('utf8');
  const kept = await store.fileText(hash);
  if (kept === text) return;
  if (kept === undefined) await store.replaceWorkspace(hash, [], { original: text, expected: null });
  else await store.keepLayout(hash, text);
}

const keepOnlyCopy = (home: string, hash: string, held: readonly WorktreeSession[]): Promise<void> =>
  withLockedArchive(archiveDirectory(home), async (archive) =>
    archiveSnapshot(archive, {
      file: legacyFileOf(hash),
      workspace: hash,
      bytes: encodeSessions(held),
      verdict: 'replaced',
    }),
  );
