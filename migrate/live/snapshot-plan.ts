// What is to be done with each workspace's session file in phase sqlite+json: whether it holds what the database has, may
// be written over, or holds what the database may lack. Looks only.

import { type FileSnapshot, takeSnapshot } from '../../impl-json/file-snapshot.ts';
import { targetOf } from '../../impl-json/link-target.ts';
import { onFile } from '../../impl-json/system-error.ts';
import type { ContentVersion } from '../../impl-sqlite/index.ts';
import { contentMark, descentFrom, isOurs, type Stamp, type Stamps } from './snapshot-stamps.ts';
import { workspaceFile } from './workspace-file.ts';

/** What snapshots are made from. */
export interface SnapshotSource {
  /** The versions of all workspaces, as of one moment. */
  contentVersions(): Promise<readonly ContentVersion[]>;
  /** The text of a workspace's file; undefined for an unknown workspace. */
  fileText(hash: string): Promise<string | undefined>;
}

/**
 * current: the file holds what the database has. ours: it may be written over. foreign: another program wrote it.
 * wentBack: we wrote it, from a state that the database no longer comes from. forked: one of these, and known.
 */
export type FileState = 'current' | 'ours' | 'foreign' | 'wentBack' | 'forked';

export interface PlannedFile {
  readonly hash: string;
  /** Behind a symbolic link. */
  readonly path: string;
  readonly state: FileState;
  readonly before: FileSnapshot;
  /** What the database has; nothing for a workspace that it does not know. */
  readonly bytes: Buffer;
  readonly version: ContentVersion | undefined;
}

export interface SnapshotPlan {
  readonly files: readonly PlannedFile[];
  /** What kept a workspace from being looked at, by hash. */
  readonly failed: readonly (readonly [hash: string, error: unknown])[];
}

/** With the stamps' lock held and the stamps read before: no stamp is of a later state than what is seen here. */
export async function planSnapshots(
  home: string,
  source: SnapshotSource,
  hashes: readonly string[],
  stamps: Stamps,
): Promise<SnapshotPlan> {
  const versions = new Map((await source.contentVersions()).map((version) => [version.hash, version]));
  const files: PlannedFile[] = [];
  const failed: [string, unknown][] = [];
  for (const hash of hashes) {
    try {
      const text = await source.fileText(hash);
      const file = look(home, hash, text);
      const version = versions.get(hash);
      files.push({ ...file, version, state: stateOf(file, text, stamps[hash], version) });
    } catch (error) {
      failed.push([hash, error]);
    }
  }
  return { files, failed };
}

type SeenFile = Pick<PlannedFile, 'hash' | 'path' | 'before' | 'bytes'>;

function look(home: string, hash: string, text: string | undefined): SeenFile {
  const name = workspaceFile(home, hash);
  const path = onFile(name, () => targetOf(name));
  const before = onFile(path, () => takeSnapshot(path));
  return { hash, path, before, bytes: Buffer.from(text ?? '', 'utf8') };
}

function stateOf(
  { before, bytes }: SeenFile,
  text: string | undefined,
  stamp: Stamp | undefined,
  version: ContentVersion | undefined,
): FileState {
  const isThere = before.stats !== undefined;
  if (text === undefined) return lostState(isThere, stamp);
  // However a fork came to an end, it has ended when both sides are the same again.
  if (isThere && before.bytes.equals(bytes)) return 'current';
  if (stamp?.isForked === true) return 'forked';
  // Nothing is ours after another database was put in place (fork-restored.ts).
  if (!isOurs(stamp, contentMark(before))) return stamp?.ours.length === 0 ? 'wentBack' : 'foreign';
  return isThere && descentFrom(stamp, version) === 'other' ? 'wentBack' : 'ours';
}

/** Of a file whose workspace the database does not know: only what we wrote once is missing in it. */
function lostState(isThere: boolean, stamp: Stamp | undefined): FileState {
  if (!isThere || stamp === undefined) return 'current';
  return stamp.isForked ? 'forked' : 'wentBack';
}
