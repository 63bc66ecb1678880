// A worker's process as its parent sees it: it gets ready, is started, and ends with a report or a reason why not.
// It always ends: by itself, by its limit, or when the run is aborted.

import { type ChildProcess, fork } from 'node:child_process';
import { programFile } from '../contract/package-root.ts';
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

const CHILD = programFile('load/load-child');

export class WorkerProcess {
  /** Resolves when the worker waits for the start, or has ended without. */
  readonly ready: Promise<void>;
  readonly end: Promise<WorkerEnd>;
  private readonly child: ChildProcess;
  private readonly limits: WorkerLimits;
  private timer: NodeJS.Timeout | undefined;
  private killedBecause: string | null = null;
  private hasEnded = false;

  constructor(job: LoadJob, limits: WorkerLimits) {
    this.limits = limits;
    this.child = fork(CHILD, [], {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.limit(limits.readyMs, 'to get ready');
    const readiness = Promise.withResolvers<void>();
    this.ready = readiness.promise;
    this.end = this.ending(readiness.resolve).finally(() => clearTimeout(this.timer));
    this.send({ kind: 'job', job });
  }

  /** Nothing of one that ended before: its limit would keep this process waiting. */
  start(): void {
    if (this.hasEnded) return;
    this.limit(this.limits.endMs, 'to end');
    this.send({ kind: 'start' });
  }

  kill(why: string): void {
    this.killedBecause ??= why;
    this.child.kill('SIGKILL');
  }

  private limit(ms: number, what: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.kill(`took longer than ${ms} ms ${what}`), ms);
  }

  private ending(onReady: () => void): Promise<WorkerEnd> {
    let report: WorkerReport | null = null;
    let failure: string | null = null;
    let lastWords = '';
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-LAST_WORDS_MAX);
    });
    this.child.on('message', (message: LoadMessage) => {
      if (message.kind === 'ready') onReady();
      if (message.kind === 'report') report = message.report;
      if (message.kind === 'failed') failure = message.detail;
    });
    return new Promise((resolve) => {
      const finish = (how: string): void => {
        this.hasEnded = true;
        onReady();
        const death = [this.killedBecause ?? failure ?? how, lastWords.trim()].filter(Boolean).join('; ');
        resolve(report === null ? { report, death } : { report, death: null });
      };
      this.child.once('error', (error) => finish(`could not run: ${error.message}`));
      this.child.once('close', (code, signal) => finish(signal ?? `exit code ${code}`));
    });
  }

  /** A process that is gone cannot be sent anything; its end says why. */
  private send(request: LoadRequest): void {
    this.child.send(request, () => {});
  }
}

/** Characters kept of what a dying process wrote to its standard error. */
const LAST_WORDS_MAX = 400;
