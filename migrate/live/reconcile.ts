// Ends a fork: a workspace whose file another program wrote while the database was the truth. Both versions are in the
// archive before anything changes; which one counts, or both, is for the user to say.

import { sessionDigest, sessionsDigest } from '../../contract/canonical.ts';
import { StoreError } from '../../contract/errors.ts';
import type { SessionList } from '../../contract/session-list.ts';
import { onFile } from '../../files/system-error.ts';
import { type FileSnapshot, takeSnapshot } from '../../impl-json/file-snapshot.ts';
import { encodeSessions } from '../../impl-json/index.ts';
import { Patience, readSettled } from '../../impl-json/settled-read.ts';
import type { ImportTarget } from '../import-target.ts';
import { requireSoundWorkspace } from '../sound-source.ts';
import { archiveTexts } from './archive-text.ts';
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

/**
 * E_CORRUPT, with nothing changed, for a damaged database unless it is not wanted. E_PARSE, E_UTF8, E_NOT_FOUND for a file that cannot be read or is gone, unless it is not wanted; E_FOREIGN_WRITE when it
 * is being written; E_CHANGED, E_IO, E_LOCKED.
 */
export async function reconcileWorkspace(request: ReconcileRequest): Promise<ReconcileReport> {
  const { home, store, hash } = request;
  const path = workspaceFile(home, hash);
  const report = await withSnapshotLock(home, async () => {
    const { snapshot, inFile } = await contentOf(path, request.keep);
    if (request.keep !== 'file') await requireSoundWorkspace(store, hash);
    const held = await store.sessionsOfHash(hash);
    const list = request.keep === 'database' ? held : mergedList(request.keep, held, inFile);
    const texts = [...(snapshot.stats === undefined ? [] : [snapshot.bytes]), encodeSessions(held)];
    await archiveTexts(
      home,
      texts.map((bytes) => ({ hash, bytes })),
      'replaced',
    );
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

interface FileContent {
  readonly snapshot: FileSnapshot;
  /** None where the file is not wanted. */
  readonly inFile: SessionList;
}

/** Not what the app is in the middle of writing, and not the nothing of a file that has gone meanwhile. */
async function contentOf(path: string, keep: ReconcileRequest['keep']): Promise<FileContent> {
  if (keep === 'database') return { snapshot: onFile(path, () => takeSnapshot(path)), inFile: [] };
  const { snapshot, list: inFile } = await readSettled(path, new Patience());
  if (keep === 'file' && snapshot.stats === undefined) throw gone(path);
  return { snapshot, inFile };
}

const gone = (path: string): StoreError =>
  new StoreError(
    'E_NOT_FOUND',
    `${path} is gone, so nothing was taken from it. The database stays as it is.`,
  );

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

const fromFileCount = (keep: ReconcileRequest['keep'], held: SessionList, list: SessionList): number =>
  keep === 'file' ? list.length : list.length - held.length;

const forkedAgain = (hash: string): StoreError =>
  new StoreError(
    'E_FOREIGN_WRITE',
    `Another program wrote the file of ${hash} again. Both versions are in the archive and the workspace is still forked. Close that program and run again.`,
    { data: { hash } },
  );
