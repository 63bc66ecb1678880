// Whether there is room for an import, found out before its first write: a disk that fills up half-way harms nothing, but
// costs the user the time until then.

import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { Archive } from './archive.ts';
import { attempt } from './attempt.ts';
import { legacyFiles } from './legacy-files.ts';
import { stateAt } from './stream/file-source.ts';

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
}

export interface SpaceNeed {
  /** The directory that will be written to, or the first one above it that exists. */
  readonly directory: string;
  /** Of all that goes to its file system. */
  readonly neededBytes: number;
  readonly freeBytes: number;
}

/** What an import needs, by file system; nothing when the archive knows every file already. Reads only. E_IO. */
export function spaceNeeds(request: SpaceRequest): SpaceNeed[] {
  const { archiveDir, databaseFile, backupDir } = request;
  const sizes = newSizes(request);
  if (sizes.length === 0) return [];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const wanted: Wanted[] = [{ directory: archiveDir, bytes: total + SLACK_BYTES }];
  if (databaseFile !== undefined) {
    const bytes = total * DATABASE_SHARE + largest * LOG_SHARE + SLACK_BYTES;
    wanted.push({ directory: dirname(databaseFile), bytes });
    const held = stateAt(databaseFile)?.sizeBytes ?? 0;
    if (backupDir !== undefined) wanted.push({ directory: backupDir, bytes: held });
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
    `The import needs about ${neededBytes} bytes on the disk of ${directory}, where ${freeBytes} are free. Nothing was written. Free some space and run again.`,
    { data: { directory, neededBytes, freeBytes } },
  );
}

/** Sizes of the files that the archive does not know in their present state. */
function newSizes({ home, archiveDir, workspaces }: SpaceRequest): number[] {
  const archive = new Archive(archiveDir);
  return legacyFiles(home, workspaces).files.flatMap(({ file, path }) => {
    const state = stateAt(path);
    if (state === undefined) return [];
    const known = archive.newestOf(file);
    const isKnown = known !== undefined && known.verdict !== 'pending' && known.sizeBytes === state.sizeBytes;
    return isKnown ? [] : [state.sizeBytes];
  });
}

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
function freeBytesAt(directory: string): number {
  const { bavail, bsize } = attempt('look at', directory, () => statfsSync(directory));
  return bavail * bsize;
}

function firstPresent(directory: string): string {
  const parent = dirname(directory);
  return stateAt(directory) !== undefined || parent === directory ? directory : firstPresent(parent);
}
