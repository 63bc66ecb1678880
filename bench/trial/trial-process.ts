// Runs one job in a process of its own and collects what it tells. The process always ends: by itself, at the time
// limit, or when the run is aborted; a death is an outcome and no exception.

import { execaNode } from 'execa';
import { programFile } from '../../contract/package-root.ts';
import { CHILD_OPTIONS, howEnded, withLastWords } from '../../definition/child.ts';
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

/** How a job is run; tests of what comes of it need no process. */
export type RunTrial = (job: TrialJob, limits: TrialLimits) => Promise<TrialOutcome>;

const CHILD = programFile('bench/trial/trial-child');

export async function runTrialProcess(
  job: TrialJob,
  { limitMs, signal }: TrialLimits,
): Promise<TrialOutcome> {
  if (signal?.aborted === true) return { messages: [], death: 'aborted' };
  const ended = await execaNode(CHILD, {
    ...CHILD_OPTIONS,
    nodeOptions: ['--expose-gc'],
    // Loading the sources costs a small trial more than what it times.
    env: { NODE_COMPILE_CACHE: job.codeCache },
    ipcInput: job,
    // Zero would be none.
    timeout: Math.max(1, limitMs),
    ...(signal !== null && { cancelSignal: signal }),
  });
  const messages = (ended.ipcOutput ?? []) as unknown as TrialMessage[];
  const cut = ended.isCanceled ? 'aborted' : ended.timedOut ? `took longer than ${limitMs} ms` : null;
  return { messages, death: deathOf(withLastWords(cut ?? howEnded(ended), ended), messages) };
}

export function deathOf(how: string, messages: readonly TrialMessage[]): string | null {
  const last = messages.at(-1);
  if (last?.kind === 'done') return null;
  return last?.kind === 'failed' ? last.detail : how;
}
