// A workspace of the store page by page, with room for other work between pages and without leaving garbage behind.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WorktreeSession } from '../contract/session.ts';
import { textLength } from './batches.ts';
import { type Content, ContentTally } from './content-tally.ts';
import type { ImportTarget } from './import-target.ts';
import { MemoryRelease } from './stream/memory-release.ts';

/** Answers whether the store knows the workspace. */
export function visitWorkspace(
  store: ImportTarget,
  workspace: string,
  look: (page: readonly WorktreeSession[]) => void,
): Promise<boolean> {
  const release = new MemoryRelease();
  return store.visitSessions(workspace, async (page) => {
    look(page);
    for (const session of page) release.passed(textLength(session));
    await nextTurn();
  });
}

/** Undefined for a workspace that the store does not know. */
export async function storedContent(store: ImportTarget, workspace: string): Promise<Content | undefined> {
  const tally = new ContentTally();
  const isKnown = await visitWorkspace(store, workspace, (page) => tally.add(page));
  return isKnown ? tally.content() : undefined;
}
