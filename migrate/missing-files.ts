// Session files that are not there although the store holds sessions of their workspaces. While the files are the truth
// (phases json and dual) the app shows nothing of those: it never removes a file itself, it writes an empty list.

import type { TargetWorkspace } from './import-target.ts';
import { legacyFileOf, legacyFiles } from './legacy-files.ts';

export interface MissingFile {
  /** Relative to the home. */
  readonly file: string;
  readonly workspace: string;
  /** That the store holds. */
  readonly sessions: number;
}

/** `workspaces`: look at these hashes alone. E_NOT_FOUND or E_IO for a home that cannot be listed. */
export function missingFiles(
  home: string,
  held: readonly Pick<TargetWorkspace, 'hash' | 'sessions'>[],
  workspaces?: readonly string[],
): MissingFile[] {
  const present = new Set(legacyFiles(home).files.map(({ workspace }) => workspace));
  return held
    .filter(({ hash, sessions }) => sessions > 0 && !present.has(hash))
    .filter(({ hash }) => workspaces?.includes(hash) ?? true)
    .map(({ hash, sessions }) => ({ file: legacyFileOf(hash), workspace: hash, sessions }));
}

/** What is wrong. */
export const missingProblem = ({ workspace, sessions }: MissingFile): string =>
  `the file is gone, and the database holds ${sessions} ${sessions === 1 ? 'session' : 'sessions'} of workspace ${workspace}`;

/** The command that brings it back. */
export const missingAdvice = ({ workspace }: MissingFile): string =>
  `"ait42-migrate reconcile --hash ${workspace} --from sqlite" writes it again.`;
