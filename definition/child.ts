// A process of ours that works on a store apart, as its parent starts it (by execa) and tells how it ended.

import type { Result } from 'execa';

/** Messages travel as they are. A signal that can be heeded comes first: with it end the programs that it started. */
export const CHILD_OPTIONS = {
  serialization: 'advanced',
  stdin: 'ignore',
  stdout: 'ignore',
  killSignal: 'SIGTERM',
  forceKillAfterDelay: 2_000,
  reject: false,
} as const;

/** Characters kept of what a dying process wrote to its standard error. */
const LAST_WORDS_MAX = 400;

type Ended = Pick<Result, 'exitCode' | 'signal' | 'originalMessage'>;

/** A signal, an exit code, or why there was no process at all. */
export const howEnded = ({ exitCode, signal, originalMessage }: Ended): string =>
  signal ?? (exitCode === undefined ? `could not run: ${originalMessage}` : `exit code ${exitCode}`);

export const withLastWords = (how: string, { stderr }: { readonly stderr?: unknown }): string => {
  const lastWords = String(stderr ?? '')
    .slice(-LAST_WORDS_MAX)
    .trim();
  return lastWords === '' ? how : `${how}; its last words: ${lastWords}`;
};
