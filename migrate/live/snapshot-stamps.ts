// What we last wrote to each session file in phase sqlite+json, so that a file which another program wrote is told from
// our own, also after a kill: the digest of the next content is noted before the file is replaced, so either is ours.

import { z } from 'zod';
import type { FileSnapshot } from '../../impl-json/file-snapshot.ts';
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
  /** Another program wrote the file: no more snapshots until somebody decides (reconcile.ts). */
  isForked: z.boolean(),
});
export type Stamp = z.infer<typeof stampSchema>;

const snapshotsSchema = z.object({
  schema: z.literal(SNAPSHOTS_SCHEMA),
  /** By workspace hash. */
  workspaces: z.record(z.string(), stampSchema),
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

/** With the lock of snapshotsFile held. */
export const writeStamps = (home: string, workspaces: Stamps): void =>
  writeState(snapshotsFile(home), { schema: SNAPSHOTS_SCHEMA, workspaces });

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

export const stampOf = (...ours: string[]): Stamp => ({
  ours: [...new Set(ours)],
  at: new Date().toISOString(),
  isForked: false,
});
