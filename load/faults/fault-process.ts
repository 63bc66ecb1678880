// The process of a fault that only this kind of store knows, as its parent sees it: ready before the load begins, and gone after it.

import { execaNode, type Result } from 'execa';
import { programFile } from '../../contract/package-root.ts';
import { CHILD_OPTIONS, howEnded, withLastWords } from '../../definition/child.ts';
import type { FaultJob, FaultMessage, FaultRequest } from './fault-job.ts';

type Ended = Pick<Result, 'exitCode' | 'signal' | 'originalMessage' | 'ipcOutput' | 'stderr'>;

const CHILD = programFile('load/faults/fault-child');
export interface FaultLimits {
  /** For loading the definition, on a machine with twenty busy neighbours. */
  readonly readyMs: number;
  /** For letting go of what it holds; then the system takes it away. */
  readonly endMs: number;
}

const LIMITS: FaultLimits = { readyMs: 60_000, endMs: 5_000 };

const start = (request: FaultRequest) => execaNode(CHILD, { ...CHILD_OPTIONS, ipcInput: request });

export class FaultProcess {
  /** Resolves when it waits for its time, or has ended without. */
  readonly ready: Promise<unknown>;
  /** What went wrong, or null. */
  readonly end: Promise<string | null>;
  private readonly child: ReturnType<typeof start>;
  private readonly limits: FaultLimits;
  private timer: NodeJS.Timeout | undefined;
  private killedBecause: string | null = null;
  private hasBegun = false;

  constructor(job: FaultJob, limits: Partial<FaultLimits> = {}) {
    this.limits = { ...LIMITS, ...limits };
    this.child = start({ kind: 'job', job });
    const { readyMs } = this.limits;
    const limit = setTimeout(() => this.kill(`took longer than ${readyMs} ms to get ready`), readyMs);
    this.ready = this.child
      .getOneMessage({ filter: isReady })
      .catch(() => undefined)
      .finally(() => clearTimeout(limit));
    this.end = this.child.then((ended: Ended) => this.problemOf(ended));
  }

  /** `onBegun`: when what it has to wait for is there, on the clock that processes share. */
  begin(onBegun: (atNs: bigint) => void): void {
    this.hasBegun = true;
    this.child.getOneMessage({ filter: isBegun }).then(
      (message: unknown) => onBegun((message as { readonly atNs: bigint }).atNs),
      () => undefined,
    );
    this.send({ kind: 'begin' });
  }

  /** Resolves when it has ended. One that has not begun has nothing to let go of. */
  async stop(): Promise<string | null> {
    const { endMs } = this.limits;
    if (!this.hasBegun) this.kill('was ended before it began');
    this.send({ kind: 'end' });
    this.timer ??= setTimeout(() => this.kill(`took longer than ${endMs} ms to end`), endMs);
    return this.end;
  }

  private kill(why: string): void {
    this.killedBecause ??= why;
    this.child.kill('SIGKILL');
  }

  /** One that is gone cannot be sent anything; its end says why. */
  private send(request: FaultRequest): void {
    this.child.nodeChildProcess.send(request, () => undefined);
  }

  private problemOf(ended: Ended): string | null {
    clearTimeout(this.timer);
    const last = ((ended.ipcOutput ?? []) as unknown as FaultMessage[]).at(-1);
    if (last?.kind === 'ended') return null;
    return last?.kind === 'failed'
      ? last.detail
      : withLastWords(this.killedBecause ?? howEnded(ended), ended);
  }
}

const isBegun = (message: unknown): boolean => (message as FaultMessage).kind === 'begun';

const isReady = (message: unknown): boolean => (message as FaultMessage).kind === 'ready';
