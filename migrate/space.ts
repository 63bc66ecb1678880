// Whether there is room for an import, found out before its first write: a disk that fills up half-way harms nothing, but
// costs the user the time until then.

import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { attempt } from '../files/attempt.ts';
import { readArchive } from './damaged-manifest.ts';
import { legacyFiles } from './legacy-files.ts';
import { sizeAt, stateAt } from './stream/file-source.ts';

/** Growth of the database by the bytes of the files: 1.02 measured for small sessions, 0.05 to 0.6 for large outputs. */
const DATABASE_SHARE = 1.25;
/** The write-ahead log holds one file's transaction, with the search index merged in it once more. */
const LOG_SHARE = 1.5;
/** Directories, the manifest, the database's first pages. */
const SLACK_BYTES = 1024 * 1024;

export interface SpaceRequest {
  readonly home: string;
  readonly archiveDir: string;
  /** Absent: what the store needs is not known, and not counted. */
  readonly databaseFile?: string;
  /** Where the database that is there will be copied to; absent for no copy. */
  readonly backupDir?: string;
  /** Only the files of these workspaces (file hashes). Default: all. */
  readonly workspaces?: readonly string[];
  /**
   * Workspaces whose files the database will not have to take, known to the archive as they are. Default: all, where there
   * is a database.
   */
  readonly stored?: readonly string[];
}

export interface SpaceNeed {
  /** The directory that will be written to, or the first one above it that exists. */
  readonly directory: string;
  /** Of all that goes to its file system. */
  readonly neededBytes: number;
  readonly freeBytes: number;
}

/** What an import needs, by file system; nothing when archive and database have every file already. Reads only. E_IO. */
export function spaceNeeds(request: SpaceRequest): SpaceNeed[] {
  const { archiveDir, databaseFile, backupDir } = request;
  const files = sizedFiles(request);
  const toArchive = files.filter(({ isArchived }) => !isArchived);
  const toStore = files.filter(({ isArchived, isStored }) => !(isArchived && isStored));
  if (toArchive.length + toStore.length === 0) return [];
  const wanted: Wanted[] = [{ directory: archiveDir, bytes: sumOf(toArchive) + SLACK_BYTES }];
  if (databaseFile !== undefined) {
    const largest = toStore.reduce((most, { sizeBytes }) => Math.max(most, sizeBytes), 0);
    const bytes = sumOf(toStore) * DATABASE_SHARE + largest * LOG_SHARE + SLACK_BYTES;
    wanted.push({ directory: dirname(databaseFile), bytes });
    if (backupDir !== undefined) wanted.push({ directory: backupDir, bytes: sizeAt(databaseFile) });
  }
  return byFileSystem(wanted);
}

/** Throws E_NO_SPACE, before anything is written, when a file system lacks the room. Answers the needs. */
export function requireSpace(request: SpaceRequest): SpaceNeed[] {
  const needs = spaceNeeds(request);
  const short = needs.find(({ neededBytes, freeBytes }) => neededBytes > freeBytes);
  if (short === undefined) return needs;
  const { directory, neededBytes, freeBytes } = short;
  throw new StoreError(
    'E_NO_SPACE',
    `The import needs about ${neededBytes} bytes on the disk of ${directory}, where ${freeBytes} are free. Nothing was imported. Free some space and run again.`,
    { data: { directory, neededBytes, freeBytes } },
  );
}

interface SizedFile {
  readonly sizeBytes: number;
  /** The archive knows it in its present state. */
  readonly isArchived: boolean;
  /** The database has nothing to take from it. */
  readonly isStored: boolean;
}

function sizedFiles({ home, archiveDir, databaseFile, workspaces, stored }: SpaceRequest): SizedFile[] {
  const { archive } = readArchive(archiveDir);
  const isEmpty = databaseFile !== undefined && sizeAt(databaseFile) === 0;
  return legacyFiles(home, workspaces).files.flatMap(({ file, path, workspace }): SizedFile[] => {
    const state = stateAt(path);
    if (state === undefined) return [];
    const known = archive.newestOf(file);
    const sizeBytes = Number(state.size);
    const isArchived = known !== undefined && known.verdict !== 'pending' && known.sizeBytes === sizeBytes;
    const isStored = known?.verdict === 'aside' || (stored?.includes(workspace) ?? !isEmpty);
    return [{ sizeBytes, isArchived, isStored }];
  });
}

const sumOf = (files: readonly SizedFile[]): number =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

interface Wanted {
  readonly directory: string;
  readonly bytes: number;
}

function byFileSystem(wanted: readonly Wanted[]): SpaceNeed[] {
  const needs = new Map<number, SpaceNeed>();
  for (const { directory, bytes } of wanted) {
    const present = firstPresent(directory);
    const { dev } = attempt('look at', present, () => statSync(present));
    const neededBytes = (needs.get(dev)?.neededBytes ?? 0) + Math.ceil(bytes);
    needs.set(dev, { directory: present, neededBytes, freeBytes: freeBytesAt(present) });
  }
  return [...needs.values()];
}

/** For who is not the administrator. */
export function freeBytesAt(directory: string): number {
  const { bavail, bsize } = attempt('look at', directory, () => statfsSync(directory));
  return bavail * bsize;
}

function firstPresent(directory: string): string {
  const parent = dirname(directory);
  return stateAt(directory) !== undefined || parent === directory ? directory : firstPresent(parent);
}
