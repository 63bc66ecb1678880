// Where the sessions of a workspace can come from besides the damaged database: its session file, a backup, the archive.
// A source that cannot be read is left out, and why is told; it never ends the repair.

import { StoreError } from '../../../contract/errors.ts';
import type { WorktreeSession } from '../../../contract/session.ts';
import { unlessRejected } from '../../../contract/unless-failed.ts';
import { decodeSessions } from '../../../impl-json/index.ts';
import type { ContentVersion, SqliteStore } from '../../../impl-sqlite/index.ts';
import type { Archive } from '../../archive.ts';
import { type LegacyFile, legacyFileOf } from '../../legacy-files.ts';
import type { Stamp } from '../../live/snapshot-stamps.ts';
import type { ArchivedOriginal } from '../../manifest.ts';
import { salvage } from '../../salvage/salvage.ts';
import { readSource } from '../../source-file.ts';

export type SourceKind = 'database' | 'file' | 'backup' | 'archive';

export interface RebuildSource {
  readonly kind: SourceKind;
  /** Relative to the home; a SHA-256 for an original. */
  readonly place: string;
  readonly sessions: readonly WorktreeSession[];
  /** The text of the file, where there is one. */
  readonly original: string | null;
  readonly path: string | null;
  /** ISO 8601: when this was the state; null for the damaged database itself. */
  readonly asOf: string | null;
  /** A state of the truth at that time: a backup of the database, a file that we wrote from it. */
  readonly isOurs: boolean;
  /** Of the database's content then, where it is known: tells better than the time. */
  readonly version?: SourceVersion;
}

export type SourceVersion = Pick<ContentVersion, 'birth' | 'revision'>;

export interface BadSource {
  readonly place: string;
  readonly problem: string;
}

/** What `work` answers; undefined, and noted, when the source cannot be read. */
export const unlessBad = <T>(
  bad: BadSource[],
  place: string,
  work: () => T | Promise<T>,
): Promise<T | undefined> =>
  unlessRejected(work, ({ message: problem }) => {
    bad.push({ place, problem });
    return undefined;
  });

/** E_PARSE when the app cannot read it; E_IO. */
export async function fromFile(
  file: LegacyFile | undefined,
  stamp: Stamp | undefined,
): Promise<RebuildSource | undefined> {
  if (file === undefined) return undefined;
  const source = await readSource(file);
  if (source.state === 'damaged') throw new StoreError('E_PARSE', source.reason);
  if (source.state === 'blocked') throw new StoreError('E_IO', source.reason);
  const { sessions, sha256, modifiedAt } = source;
  const original = source.bytes.toString('utf8');
  return {
    kind: 'file',
    place: file.file,
    sessions,
    original,
    path: null,
    ...timeOf(stamp, sha256, modifiedAt),
  };
}

/** Of the damaged database or of a backup. */
export async function fromDatabase(
  kind: 'database' | 'backup',
  { store, place, asOf }: { store: SqliteStore; place: string; asOf: string | null },
  hash: string,
): Promise<RebuildSource | undefined> {
  const workspace = (await store.workspaces()).find((each) => each.hash === hash);
  if (workspace === undefined) return undefined;
  const sessions = await store.sessionsOfHash(hash);
  const original = (await store.fileText(hash)) ?? null;
  const version = (await store.contentVersions()).find((each) => each.hash === hash);
  const { path } = workspace;
  return { kind, place, sessions, original, path, asOf, isOurs: true, ...(version && { version }) };
}

/** The newest original that the app can read, or of which the complete records were imported. */
export function fromArchive(
  archive: Archive,
  hash: string,
  stamp: Stamp | undefined,
): RebuildSource | undefined {
  const file = legacyFileOf(hash);
  const row = archive
    .originals()
    .findLast((each) => each.file === file && each.contentDigest !== null && each.verdict !== 'replaced');
  if (row === undefined) return undefined;
  const { sha256, modifiedAt } = row;
  const common = {
    kind: 'archive',
    place: sha256,
    path: null,
    ...timeOf(stamp, sha256, modifiedAt),
  } as const;
  return { ...common, ...sessionsOf(row, archive.read(sha256)) };
}

/** A salvaged original has no text that the app could read again. */
function sessionsOf(
  { asideRecords }: ArchivedOriginal,
  bytes: Buffer,
): Pick<RebuildSource, 'sessions' | 'original'> {
  if (asideRecords !== undefined) return { sessions: salvage(bytes).sessions, original: null };
  return { sessions: decodeSessions(bytes), original: bytes.toString('utf8') };
}

function timeOf(
  stamp: Stamp | undefined,
  sha256: string,
  modifiedAt: string,
): Pick<RebuildSource, 'asOf' | 'isOurs' | 'version'> {
  if (stamp?.ours.includes(sha256) !== true) return { isOurs: false, asOf: modifiedAt };
  return { isOurs: true, asOf: stamp.at, ...(stamp.version && { version: stamp.version }) };
}
