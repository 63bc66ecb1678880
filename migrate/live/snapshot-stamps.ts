// What we last wrote to each session file in phase sqlite+json, so that a file which another program wrote is told from
// our own, also after a kill: the digest of the next content is noted before the file is replaced, so either is ours.
// Beside it which state of the database was written, so that a database that went back is told from one that went on.

import { z } from 'zod';
import type { FileSnapshot } from '../../impl-json/file-snapshot.ts';
import type { ContentVersion } from '../../impl-sqlite/index.ts';
import { sha256Of } from '../source-file.ts';
import { snapshotsFile } from './live-files.ts';
import { readState, type StateFormat, writeState } from './state-file.ts';

export const SNAPSHOTS_SCHEMA = 'storeproof.snapshots/1';

/** Stands for the digest of a file that does not exist. */
const ABSENT = 'absent';

const stampSchema = z.object({
  /** SHA-256 of what may stand in the file as ours: the present content, and the next one while it is written. */
  ours: z.array(z.string()).max(2),
  /** ISO 8601: when the file was last brought up to date. */
  at: z.string(),
  /** The file holds what the database may lack: no more snapshots until somebody decides (reconcile.ts). */
  isForked: z.boolean(),
  /** What the database held when the file was written; absent where that is not known. */
  version: z
    .object({ birth: z.string(), revision: z.number().int().nonnegative(), last: z.string() })
    .optional(),
});
export type Stamp = Readonly<z.infer<typeof stampSchema>>;

const snapshotsSchema = z.object({
  schema: z.literal(SNAPSHOTS_SCHEMA),
  /** By workspace hash. */
  workspaces: z.record(z.string(), stampSchema),
  /** ISO 8601: whatever was written before is in its file, forks apart. Absent: not known. */
  currentAt: z.string().optional(),
});

const FORMAT: StateFormat<z.infer<typeof snapshotsSchema>> = {
  schema: SNAPSHOTS_SCHEMA,
  shape: snapshotsSchema,
  advice:
    'Which session files are our own snapshots cannot be told without it. Deleting it is safe: files that differ from ' +
    'the database are then kept as forks instead of being written over.',
};

export type Stamps = Readonly<Record<string, Stamp>>;

/** E_CORRUPT, E_NEWER_VERSION, E_IO. */
export const readStamps = (home: string): Stamps => readState(snapshotsFile(home), FORMAT)?.workspaces ?? {};

/** With the lock of snapshotsFile held. `currentAt`: what was there stays, unless it is given. */
export function writeStamps(home: string, workspaces: Stamps, currentAt?: string): void {
  const known = currentAt ?? filesCurrentAt(home);
  writeState(snapshotsFile(home), {
    schema: SNAPSHOTS_SCHEMA,
    workspaces,
    ...(known !== null && { currentAt: known }),
  });
}

/** Before which time every write is in its file, as far as was noted; null when nothing was. */
export const filesCurrentAt = (home: string): string | null =>
  readState(snapshotsFile(home), FORMAT)?.currentAt ?? null;

export const forkedIn = (stamps: Stamps): string[] =>
  Object.entries(stamps)
    .filter(([, { isForked }]) => isForked)
    .map(([hash]) => hash);

/** The time of the newest snapshot; null when there is none. */
export const newestStamp = (stamps: Stamps): string | null =>
  Object.values(stamps)
    .map(({ at }) => at)
    .reduce<string | null>((newest, at) => (newest === null || at > newest ? at : newest), null);

/** What stands for a file's content in a stamp. */
export const contentMark = ({ stats, bytes }: Pick<FileSnapshot, 'stats' | 'bytes'>): string =>
  stats === undefined ? ABSENT : sha256Of(bytes);

/** Where there is no file, nothing is written over; a file that is there must be one that we wrote. */
export const isOurs = (stamp: Stamp | undefined, mark: string): boolean =>
  mark === ABSENT || stamp?.ours.includes(mark) === true;

/**
 * How the database's content came from what the stamp's file was written from. same: nothing was written since. later:
 * by later writes, as far as that can be told. other: it was put back, made again or branched off, so the file may hold
 * what the database lacks. unknown: nothing was noted.
 */
export type Descent = 'same' | 'later' | 'other' | 'unknown';

/** `version`: undefined where the database does not know the workspace. */
export function descentFrom(stamp: Stamp | undefined, version: ContentVersion | undefined): Descent {
  const written = stamp?.version;
  if (written === undefined) return 'unknown';
  if (version === undefined || version.birth !== written.birth) return 'other';
  if (version.revision > written.revision) return 'later';
  return version.revision === written.revision && version.last === written.last ? 'same' : 'other';
}

/** Files that were written from a state that the database no longer comes from, known forks left out. */
export function wentBackIn(stamps: Stamps, versions: readonly ContentVersion[]): string[] {
  const now = new Map(versions.map((version) => [version.hash, version]));
  return Object.entries(stamps)
    .filter(([hash, stamp]) => {
      const version = now.get(hash);
      const isBack = version === undefined || descentFrom(stamp, version) === 'other';
      return isBack && !stamp.isForked;
    })
    .map(([hash]) => hash);
}

/** Of a file with this content, or one of these, that was written from this state of the database. */
export const stampOf = (ours: readonly string[], version?: ContentVersion): Stamp => ({
  ours: [...new Set(ours)],
  at: new Date().toISOString(),
  isForked: false,
  ...(version && {
    version: { birth: version.birth, revision: version.revision, last: version.last },
  }),
});
