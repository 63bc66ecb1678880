// Brings the database to what the session files of some workspaces hold, as a change of phase needs it: each is looked at once,
// and meanwhile nobody else follows. So it ends however fast others write: what they write behind the look is for the next
// one, with the gate closed (phase-gate.ts).

import { StoreError } from '../../contract/errors.ts';
import { Comparisons } from './comparisons.ts';
import { withFirstTurn } from './first-turn.ts';
import { FollowedWorkspace } from './followed-workspace.ts';
import { Follower } from './follower.ts';
import { KnownFiles } from './known-files.ts';
import { shadowLock } from './live-files.ts';
import { ReplayClock } from './replay.ts';
import type { ShadowStore } from './shadow-store.ts';

/**
 * A file that the app cannot read is told as an event and left. E_LOCKED while another process follows for long, E_CHANGED
 * while one writes to the database; what the archive and the database throw.
 */
export async function followOnce(home: string, store: ShadowStore, hashes: readonly string[]): Promise<void> {
  const files = new KnownFiles();
  const comparisons = new Comparisons(home, () => performance.now());
  const follower = new Follower({ home, clock: new ReplayClock(), files, comparisons });
  try {
    await withFirstTurn(shadowLock(home), async () => {
      for (const hash of new Set(hashes)) await follower.step(store, new FollowedWorkspace(hash));
    });
  } catch (error) {
    throw error instanceof StoreError ? notFollowed(error) : error;
  }
}

const notFollowed = (cause: StoreError): StoreError =>
  new StoreError(
    cause.code,
    `The phase stays as it is, because the database could not be brought up to date with the session files. ${cause.message}`,
    { data: cause.data, cause },
  );
