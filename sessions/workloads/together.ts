// Several changes that are not timed: as one transaction where the store has any, because session by session a whole-file
// store writes the square of its content. A program over the subject protocol has none, and makes them one by one.

import type { SessionOperations, SessionStore } from '../../contract/store.ts';
import { offeredBy } from '../../subjects/subject.ts';

export const together = async (
  store: SessionStore,
  workspacePath: string,
  change: (operations: SessionOperations) => Promise<void>,
): Promise<void> =>
  offeredBy(store).has('transaction') ? store.transaction(workspacePath, change) : change(store);
