// Moves the app's session files out of its way, once the database has taken over for good: their bytes are in the
// archive, checked, before a file goes. And back again, byte for byte.

import { chmodSync, lstatSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { breathe } from '../../contract/breathe.ts';
import { type ErrorCode, StoreError } from '../../contract/errors.ts';
import type { Control } from '../../contract/progress.ts';
import { attempt } from '../../files/attempt.ts';
import { syncDirectory } from '../../files/directory.ts';
import { bytesAt, createDurably } from '../../files/durable-file.ts';
import type { Archive } from '../archive.ts';
import { withLockedArchive } from '../archive-lock.ts';
import { readArchive } from '../damaged-manifest.ts';
import type { ImportTarget } from '../import-target.ts';
import { legacyFileOf, legacyFiles, SESSIONS_DIRECTORY } from '../legacy-files.ts';
import { readPhase } from '../live/phase-file.ts';
import { sha256Of } from '../source-file.ts';
import { readStable } from '../stable-read.ts';
import { type VerifyReport, verifyHome } from '../verify-home.ts';
import { type ArchivedFile, archivedLists, rewriteArchivedList, writeArchivedList } from './archived-list.ts';
import { supersededSince } from './superseded-lists.ts';

export interface ArchiveFilesOptions extends Control {
  readonly home: string;
  readonly archiveDir: string;
  readonly store: ImportTarget;
  readonly isDryRun?: boolean;
}

export interface ArchiveFilesReport {
  /** Moved, or in a dry run to be moved. */
  readonly files: readonly ArchivedFile[];
  /** Left in their places. */
  readonly left: readonly { readonly file: string; readonly reason: string }[];
  /** The list of this run; null in a dry run and when there was nothing to move. */
  readonly list: string | null;
}

/**
 * E_REFUSED, with nothing changed, unless the phase is `sqlite` and the verification is green. A file that changed since
 * it was verified is left. E_LOCKED, E_IO; running again goes on.
 */
export async function archiveFiles(options: ArchiveFilesOptions): Promise<ArchiveFilesReport> {
  const { home, archiveDir, isDryRun = false } = options;
  requirePhase(home);
  const verification = await verifyHome(options);
  requireGreen(verification);
  const readable = new Set(
    verification.files.filter(({ result }) => result === 'equal').map(({ file }) => file),
  );
  const work = (archive: Archive): Promise<ArchiveFilesReport> => moved(options, archive, readable);
  return isDryRun ? work(readArchive(archiveDir).archive) : withLockedArchive(archiveDir, work);
}

function requirePhase(home: string): void {
  const { phase } = readPhase(home);
  if (phase === 'sqlite') return;
  throw new StoreError(
    'E_REFUSED',
    `The session files are in use: the phase is ${phase}, and they can go only in phase sqlite. Nothing was moved.`,
    { data: { phase } },
  );
}

function requireGreen({ isVerified, counts, unarchived }: VerifyReport): void {
  if (isVerified && unarchived.length === 0) return;
  const { original, ...others } = counts;
  if (Object.values(others).every((count) => count === 0)) {
    throw new StoreError(
      'E_REFUSED',
      `The archive does not hold the present bytes of ${original + unarchived.length} files, or not whole. Nothing was moved. "ait42-migrate migrate" keeps them; "verify" names them.`,
    );
  }
  const found = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`);
  throw new StoreError(
    'E_REFUSED',
    `Files and database are not shown to be equal (${found.join(', ')}). Nothing was moved. "ait42-migrate diff" says where. In phase sqlite the files stay behind with every write: "ait42-migrate reconcile --all --from sqlite" writes them from the database, then archive goes on.`,
  );
}

async function moved(
  { home, archiveDir, isDryRun = false }: ArchiveFilesOptions,
  archive: Archive,
  readable: ReadonlySet<string>,
): Promise<ArchiveFilesReport> {
  const files: ArchivedFile[] = [];
  const left: { file: string; reason: string }[] = [];
  for (const { file, path, workspace } of legacyFiles(home).files) {
    await breathe();
    if (!readable.has(file)) left.push({ file, reason: 'the app cannot read it' });
    else if (!lstatSync(path).isFile()) left.push({ file, reason: 'it is a link' });
    else files.push(await checked({ file, path, workspace }, archive));
  }
  if (isDryRun || files.length === 0) return { files, left, list: null };
  // Before the first file goes, so that a run that is killed is known; then as it came out.
  const list = writeArchivedList(archiveDir, files, new Date());
  const gone: ArchivedFile[] = [];
  try {
    for (const file of files) {
      await breathe();
      if (await removeIfSame(home, file)) gone.push(file);
      else left.push({ file: file.file, reason: 'it changed meanwhile' });
    }
  } finally {
    if (gone.length < files.length) rewriteArchivedList(list, gone);
  }
  attempt('sync', SESSIONS_DIRECTORY, () => syncDirectory(join(home, SESSIONS_DIRECTORY)));
  return { files: gone, left, list };
}

/** E_REFUSED when the archive does not hold the file's present bytes. */
async function checked(
  { file, path, workspace }: { file: string; path: string; workspace: string },
  archive: Archive,
): Promise<ArchivedFile> {
  const { bytes, modifiedAt } = await readStable(path);
  const sha256 = sha256Of(bytes);
  if (!archive.has(file, sha256) || !archive.read(sha256).equals(bytes)) {
    throw new StoreError(
      'E_REFUSED',
      `The archive does not hold the present bytes of ${file}. Nothing was moved. "ait42-migrate migrate" keeps them.`,
      { data: { file } },
    );
  }
  const { mode } = lstatSync(path);
  return { file, workspace, sha256, sizeBytes: bytes.length, modifiedAt, mode: mode & 0o777 };
}

async function removeIfSame(home: string, { file, sha256 }: ArchivedFile): Promise<boolean> {
  const path = join(home, file);
  if (sha256Of((await readStable(path)).bytes) !== sha256) return false;
  attempt('remove', path, () => rmSync(path));
  return true;
}

export interface UnarchivedFile extends ArchivedFile {
  /**
   * present: the very same bytes stood there already. refused: other content stands there, or the place cannot be used. damaged: the archive no longer
   * has the bytes. superseded: a way back from phase sqlite wrote the workspace's file since; its later content stands.
   */
  readonly result: 'written' | 'present' | 'superseded' | 'refused' | 'damaged';
  /** Of one that was not brought back, nor was there. */
  readonly reason: string | null;
}

/**
 * Every file that `archiveFiles` ever moved, with the bytes of its last move, its time and permissions. One that cannot
 * be brought back keeps no other from it. Nothing takes the place of what a way back has written since. E_NO_SPACE,
 * E_READ_ONLY, what readPhase throws; running again goes on.
 */
export async function unarchiveFiles({
  home,
  archiveDir,
}: {
  home: string;
  archiveDir: string;
}): Promise<UnarchivedFile[]> {
  const { archive } = readArchive(archiveDir);
  const newest = new Map(
    archivedLists(archiveDir).flatMap(({ at, files }) =>
      files.map((file) => [file.file, { at, file }] as const),
    ),
  );
  const isSuperseded = supersededSince(home);
  const files: UnarchivedFile[] = [];
  for (const { at, file } of newest.values()) {
    await breathe();
    files.push(unarchived({ path: placeOf(home, file), isSuperseded: isSuperseded(at) }, file, archive));
  }
  return files;
}

interface Destination {
  readonly path: string;
  readonly isSuperseded: boolean;
}

function unarchived(
  { path, isSuperseded }: Destination,
  file: ArchivedFile,
  archive: Archive,
): UnarchivedFile {
  try {
    const standing = bytesAt(path);
    if (standing !== undefined && sha256Of(standing) === file.sha256) {
      return { ...file, result: 'present', reason: null };
    }
    if (isSuperseded) return superseded(file, standing !== undefined);
    createDurably(path, archive.read(file.sha256));
    chmodSync(path, file.mode);
    utimesSync(path, new Date(file.modifiedAt), new Date(file.modifiedAt));
    return { ...file, result: 'written', reason: null };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const result = FAILURES[error.code];
    if (result === undefined) throw error;
    return { ...file, result, reason: error.code === 'E_IO' ? error.message : REASONS[result] };
  }
}

const superseded = (file: ArchivedFile, isStanding: boolean): UnarchivedFile =>
  isStanding
    ? {
        ...file,
        result: 'superseded',
        reason: 'a way back from phase sqlite has written it since; what it holds now is later, and stays',
      }
    : {
        ...file,
        result: 'refused',
        reason: `a way back from phase sqlite had written it since, and that later file is gone: "reconcile --hash ${file.workspace} --from sqlite" writes what the database has; "restore-originals --sha256 ${file.sha256}" the older state, beside it`,
      };

const FAILURES: Partial<Record<ErrorCode, 'refused' | 'damaged'>> = {
  E_REFUSED: 'refused',
  E_IO: 'refused',
  E_CORRUPT: 'damaged',
  E_NOT_FOUND: 'damaged',
};

const REASONS = {
  refused:
    'a file with other content stands there, and was left as it is; "diff" says whether the database has its sessions, then move it aside and run the same command again',
  damaged: 'the archive no longer has its bytes',
} as const;

/** From the workspace, not from the name in the list: an edited list must not write elsewhere. */
const placeOf = (home: string, { workspace }: ArchivedFile): string => join(home, legacyFileOf(workspace));
