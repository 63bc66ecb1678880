// At the start of phase sqlite+json: which session files hold what the database has, so that they are ours from now on.

import { sessionsDigest } from '../../contract/canonical.ts';
import { onFile } from '../../files/system-error.ts';
import { type FileSnapshot, takeSnapshot } from '../../impl-json/file-snapshot.ts';
import type { ImportTarget } from '../import-target.ts';
import { readableSessions } from '../source-file.ts';
import { archiveTexts } from './archive-text.ts';
import type { SnapshotSource } from './snapshot-plan.ts';
import { contentMark, type Stamp, stampOf, writeStamps } from './snapshot-stamps.ts';
import { withSnapshotLock } from './snapshot-writer.ts';
import { workspaceFile } from './workspace-file.ts';

/**
 * Any other file is not ours, and will not be written over. One that the app cannot read is ours once its bytes are in the
 * archive: the database has what could be read of it, and nobody can add to it. What the archive and the database throw.
 */
export async function stampFiles(home: string, store: ImportTarget & SnapshotSource): Promise<void> {
  const stamps: Record<string, Stamp> = {};
  await withSnapshotLock(home, async () => {
    for (const version of await store.contentVersions()) {
      const { hash } = version;
      const path = workspaceFile(home, hash);
      const snapshot = onFile(path, () => takeSnapshot(path));
      if (await isHeld(home, hash, snapshot, store)) stamps[hash] = stampOf([contentMark(snapshot)], version);
    }
    writeStamps(home, stamps, new Date().toISOString());
  });
}

async function isHeld(
  home: string,
  hash: string,
  snapshot: FileSnapshot,
  store: ImportTarget & SnapshotSource,
): Promise<boolean> {
  if (snapshot.stats === undefined) return true;
  if ((await store.fileText(hash)) === snapshot.bytes.toString('utf8')) return true;
  const sessions = readableSessions(snapshot.bytes);
  // The layout of a large file is not kept, so its text differs.
  if (sessions !== undefined)
    return sessionsDigest(sessions) === sessionsDigest(await store.sessionsOfHash(hash));
  await archiveTexts(home, [{ hash, bytes: snapshot.bytes }], 'pending');
  return true;
}
