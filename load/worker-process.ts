// A worker's process as its parent sees it: it gets ready, is started, and ends with a report or a reason why not.
// It always ends: by itself, by its limit, or when the run is aborted.

import { execaNode, type Result } from 'execa';
import { programFile } from '../contract/package-root.ts';
import { CHILD_OPTIONS, howEnded, withLastWords } from '../definition/child.ts';
import type { LoadJob, LoadMessage, LoadRequest } from './load-job.ts';
import type { WorkerReport } from './worker-loop.ts';

export type WorkerEnd =
  | { readonly report: WorkerReport; readonly death: null }
  | { readonly report: null; readonly death: string };

/** Wall clock, so that a run ends in its time whatever a worker does. */
export interface WorkerLimits {
  /** From the start of the process until it waits for the common start. */
  readonly readyMs: number;
  /** From the common start to the end of the process. */
  readonly endMs: number;
}

type Ended = Pick<Result, 'exitCode' | 'signal' | 'originalMessage' | 'ipcOutput' | 'stderr'>;

const CHILD = programFile('load/load-child');

const start = (request: LoadRequest) => execaNode(CHILD, { ...CHILD_OPTIONS, ipcInput: request });

export class WorkerProcess {
  /** Resolves when the worker waits for the start, or has ended without. */
  readonly ready: Promise<unknown>;
  readonly end: Promise<WorkerEnd>;
  private readonly child: ReturnType<typeof start>;
  private readonly limits: WorkerLimits;
  private timer: NodeJS.Timeout | undefined;
  private killedBecause: string | null = null;
  private hasEnded = false;

  constructor(job: LoadJob, limits: WorkerLimits) {
    this.limits = limits;
    this.child = start({ kind: 'job', job });
    this.limit(limits.readyMs, 'to get ready');
    this.ready = this.child.getOneMessage({ filter: isReady }).catch(() => undefined);
    this.end = this.child.then((ended: Ended) => this.endOf(ended));
  }

  /** Nothing of one that ended before: its limit would keep this process waiting. */
  start(): void {
    if (this.hasEnded) return;
    this.limit(this.limits.endMs, 'to end');
    // A process that is gone cannot be sent anything; its end says why.
    this.child.nodeChildProcess.send({ kind: 'start' } satisfies LoadRequest, () => undefined);
  }

  kill(why: string): void {
    this.killedBecause ??= why;
    this.child.kill();
  }

  private limit(ms: number, what: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.kill(`took longer than ${ms} ms ${what}`), ms);
  }

  private endOf(ended: Ended): WorkerEnd {
    this.hasEnded = true;
    clearTimeout(this.timer);
    const last = ((ended.ipcOutput ?? []) as unknown as LoadMessage[]).at(-1);
    if (last?.kind === 'report') return { report: last.report, death: null };
    const failure = last?.kind === 'failed' ? last.detail : howEnded(ended);
    return { report: null, death: withLastWords(this.killedBecause ?? failure, ended) };
  }
}

const isReady = (message: unknown): boolean => (message as LoadMessage).kind === 'ready';
