// Which state of the sources made a result.

import { realpathSync } from 'node:fs';
import { digestOfText } from '../contract/digest.ts';
import { PACKAGE_ROOT } from '../contract/package-root.ts';
import { gitText as git } from './git.ts';

/** {@link treeRevision} of the checkout that `root` is; "unknown" in a folder that only lies inside somebody else's repository. */
export async function sourceRevision(root: string = PACKAGE_ROOT): Promise<string> {
  const top = await git(root, ['rev-parse', '--show-toplevel']);
  return top === undefined || realpathSync(top) !== realpathSync(root) ? 'unknown' : treeRevision(root);
}

/**
 * The commit of the repository that a folder is in, "+changes" behind it when files differ, and when git follows those a
 * digest of the differences behind that: `COMMIT+changes.0123456789ab`. "unknown" without git or a commit.
 */
export async function treeRevision(folder: string): Promise<string> {
  const commit = await git(folder, ['rev-parse', 'HEAD']);
  if (commit === undefined) return 'unknown';
  const state = await git(folder, ['status', '--porcelain']);
  if (state === '') return commit;
  const changes = await git(folder, ['diff', 'HEAD', '--binary', '--no-ext-diff', '--no-textconv']);
  if (changes === undefined || changes === '') return `${commit}+changes`;
  return `${commit}+changes.${digestOfText(changes).slice(0, DIGITS)}`;
}

const DIGITS = 12;
