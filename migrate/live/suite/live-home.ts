// Homes, workspaces and sessions for the tests of the live migration.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { SessionInput } from '../../../contract/session.ts';
import { workspaceHash } from '../../../contract/workspace.ts';
import { openSqliteStore } from '../../../impl-sqlite/index.ts';
import { workspaceFile } from '../workspace-file.ts';

export interface LiveHome {
  readonly home: string;
  /** Real directories. */
  readonly workspaces: readonly string[];
  readonly fileOf: (workspace: string) => string;
}

/** Makes homes that the end of the test file removes. */
export function useHomes(): () => LiveHome {
  const root = mkdtempSync(join(tmpdir(), 'live-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let next = 0;
  return () => {
    const home = join(root, `home${next++}`);
    const workspaces = ['one', 'two'].map((name) => join(home, name));
    for (const workspace of workspaces) mkdirSync(workspace, { recursive: true });
    return { home, workspaces, fileOf: (workspace) => workspaceFile(home, workspaceHash(workspace)) };
  };
}

export const sessionWith = (id: string, more: Partial<SessionInput> = {}): SessionInput => ({
  id,
  type: 'competition',
  task: `task of ${id}`,
  status: 'running',
  createdAt: '2025-11-12T14:00:00.123Z',
  updatedAt: '2025-11-12T14:00:00.123Z',
  instances: [
    {
      instanceId: 1,
      worktreePath: '/w',
      branch: 'b',
      agentName: 'a',
      status: 'idle',
      tmuxSessionId: 't',
      output: 'some output',
    },
  ],
  chatHistory: [],
  ...more,
});

/** What the database of a home holds for a workspace. */
export async function inDatabase(home: string, workspace: string): Promise<readonly unknown[]> {
  const store = await openSqliteStore({ home });
  try {
    return await store.getAllSessions(workspace);
  } finally {
    await store.close();
  }
}
