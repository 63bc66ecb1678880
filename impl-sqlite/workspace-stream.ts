// Workspaces too large for memory, in one transaction that other work of the process may interrupt but not enter: the
// store's turn is held from beginning to end.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WorktreeSession } from '../contract/session.ts';
import type { Connection } from './connection.ts';
import type { Filling } from './replacement.ts';
import type { SessionReads } from './session-reads.ts';

/** Ends the transaction that is open: with all batches, or, whatever fails, with nothing. */
export async function fillInBatches(
  connection: Connection,
  start: () => Filling,
  batches: Iterable<readonly WorktreeSession[]>,
): Promise<void> {
  try {
    const filling = connection.told(start);
    for (const batch of batches) {
      connection.told(() => filling.append(batch));
      await nextTurn();
    }
    connection.told(() => {
      filling.finish();
      connection.endTransaction('commit');
    });
  } catch (error) {
    connection.told(() => connection.endTransaction('rollback'));
    connection.giveBackLog(error);
    throw error;
  }
}

/** Ends the reading that is open. Answers whether there was a workspace. */
export async function visitPages(
  connection: Connection,
  workspaceId: number | undefined,
  reads: SessionReads,
  visit: (page: readonly WorktreeSession[]) => void | Promise<void>,
): Promise<boolean> {
  try {
    if (workspaceId === undefined) return false;
    const pages = reads.pages(workspaceId);
    for (;;) {
      const page = connection.told(() => pages.next());
      if (page.done === true) return true;
      await visit(page.value);
    }
  } finally {
    connection.told(() => connection.endTransaction('rollback'));
  }
}
