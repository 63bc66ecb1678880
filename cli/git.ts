// What git says of a folder.

import { execa, execaSync } from 'execa';

const GIT_MS_MAX = 10_000;

export interface GitAnswer {
  /** Without its last line end; undefined when it failed. */
  readonly out: string | undefined;
  /** Why it did, in git's words. */
  readonly err: string;
}

/** A hook of git's runs with these set, and they would stand for another repository than that of the folder. */
export const OF_HOOKS = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined } as const;

/** Never rejects. `signal` ends what takes long, and then there is no other limit. */
export async function git(
  folder: string,
  words: readonly string[],
  signal?: AbortSignal,
): Promise<GitAnswer> {
  const result = await execa('git', words, {
    cwd: folder,
    env: OF_HOOKS,
    reject: false,
    stdin: 'ignore',
    ...(signal === undefined ? { timeout: GIT_MS_MAX } : { cancelSignal: signal }),
  });
  if (result.exitCode === 0) return { out: String(result.stdout), err: '' };
  return { out: undefined, err: String(result.stderr || result.originalMessage || 'it was ended').trim() };
}

export const gitText = async (folder: string, words: readonly string[]): Promise<string | undefined> =>
  (await git(folder, words)).out;

/** The same, for who cannot wait otherwise. */
export function gitTextNow(folder: string, words: readonly string[]): string | undefined {
  const { exitCode, stdout } = execaSync('git', words, {
    ...{ cwd: folder, env: OF_HOOKS, reject: false, stdin: 'ignore', timeout: GIT_MS_MAX },
  });
  return exitCode === 0 ? String(stdout) : undefined;
}
