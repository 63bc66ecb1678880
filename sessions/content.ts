// All sessions of the workspaces that a run has: its folder, and the folders in it.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { WorktreeSession } from '../contract/session.ts';
import type { SessionStore } from '../contract/store.ts';
import type { Surroundings } from '../definition/place.ts';

/** By the name of the workspace's folder; '.' is the folder of the run itself. Workspaces without sessions are left out. */
export async function contentOf(
  store: SessionStore,
  { folder }: Surroundings,
): Promise<Readonly<Record<string, readonly WorktreeSession[]>>> {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const content: Record<string, readonly WorktreeSession[]> = {};
  for (const name of ['.', ...folders.map((entry) => entry.name).toSorted()]) {
    const sessions = await store.getAllSessions(join(folder, name));
    if (sessions.length > 0) content[name] = sessions;
  }
  return content;
}
