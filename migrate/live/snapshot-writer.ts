// Writes the session files of workspaces as the database has them: a file that another program wrote is archived and left
// alone, its workspace marked as forked. Everything here can be cut short and done again.

import { withFileLock } from '../../impl-json/file-lock.ts';
import { type FileSnapshot, takeSnapshot } from '../../impl-json/file-snapshot.ts';
import { newOwner } from '../../impl-json/lock-owner.ts';
import { replaceFile } from '../../impl-json/replace-file.ts';
import { makeDurableDirectoryOf } from '../../impl-json/session-directory.ts';
import { removeStrayFiles } from '../../impl-json/stray-files.ts';
import { onFile } from '../../impl-json/system-error.ts';
import { withLockedArchive } from '../archive-lock.ts';
import type { ImportTarget } from '../import-target.ts';
import { legacyFileOf } from '../legacy-files.ts';
import { sha256Of } from '../source-file.ts';
import { archiveSnapshot } from './archive-text.ts';
import { snapshotChannel } from './events.ts';
import { archiveDirectory, makeMigrationDirectory, snapshotsFile } from './live-files.ts';
import { contentMark, isOurs, readStamps, type Stamp, stampOf, writeStamps } from './snapshot-stamps.ts';
import { workspaceFile } from './workspace-file.ts';

export interface SnapshotRequest {
  readonly home: string;
  readonly store: Pick<ImportTarget, 'fileText'>;
  readonly hashes: readonly string[];
  /** Keep what is replaced in the archive: for a way back, not for every snapshot. */
  readonly isArchiving?: boolean;
}

export interface SnapshotReport {
  readonly written: readonly string[];
  readonly forked: readonly string[];
}

/** Workspaces whose new digests are noted, and whose files are written, together. */
const BATCH = 32;
const LOCK_WAIT_MS = 10_000;

/** E_LOCKED, E_IO, E_NO_SPACE, what the database and the archive throw. A file changes only as a whole. */
export async function writeSnapshots(request: SnapshotRequest): Promise<SnapshotReport> {
  const written: string[] = [];
  const forked: string[] = [];
  for (let start = 0; start < request.hashes.length; start += BATCH) {
    const batch = { ...request, hashes: request.hashes.slice(start, start + BATCH) };
    const report = await withSnapshotLock(request.home, () => writeBatch(batch));
    written.push(...report.written);
    forked.push(...report.forked);
    // Written by another program between our look and our rename: now it is a fork like any other.
    if (report.late.length > 0) {
      const again = { ...batch, hashes: report.late };
      forked.push(...(await withSnapshotLock(request.home, () => writeBatch(again))).forked);
    }
  }
  return { written, forked };
}

/** One process at a time judges and writes snapshots. */
export function withSnapshotLock<T>(home: string, work: () => Promise<T>): Promise<T> {
  makeMigrationDirectory(home);
  return withFileLock(snapshotsFile(home), LOCK_WAIT_MS, work);
}

interface BatchReport extends SnapshotReport {
  readonly late: readonly string[];
}

interface Planned {
  readonly hash: string;
  readonly path: string;
  readonly bytes: Buffer;
  readonly before: FileSnapshot;
}

async function writeBatch(request: SnapshotRequest): Promise<BatchReport> {
  const { home } = request;
  const stamps: Record<string, Stamp> = { ...readStamps(home) };
  const { planned, adopted } = await plan(request, stamps);
  for (const { hash, bytes } of adopted) stamps[hash] = stampOf(sha256Of(bytes));
  const foreign = planned.filter(({ hash, before }) => !isOurs(stamps[hash], contentMark(before)));
  const ours = planned.filter((file) => !foreign.includes(file));
  await archive(home, foreign, 'pending');
  if (request.isArchiving) await archive(home, ours, 'replaced');
  for (const { hash } of foreign) stamps[hash] = forkedStamp(stamps[hash]);
  for (const { hash, before, bytes } of ours) stamps[hash] = stampOf(contentMark(before), sha256Of(bytes));
  if (planned.length + adopted.length > 0) writeStamps(home, stamps);
  for (const { hash } of foreign) tell(home, hash, 'forked');
  const late = await replaceAll(home, ours);
  return {
    late,
    written: ours.map(({ hash }) => hash).filter((hash) => !late.includes(hash)),
    forked: request.hashes.filter((hash) => stamps[hash]?.isForked === true),
  };
}

/** planned: files that do not hold what the database has; adopted: that hold it, but not by our hand. */
async function plan(
  request: SnapshotRequest,
  stamps: Readonly<Record<string, Stamp>>,
): Promise<{ readonly planned: readonly Planned[]; readonly adopted: readonly Planned[] }> {
  const planned: Planned[] = [];
  const adopted: Planned[] = [];
  for (const hash of request.hashes) {
    const text = await request.store.fileText(hash);
    if (text === undefined) continue;
    const path = workspaceFile(request.home, hash);
    const bytes = Buffer.from(text, 'utf8');
    const before = onFile(path, () => takeSnapshot(path));
    const isCurrent = before.stats !== undefined && before.bytes.equals(bytes);
    const isKnown = isOurs(stamps[hash], contentMark(before)) && stamps[hash]?.isForked !== true;
    // However a fork came to an end, it has ended when both sides are the same again.
    if (isCurrent && !isKnown) adopted.push({ hash, path, bytes, before });
    else if (!isCurrent && stamps[hash]?.isForked !== true) planned.push({ hash, path, bytes, before });
  }
  return { planned, adopted };
}

async function archive(
  home: string,
  files: readonly Planned[],
  verdict: 'pending' | 'replaced',
): Promise<void> {
  const present = files.filter(({ before }) => before.stats !== undefined);
  if (present.length === 0) return;
  await withLockedArchive(archiveDirectory(home), async (kept) => {
    for (const { hash, before } of present) {
      archiveSnapshot(kept, { file: legacyFileOf(hash), workspace: hash, bytes: before.bytes, verdict });
    }
  });
}

/** Answers the workspaces whose file another program wrote in this very moment: the next snapshot finds the fork. */
async function replaceAll(home: string, files: readonly Planned[]): Promise<string[]> {
  const late: string[] = [];
  for (const { hash, path, bytes, before } of files) {
    onFile(path, () => makeDurableDirectoryOf(path));
    const stats = await withFileLock(path, LOCK_WAIT_MS, async () => {
      onFile(path, () => removeStrayFiles(path));
      return onFile(path, () => replaceFile(path, bytes, before, newOwner().token));
    });
    if (stats === undefined) late.push(hash);
    else tell(home, hash, 'written');
  }
  return late;
}

const forkedStamp = (stamp: Stamp | undefined): Stamp => ({
  ours: stamp?.ours ?? [],
  at: stamp?.at ?? new Date().toISOString(),
  isForked: true,
});

const tell = (home: string, hash: string, kind: 'written' | 'forked'): void =>
  snapshotChannel.publish({
    home,
    hash,
    kind,
    reason: kind === 'forked' ? 'foreign write' : 'the database changed',
  });
