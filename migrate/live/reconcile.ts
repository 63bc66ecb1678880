// Ends a fork: a workspace whose file another program wrote while the database was the truth. Both versions are in the
// archive before anything changes; which one counts, or both, is for the user to say.

import { sessionDigest, sessionsDigest } from '../../contract/canonical.ts';
import { StoreError } from '../../contract/errors.ts';
import type { SessionList } from '../../contract/session-list.ts';
import { takeSnapshot } from '../../impl-json/file-snapshot.ts';
import { decodeSessions, encodeSessions } from '../../impl-json/index.ts';
import { onFile } from '../../impl-json/system-error.ts';
import { withLockedArchive } from '../archive-lock.ts';
import type { ImportTarget } from '../import-target.ts';
import { legacyFileOf } from '../legacy-files.ts';
import { archiveSnapshot } from './archive-text.ts';
import { archiveDirectory } from './live-files.ts';
import type { SnapshotSource } from './snapshot-plan.ts';
import { contentMark, readStamps, stampOf, writeStamps } from './snapshot-stamps.ts';
import { withSnapshotLock, writeSnapshots } from './snapshot-writer.ts';
import { workspaceFile } from './workspace-file.ts';

export interface ReconcileRequest {
  readonly home: string;
  readonly store: ImportTarget & SnapshotSource;
  readonly hash: string;
  /**
   * database: its sessions; file: those of the file; both: the database's, then every record of the file that the database
   * does not hold with the same content. An id may then stand twice, as it may in any file; none is dropped.
   */
  readonly keep: 'database' | 'file' | 'both';
}

export interface ReconcileReport {
  /** Sessions in the workspace now. */
  readonly sessions: number;
  /** Records taken over from the file. */
  readonly fromFile: number;
}

/** E_PARSE, E_UTF8 for a file that cannot be read, unless it is not wanted; E_CHANGED, E_IO, E_LOCKED. */
export async function reconcileWorkspace(request: ReconcileRequest): Promise<ReconcileReport> {
  const { home, store, hash } = request;
  const path = workspaceFile(home, hash);
  const report = await withSnapshotLock(home, async () => {
    const snapshot = onFile(path, () => takeSnapshot(path));
    const held = await store.sessionsOfHash(hash);
    const list =
      request.keep === 'database' ? held : mergedList(request.keep, held, decodeSessions(snapshot.bytes));
    await keepBoth(request, snapshot.stats === undefined ? undefined : snapshot.bytes, held);
    if (request.keep !== 'database') {
      await store.replaceWorkspace(hash, list, {
        original: request.keep === 'file' ? snapshot.bytes.toString('utf8') : null,
        expected: held.length === 0 ? null : sessionsDigest(held),
      });
    }
    writeStamps(home, { ...readStamps(home), [hash]: stampOf([contentMark(snapshot)]) });
    return { sessions: list.length, fromFile: fromFileCount(request.keep, held, list) };
  });
  const { forked } = await writeSnapshots({ home, store, hashes: [hash] });
  if (forked.length > 0) throw forkedAgain(hash);
  return report;
}

function mergedList(keep: 'file' | 'both', held: SessionList, inFile: SessionList): SessionList {
  if (keep === 'file') return inFile;
  const counts = new Map<string, number>();
  for (const session of held) {
    const digest = sessionDigest(session);
    counts.set(digest, (counts.get(digest) ?? 0) + 1);
  }
  const added = inFile.filter((session) => {
    const digest = sessionDigest(session);
    const left = counts.get(digest) ?? 0;
    counts.set(digest, left - 1);
    return left <= 0;
  });
  return [...held, ...added];
}

const keepBoth = (
  { home, hash }: ReconcileRequest,
  fileBytes: Buffer | undefined,
  held: SessionList,
): Promise<void> =>
  withLockedArchive(archiveDirectory(home), async (archive) => {
    const file = legacyFileOf(hash);
    for (const bytes of [fileBytes, encodeSessions(held)]) {
      if (bytes !== undefined)
        archiveSnapshot(archive, { file, workspace: hash, bytes, verdict: 'replaced' });
    }
  });

const fromFileCount = (keep: ReconcileRequest['keep'], held: SessionList, list: SessionList): number =>
  keep === 'file' ? list.length : list.length - held.length;

const forkedAgain = (hash: string): StoreError =>
  new StoreError(
    'E_FOREIGN_WRITE',
    `Another program wrote the file of ${hash} again. Both versions are in the archive and the workspace is still forked. Close that program and run again.`,
    { data: { hash } },
  );
