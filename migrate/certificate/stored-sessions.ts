// The sessions of one workspace as the database holds them, one after the other.

import type { WorktreeSession } from '../../contract/session.ts';
import type { ImportTarget } from '../import-target.ts';

/** In order; none for an unknown workspace. */
export async function* storedSessions(
  store: ImportTarget,
  workspace: string,
): AsyncGenerator<WorktreeSession> {
  yield* await store.sessionsOfHash(workspace);
}
