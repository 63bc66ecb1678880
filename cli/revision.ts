// Which state of the sources made a result.

import { realpathSync } from 'node:fs';
import { execa } from 'execa';
import { PACKAGE_ROOT } from '../contract/package-root.ts';

const GIT_MS_MAX = 10_000;

/**
 * The commit of the checkout that `root` is, "+changes" behind it when files differ; "unknown" without git, and in a
 * folder that only lies inside somebody else's repository.
 */
export async function sourceRevision(root: string = PACKAGE_ROOT): Promise<string> {
  const top = await git(root, ['rev-parse', '--show-toplevel']);
  if (top === undefined || realpathSync(top) !== realpathSync(root)) return 'unknown';
  const commit = await git(root, ['rev-parse', 'HEAD']);
  if (commit === undefined) return 'unknown';
  const changes = await git(root, ['status', '--porcelain']);
  return changes === '' ? commit : `${commit}+changes`;
}

async function git(root: string, command: readonly string[]): Promise<string | undefined> {
  const result = await execa('git', command, {
    cwd: root,
    timeout: GIT_MS_MAX,
    reject: false,
    stdin: 'ignore',
  });
  return result.exitCode === 0 ? result.stdout : undefined;
}
