// The process of a fault that only this kind of store knows, as its parent sees it: ready before the load begins, and gone after it.

import { execaNode, type Result } from 'execa';
import { programFile } from '../../contract/package-root.ts';
import { CHILD_OPTIONS, howEnded, withLastWords } from '../../definition/child.ts';
import type { FaultJob, FaultMessage, FaultRequest } from './fault-job.ts';

type Ended = Pick<Result, 'exitCode' | 'signal' | 'originalMessage' | 'ipcOutput' | 'stderr'>;

const CHILD = programFile('load/faults/fault-child');
/** For loading the definition, on a machine with twenty busy neighbours. */
const READY_MS_MAX = 60_000;
/** For letting go of what it holds; then the system takes it away. */
const END_MS_MAX = 5_000;

const start = (request: FaultRequest) => execaNode(CHILD, { ...CHILD_OPTIONS, ipcInput: request });

export class FaultProcess {
  /** Resolves when it waits for its time, or has ended without. */
  readonly ready: Promise<unknown>;
  /** What went wrong, or null. */
  readonly end: Promise<string | null>;
  private readonly child: ReturnType<typeof start>;
  private readonly endMsMax: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(job: FaultJob, endMsMax = END_MS_MAX) {
    this.endMsMax = endMsMax;
    this.child = start({ kind: 'job', job });
    const limit = setTimeout(() => this.child.kill('SIGKILL'), READY_MS_MAX);
    this.ready = this.child
      .getOneMessage({ filter: isReady })
      .catch(() => undefined)
      .finally(() => clearTimeout(limit));
    this.end = this.child.then((ended: Ended) => this.problemOf(ended));
  }

  begin(): void {
    this.send({ kind: 'begin' });
  }

  /** Resolves when it has ended. */
  async stop(): Promise<string | null> {
    this.send({ kind: 'end' });
    this.timer ??= setTimeout(() => this.child.kill('SIGKILL'), this.endMsMax);
    return this.end;
  }

  /** One that is gone cannot be sent anything; its end says why. */
  private send(request: FaultRequest): void {
    this.child.nodeChildProcess.send(request, () => undefined);
  }

  private problemOf(ended: Ended): string | null {
    clearTimeout(this.timer);
    const last = ((ended.ipcOutput ?? []) as unknown as FaultMessage[]).at(-1);
    if (last?.kind === 'ended') return null;
    return last?.kind === 'failed' ? last.detail : withLastWords(howEnded(ended), ended);
  }
}

const isReady = (message: unknown): boolean => (message as FaultMessage).kind === 'ready';
