// What is to be done with each workspace's session file in phase sqlite+json: whether it holds what the database has, may
// be written over, or holds what the database may lack. Looks only.

import { onFile } from '../../files/system-error.ts';
import { type FileSnapshot, takeSnapshot } from '../../impl-json/file-snapshot.ts';
import { targetOf } from '../../impl-json/link-target.ts';
import type { ContentVersion } from '../../impl-sqlite/index.ts';

import { type CheckedWorkspaces, requireSoundWorkspace } from '../sound-source.ts';
import { versionsOf } from './content-versions.ts';
import { contentMark, descentFrom, isOurs, type Stamp, type Stamps } from './snapshot-stamps.ts';
import { workspaceFile } from './workspace-file.ts';

/** What snapshots are made from. */
export interface SnapshotSource extends CheckedWorkspaces {
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
  /** The file's content as a stamp has it. */
  readonly mark: string;
  /** Without bytes for a file that is current. */
  readonly before: FileSnapshot;
  /** What the database has; nothing for a workspace that it does not know, or whose file is current. */
  readonly bytes: Buffer;
  readonly version: ContentVersion | undefined;
}

export interface SnapshotPlan {
  /** How many of the hashes were looked at, at least one; the others are for the next plan. */
  readonly count: number;
  readonly files: readonly PlannedFile[];
  /** What kept a workspace from being looked at, by hash. */
  readonly failed: readonly (readonly [hash: string, error: unknown])[];
}

/** What a plan may hold in memory before it ends, and how many files to write: others wait for the lock. */
const PLANNED_BYTES_MAX = 64 * 1024 * 1024;
const PLANNED_FILES_MAX = 64;
const NO_BYTES = Buffer.alloc(0);

/** With the stamps' lock held and the stamps read before: no stamp is of a later state than what is seen here. */
export async function planSnapshots(
  home: string,
  source: SnapshotSource,
  hashes: readonly string[],
  stamps: Stamps,
): Promise<SnapshotPlan> {
  const versions = await versionsOf(source);
  const files: PlannedFile[] = [];
  const failed: [string, unknown][] = [];
  let planned = { files: 0, bytes: 0 };
  for (const [index, hash] of hashes.entries()) {
    try {
      const file = await look(home, source, { hash, stamp: stamps[hash], version: versions.get(hash) });
      files.push(file);
      planned = {
        files: planned.files + Number(file.state !== 'current'),
        bytes: planned.bytes + file.bytes.length + file.before.bytes.length,
      };
    } catch (error) {
      failed.push([hash, error]);
    }
    if (planned.bytes > PLANNED_BYTES_MAX || planned.files >= PLANNED_FILES_MAX)
      return { count: index + 1, files, failed };
  }
  return { count: hashes.length, files, failed };
}

interface Known {
  readonly hash: string;
  readonly stamp: Stamp | undefined;
  readonly version: ContentVersion | undefined;
}

async function look(home: string, source: SnapshotSource, known: Known): Promise<PlannedFile> {
  const { hash, version } = known;
  const text = await source.fileText(hash);
  const name = workspaceFile(home, hash);
  const path = onFile(name, () => targetOf(name));
  const before = onFile(path, () => takeSnapshot(path));
  const seen = { mark: contentMark(before), before, bytes: Buffer.from(text ?? '', 'utf8') };
  const state = stateOf(seen, text, known);
  // What takes a file's place may be all that is left of it afterwards.
  if (state === 'ours') await requireSoundWorkspace(source, hash);
  const isCurrent = state === 'current';
  return {
    hash,
    path,
    version,
    state,
    mark: seen.mark,
    before: isCurrent ? { ...before, bytes: NO_BYTES } : before,
    bytes: isCurrent ? NO_BYTES : seen.bytes,
  };
}

function stateOf(
  { mark, before, bytes }: Pick<PlannedFile, 'mark' | 'before' | 'bytes'>,
  text: string | undefined,
  { stamp, version }: Known,
): FileState {
  const isThere = before.stats !== undefined;
  if (text === undefined) return lostState(isThere, stamp);
  // However a fork came to an end, it has ended when both sides are the same again.
  if (isThere && before.bytes.equals(bytes)) return 'current';
  if (stamp?.isForked === true) return 'forked';
  // Nothing is ours after another database was put in place (fork-restored.ts).
  if (!isOurs(stamp, mark)) return stamp?.ours.length === 0 ? 'wentBack' : 'foreign';
  return isThere && descentFrom(stamp, version) === 'other' ? 'wentBack' : 'ours';
}

/** Of a file whose workspace the database does not know: only what we wrote once is missing in it. */
function lostState(isThere: boolean, stamp: Stamp | undefined): FileState {
  if (!isThere || stamp === undefined) return 'current';
  return stamp.isForked ? 'forked' : 'wentBack';
}
