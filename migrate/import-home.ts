// Brings the session files of a home into a store: one verdict per file, every record accounted for, the originals
// archived first. The files are only ever read. Running again over unchanged files writes nothing; after a kill at
// any point, running again goes on.

import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { type Control, noProgress } from '../contract/progress.ts';
import { unlessFailed } from '../contract/unless-failed.ts';
import { canonicalPath, hashRaw, requireSameWorkspace } from '../contract/workspace.ts';
import {
  countVerdicts,
  type FileAccount,
  type RecordAccount,
  requireBalanced,
  sumAccounts,
} from './account.ts';
import type { Archive } from './archive.ts';
import { type LockWait, withLockedArchive } from './archive-lock.ts';
import { BATCH_SESSIONS_DEFAULT } from './batches.ts';
import { readArchive } from './damaged-manifest.ts';
import { importFile } from './import-file.ts';
import type { ImportJob } from './import-job.ts';
import { type FileImport, reportOf } from './import-report.ts';
import { STREAMED_BYTES_MIN } from './import-source.ts';
import type { ImportTarget, TargetWorkspace } from './import-target.ts';
import { requireNotAborted } from './item-by-item.ts';
import { type LegacyFile, type LegacyFiles, legacyFiles, SESSIONS_DIRECTORY } from './legacy-files.ts';
import { requireSpace } from './space.ts';
import { MemoryRelease, RELEASE_LENGTH_OF_FILES } from './stream/memory-release.ts';

export interface ImportOptions extends LockWait, Control {
  /** The directory that holds .ait42. */
  readonly home: string;
  readonly store: ImportTarget;
  readonly archiveDir: string;
  /** The store's file, to count the room that it will need. Default: what the store names. */
  readonly databaseFile?: string;
  /** Only the files of these workspaces (file hashes). Default: all. */
  readonly workspaces?: readonly string[];
  /** The directory whose files `workspaces` names, where it is known. */
  readonly workspacePath?: string;
  /** Let a file take the place of other content that the store holds for its workspace. Default: refuse. */
  readonly replace?: boolean;
  /** Say what would be done and write nothing at all. */
  readonly isDryRun?: boolean;
  /** Take the complete records of damaged files. Default: such files are put aside whole. */
  readonly salvage?: boolean;
  /** Sessions stored at a time of a file that is streamed. Default: 100. */
  readonly batchSize?: number;
  /** Files of this size and more are streamed. Default: 16 MiB. */
  readonly streamedBytesMin?: number;
}

export interface ImportReport {
  readonly isDryRun: boolean;
  readonly files: readonly FileImport[];
  /** Named only. */
  readonly foreign: readonly string[];
  readonly fileAccount: FileAccount;
  readonly recordAccount: RecordAccount;
}

/**
 * E_NO_SPACE before the first write when there is too little room; E_ABORTED between files and batches; E_LOCKED while another import into the archive runs; E_INTERNAL, with the file, when an
 * account does not add up or something unforeseen happens; E_NO_SPACE, E_READ_ONLY, E_IO from the archive; whatever
 * the store throws. In every case each file is either done or untouched. Others may write to the store meanwhile.
 */
export async function importHome(options: ImportOptions): Promise<ImportReport> {
  const { home, archiveDir, isDryRun = false } = options;
  const listed = legacyFiles(home, options.workspaces);
  requireArchiveOutside(home, archiveDir);
  if (isDryRun) return importListed(options, listed, readArchive(archiveDir).archive);
  await requireRoom(options);
  return withLockedArchive(archiveDir, (archive) => importListed(options, listed, archive), options);
}

async function requireRoom({
  home,
  archiveDir,
  store,
  workspaces,
  ...options
}: ImportOptions): Promise<void> {
  const { databaseFile = store.file } = options;
  const stored = (await store.workspaces()).map(({ hash }) => hash);
  requireSpace({
    home,
    archiveDir,
    stored,
    ...(databaseFile !== undefined && { databaseFile }),
    ...(workspaces !== undefined && { workspaces }),
  });
}

