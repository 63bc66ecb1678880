// Where the sessions of a workspace can come from besides the damaged database: its session file, a backup, the archive.
// Which one is newest is told by the latest change that its sessions carry.

import { instantUs } from '../../../contract/instant.ts';
import type { WorktreeSession } from '../../../contract/session.ts';
import { decodeSessions } from '../../../impl-json/index.ts';
import type { SqliteStore } from '../../../impl-sqlite/index.ts';
import type { Archive } from '../../archive.ts';
import { type LegacyFile, legacyFileOf } from '../../legacy-files.ts';
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
}

export async function fromFile(file: LegacyFile | undefined): Promise<RebuildSource | undefined> {
  if (file === undefined) return undefined;
  const source = await readSource(file);
  if (source.state !== 'readable') return undefined;
  const original = source.bytes.toString('utf8');
  return { kind: 'file', place: file.file, sessions: source.sessions, original, path: null };
}

/** Of the damaged database or of a backup. */
export async function fromDatabase(
  kind: 'database' | 'backup',
  { store, place, hash }: { store: SqliteStore; place: string; hash: string },
): Promise<RebuildSource | undefined> {
  const workspace = (await store.workspaces()).find((each) => each.hash === hash);
  if (workspace === undefined) return undefined;
  const sessions = await store.sessionsOfHash(hash);
  const original = (await store.fileText(hash)) ?? null;
  return { kind, place, sessions, original, path: workspace.path };
}

/** The newest original that the app can read. */
export function fromArchive(archive: Archive, hash: string): RebuildSource | undefined {
  const file = legacyFileOf(hash);
  const original = archive
    .originals()
    .findLast((row) => row.file === file && row.contentDigest !== null && row.verdict !== 'replaced');
  if (original === undefined || archive.stateOf(original.sha256) !== 'intact') return undefined;
  const bytes = archive.read(original.sha256);
  const text = bytes.toString('utf8');
  return {
    kind: 'archive',
    place: original.sha256,
    sessions: decodeSessions(bytes),
    original: text,
    path: null,
  };
}

/** The one with the latest change in it; the earlier of the list when they are level. */
export const newestOf = (sources: readonly (RebuildSource | undefined)[]): RebuildSource | undefined =>
  sources
    .filter((source) => source !== undefined)
    .reduce<RebuildSource | undefined>(
      (best, source) => (best === undefined || latestChange(source) > latestChange(best) ? source : best),
      undefined,
    );

const latestChange = ({ sessions }: RebuildSource): number =>
  sessions.reduce(
    (latest, { updatedAt }) => Math.max(latest, instantUs(updatedAt)),
    Number.NEGATIVE_INFINITY,
  );
