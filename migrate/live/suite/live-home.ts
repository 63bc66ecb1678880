// Homes, workspaces and sessions for the tests of the live migration.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionInput } from '../../../contract/session.ts';
import { useFolder } from '../../../contract/suite/test-folder.ts';
import { workspaceHash } from '../../../contract/workspace.ts';
import { withDatabase } from '../../with-database.ts';
import { workspaceFile } from '../workspace-file.ts';

export interface LiveHome {
  readonly home: string;
  /** Real directories: `one` and `two`. */
  readonly workspaces: readonly string[];
  readonly one: string;
  readonly two: string;
  readonly fileOf: (workspace: string) => string;
}

/** Makes homes that the end of the test file removes. */
export function useHomes(): () => LiveHome {
  const { freshFolder } = useFolder('live');
  return () => {
    const home = freshFolder();
    const [one, two] = [join(home, 'one'), join(home, 'two')];
    const workspaces = [one, two];
    for (const workspace of workspaces) mkdirSync(workspace);
    const fileOf = (workspace: string): string => workspaceFile(home, workspaceHash(workspace));
    return { home, workspaces, one, two, fileOf };
  };
}

/** Every condition of a phase that can be waived, but the one for files that are gone. */
export const waived = ['comparisons', 'certificate', 'backup', 'no-asides'] as const;

export const idsOf = (sessions: readonly { readonly id: string }[]): string[] => sessions.map(({ id }) => id);

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
export const inDatabase = (home: string, workspace: string): Promise<readonly unknown[]> =>
  withDatabase({ home }, (store) => store.getAllSessions(workspace));
