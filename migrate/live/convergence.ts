// Makes the database hold for a workspace exactly what its file holds. The database is only the follower here, but it may
// have the only copy of a session: what the file does not contain goes to the archive before it is replaced (would-lose.ts).

import { sessionsDigest } from '../../contract/canonical.ts';
import type { SessionList } from '../../contract/session-list.ts';
import type { FileSnapshot } from '../../impl-json/file-snapshot.ts';
import { encodeSessions } from '../../impl-json/index.ts';
import type { ImportTarget } from '../import-target.ts';
import { archiveTexts } from './archive-text.ts';
import { wouldLose } from './would-lose.ts';

export interface FileContent {
  readonly list: SessionList;
  readonly snapshot: FileSnapshot;
  /** The database is known to hold an earlier state of it: nothing there can get lost. Default: false. */
  readonly isSuccessor?: boolean;
}

/**
 * torn: the file is there without a byte of content while the database has sessions. The app writes `[]` for none, so a
 * write was cut short: the database keeps what it has, which is in the archive as well.
 */
export type Convergence = 'equal' | 'replaced' | 'torn';

/** E_CHANGED when another process wrote to the database meanwhile. */
export async function converge(
  home: string,
  store: ImportTarget,
  hash: string,
  content: FileContent,
): Promise<Convergence> {
  const { list, snapshot, isSuccessor = false } = content;
  const held = await store.sessionsOfHash(hash);
  const heldDigest = sessionsDigest(held);
  const isAbsent = snapshot.stats === undefined;
  if (heldDigest === sessionsDigest(list)) {
    if (!isAbsent) await keepLayout(store, hash, snapshot);
    return 'equal';
  }
  if (!isSuccessor && wouldLose(held, list)) await keepOnlyCopy(home, hash, held);
  if (isTorn(snapshot)) return 'torn';
  await store.replaceWorkspace(hash, list, {
    original: isAbsent ? null : snapshot.bytes.toString('utf8'),
    expected: held.length === 0 ? null : heldDigest,
  });
  return 'replaced';
}

const isTorn = ({ stats, bytes }: FileSnapshot): boolean =>
  stats !== undefined && bytes.toString('utf8').trim() === '';

/** The same sessions can stand in the file in another layout; an empty workspace may not be known at all. */
async function keepLayout(store: ImportTarget, hash: string, { bytes }: FileSnapshot): Promise<void> {
  const text = bytes.toString('utf8');
  const kept = await store.fileText(hash);
  if (kept === text) return;
  if (kept === undefined) await store.replaceWorkspace(hash, [], { original: text, expected: null });
  else await store.keepLayout(hash, text);
}

/** Archives what the database holds for a workspace. */
export const keepOnlyCopy = (home: string, hash: string, held: SessionList): Promise<void> =>
  archiveTexts(home, [{ hash, bytes: encodeSessions(held) }], 'replaced');