async function importListed(
  options: ImportOptions,
  { files, foreign }: LegacyFiles,
  archive: Archive,
): Promise<ImportReport> {
  const { home, store, workspacePath, onProgress = noProgress } = options;
  const collision =
    workspacePath === undefined ? undefined : collisionOf(await store.workspaces(), workspacePath);
  const reports: FileImport[] = [];
  const release = new MemoryRelease(RELEASE_LENGTH_OF_FILES);
  for (const [done, file] of files.entries()) {
    requireNotAborted(options.signal, 'importing', { done, total: files.length });
    onProgress({ stage: 'importing', done, total: files.length, unit: 'files' });
    const report =
      collision?.data.hash === file.workspace
        ? reportOf({ ...file, state: 'blocked' }, { verdict: 'refused', reason: collision.message })
        : await importOrName(jobOf(options, archive, { file, done, total: files.length }), file);
    reports.push(report);
    release.passed(report.sizeBytes ?? 0);
  }
  onProgress({ stage: 'importing', done: files.length, total: files.length, unit: 'files' });
  const recordAccount = sumAccounts(reports.map(({ account }) => account));
  const fileAccount = countVerdicts(
    reports.map(({ verdict }) => verdict),
    files.length,
  );
  requireBalanced(home, recordAccount, fileAccount);
  const { isDryRun = false } = options;
  return { isDryRun, files: reports, foreign, fileAccount, recordAccount };
}

/** E_HASH_COLLISION as an answer: the store knows the workspace of the directory's hash as another directory. */
function collisionOf(stored: readonly TargetWorkspace[], workspacePath: string): StoreError | undefined {
  const given = canonicalPath(workspacePath);
  const hash = hashRaw(given);
  const known = stored.find((workspace) => workspace.hash === hash)?.path ?? null;
  if (known === null) return undefined;
  return unlessFailed(
    () => void requireSameWorkspace(hash, known, given),
    (error) => error,
  );
}

interface FileOfMany {
  readonly file: LegacyFile;
  /** Files done and to do. */
  readonly done: number;
  readonly total: number;
}

function jobOf(options: ImportOptions, archive: Archive, { file, done, total }: FileOfMany): ImportJob {
  const { store, replace = false, isDryRun = false, onProgress = noProgress, signal } = options;
  return {
    store,
    archive,
    canReplace: replace,
    isDryRun,
    canSalvage: options.salvage ?? false,
    batchSize: options.batchSize ?? BATCH_SESSIONS_DEFAULT,
    streamedBytesMin: options.streamedBytesMin ?? STREAMED_BYTES_MIN,
    onBytes: (bytes, size) => {
      onProgress({ stage: `reading ${file.file}`, done: bytes, total: size, unit: 'bytes' });
    },
    onBatch: (sessions, count) => {
      requireNotAborted(signal, 'importing', { done, total });
      onProgress({ stage: `storing ${file.file}`, done: sessions, total: count, unit: 'sessions' });
    },
  };
}

/** An error that nobody expected comes out with the name of the file that it happened at. */
async function importOrName(job: ImportJob, file: LegacyFile): Promise<FileImport> {
  try {
    const report = await importFile(job, file);
    requireBalanced(report.file, report.account);
    return report;
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      'E_INTERNAL',
      `Importing ${file.file} failed in a way that was not foreseen (${kindOf(error)}). This is a bug. The file is untouched, the store has all of its sessions or none, and the files before it are done.`,
      { data: { file: file.file }, cause: error },
    );
  }
}

/** Not its message, which could quote content. */
const kindOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/** Nothing of ours may be written where the app keeps its files. */
function requireArchiveOutside(home: string, archiveDir: string): void {
  const sessions = resolved(join(home, SESSIONS_DIRECTORY));
  const archive = resolved(archiveDir);
  if (archive !== sessions && !archive.startsWith(sessions + sep)) return;
  throw new StoreError(
    'E_REFUSED',
    `The archive ${archiveDir} would lie among the session files; nothing was done. Name another directory.`,
  );
}

/** The path with links resolved as far as it exists. */
function resolved(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync.native(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(resolved(parent), basename(absolute));
  }
}
