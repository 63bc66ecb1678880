// A worker's process as its parent sees it: it gets ready, is started, and ends when it is done, or with a reason why not.
// It always ends: by itself, by its limit, or when the run is aborted.

import { execaNode, type Result } from 'execa';
import { programFile } from '../contract/package-root.ts';
import { CHILD_OPTIONS, howEnded, withLastWords } from '../definition/child.ts';
import type { LoadJob, LoadMessage, LoadRequest } from './load-job.ts';

/** Nulls: it worked to the end. */
export interface WorkerEnd {
  /** Why it died. */
  readonly death: string | null;
  /** What was planned to be done to it. */
  readonly fault: string | null;
  /** It was ended by its limit in the middle of a call. */
  readonly isOverdue?: boolean;
}

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
  private fault: string | null = null;
  private isOverdue = false;
  private hasEnded = false;

  constructor(job: LoadJob, limits: WorkerLimits) {
    this.limits = limits;
    this.child = start({ kind: 'job', job });
    this.limit(limits.readyMs, 'to get ready', () => {});
    this.ready = this.child.getOneMessage({ filter: isReady }).catch(() => undefined);
    this.end = this.child.then((ended: Ended) => this.endOf(ended));
  }

  /** Nothing of one that ended before: its limit would keep this process waiting. */
  start(startNs: bigint): void {
    if (this.hasEnded) return;
    this.limit(this.limits.endMs, 'to end', () => {
      this.isOverdue = true;
    });
    // A process that is gone cannot be sent anything; its end says why.
    this.child.nodeChildProcess.send({ kind: 'start', startNs } satisfies LoadRequest, () => undefined);
  }

  /** Null: there was no process, or is no more. */
  get pid(): number | null {
    return this.hasEnded ? null : (this.child.pid ?? null);
  }

  /** As a fault of the run: at once, whatever it is at. */
  strike(fault: string): void {
    this.fault ??= fault;
    this.child.kill('SIGKILL');
  }

  kill(why: string): void {
    this.killedBecause ??= why;
    this.child.kill();
  }

  private limit(ms: number, what: string, reached: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      reached();
      this.kill(`took longer than ${ms} ms ${what}`);
    }, ms);
  }

  private endOf(ended: Ended): WorkerEnd {
    this.hasEnded = true;
    clearTimeout(this.timer);
    const last = ((ended.ipcOutput ?? []) as unknown as LoadMessage[]).at(-1);
    if (last?.kind === 'done') return { death: null, fault: null };
    if (this.fault !== null) return { death: null, fault: this.fault };
    const failure = last?.kind === 'failed' ? last.detail : howEnded(ended);
    const death = withLastWords(this.killedBecause ?? failure, ended);
    return { death, fault: null, isOverdue: this.isOverdue && last?.kind !== 'closing' };
  }
}

const isReady = (message: unknown): boolean => (message as LoadMessage).kind === 'ready';
