// Erases workspaces from every place below a home: database, session files, archive, backups, databases put aside,
// certificates. The one function of this project that deletes what a user owns; who calls it has asked the user.

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../../contract/errors.ts';
import { noProgress, type ProgressListener } from '../../../contract/progress.ts';
import { requireNotAborted } from '../../abort.ts';
import { withLockedArchive } from '../../archive-lock.ts';
import { attempt } from '../../attempt.ts';
import { readStamps, writeStamps } from '../../live/snapshot-stamps.ts';
import { withSnapshotLock } from '../../live/snapshot-writer.ts';
import type { DatabaseFile } from '../database-files.ts';
import { filesHolding } from './canary-sweep.ts';
import { eraseFromArchive } from './erase-archive.ts';
import { eraseFromFile } from './erase-database.ts';
import type { ErasePlan, EraseScope } from './erase-plan.ts';

export interface EraseOptions extends EraseScope {
  readonly plan: ErasePlan;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

export interface EraseReport {
  /** Removed from the database in use. */
  readonly sessions: number;
  readonly originals: number;
  readonly removedFiles: readonly string[];
  readonly rewrittenDatabases: readonly string[];
  /** Left as they were; what they hold of the workspace is still there. */
  readonly failed: readonly { readonly file: string; readonly reason: string }[];
  /** Files below .ait42 in which an id or a task of the erased sessions is still found. */
  readonly stillHolding: readonly string[];
}

/**
 * Goes through all places even when one fails; running again goes on. E_LOCKED while an import runs or the database is in
 * use, E_ABORTED between places, E_IO. The session files go last: as long as one is there the work is not done.
 */
export async function eraseWorkspaces(options: EraseOptions): Promise<EraseReport> {
  const { home, archiveDir, workspaces, plan } = options;
  const failed: { file: string; reason: string }[] = [...plan.unreadable];
  const rewrittenDatabases: string[] = [];
  let sessions = 0;
  const databases = async (): Promise<void> => {
    for (const [done, database] of plan.databases.entries()) {
      requireNotAborted(options.signal, 'erasing', { done, total: plan.databases.length });
      (options.onProgress ?? noProgress)({
        stage: 'erasing',
        done,
        total: plan.databases.length,
        unit: 'databases',
      });
      if (database.role === 'current') sessions = await eraseFromCurrent(database, workspaces);
      else if (await succeeds(failed, database.file, () => eraseFromFile(database.path, workspaces)))
        rewrittenDatabases.push(database.file);
    }
  };
  const originals = await withArchive(archiveDir, async (hasArchive) => {
    await databases();
    return hasArchive ? eraseFromArchive(archiveDir, workspaces) : 0;
  });
  await forgetStamps(home, workspaces);
  for (const file of plan.files) attempt('remove', file, () => rmSync(join(home, file), { force: true }));
  const folder = join(home, '.ait42');
  const stillHolding = filesHolding(folder, plan.canaries).map((file) => `.ait42/${file}`);
  return { sessions, originals, removedFiles: plan.files, rewrittenDatabases, failed, stillHolding };
}

/** What the live migration notes of a session file: its hash, digests and times. */
async function forgetStamps(home: string, workspaces: readonly string[]): Promise<void> {
  const stamps = readStamps(home);
  if (!workspaces.some((hash) => Object.hasOwn(stamps, hash))) return;
  await withSnapshotLock(home, async () => {
    const kept = Object.entries(readStamps(home)).filter(([hash]) => !workspaces.includes(hash));
    writeStamps(home, Object.fromEntries(kept));
  });
}

/** No import may run meanwhile; without an archive there is none to wait for, and none is made. */
const withArchive = <T>(archiveDir: string, work: (hasArchive: boolean) => Promise<T>): Promise<T> =>
  existsSync(archiveDir) ? withLockedArchive(archiveDir, () => work(true)) : work(false);

async function eraseFromCurrent({ path }: DatabaseFile, workspaces: readonly string[]): Promise<number> {
  const { openSqliteStore } = await import('../../../impl-sqlite/index.ts');
  const store = await openSqliteStore({ file: path });
  try {
    return await store.eraseWorkspaces(workspaces);
  } finally {
    await store.close();
  }
}

async function succeeds(
  failed: { file: string; reason: string }[],
  file: string,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    failed.push({ file, reason: error.message });
    return false;
  }
}
