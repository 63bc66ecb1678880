// Runs one job in a process of its own and collects what it tells. The process always ends: by itself, at the time
// limit, or when the run is aborted; a death is an outcome and no exception.

import { type ChildProcess, fork } from 'node:child_process';
import { programFile } from '../../contract/package-root.ts';
import type { TrialJob, TrialMessage } from './trial-job.ts';

export interface TrialOutcome {
  readonly messages: readonly TrialMessage[];
  /** Why the process ended without doing its task; null when it did it. */
  readonly death: string | null;
}

export interface TrialLimits {
  /** Wall clock, from the start of the process to its end. */
  readonly limitMs: number;
  readonly signal: AbortSignal | null;
}

/** Characters kept of what a dying process wrote to its standard error. */
const LAST_WORDS_MAX = 400;

/** How a job is run; tests of what comes of it need no process. */
export type RunTrial = (job: TrialJob, limits: TrialLimits) => Promise<TrialOutcome>;

const CHILD = programFile('bench/trial/trial-child');

export async function runTrialProcess(job: TrialJob, limits: TrialLimits): Promise<TrialOutcome> {
  if (limits.signal?.aborted === true) return { messages: [], death: 'aborted' };
  const child = fork(CHILD, [], {
    execArgv: ['--expose-gc'],
    // Loading the sources costs a small trial more than what it times.
    env: { ...process.env, NODE_COMPILE_CACHE: job.codeCache },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const messages: TrialMessage[] = [];
  child.on('message', (message) => messages.push(message as TrialMessage));
  // A process that is gone cannot be sent its job; how it ended says why.
  child.send(job, () => {});
  return { messages, death: deathOf(await endOf(child, limits), messages) };
}

/** How a process ended. */
export interface End {
  readonly how: string;
  readonly lastWords: string;
}

function endOf(child: ChildProcess, { limitMs, signal }: TrialLimits): Promise<End> {
  let killed: string | null = null;
  let lastWords = '';
  const kill = (why: string): void => {
    killed ??= why;
    child.kill('SIGKILL');
  };
  const abort = (): void => kill('aborted');
  const timer = setTimeout(() => kill(`took longer than ${limitMs} ms`), limitMs);
  signal?.addEventListener('abort', abort, { once: true });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS_MAX);
  });
  return new Promise((resolve) => {
    const finish = (how: string): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve({ how: killed ?? how, lastWords: lastWords.trim() });
    };
    child.once('error', (error) => finish(`could not run: ${error.message}`));
    child.once('close', (code, signalName) => finish(signalName ?? `exit code ${code}`));
  });
}

export function deathOf({ how, lastWords }: End, messages: readonly TrialMessage[]): string | null {
  const last = messages.at(-1);
  if (last?.kind === 'done') return null;
  if (last?.kind === 'failed') return last.detail;
  return lastWords === '' ? how : `${how}; its last words: ${lastWords}`;
}
