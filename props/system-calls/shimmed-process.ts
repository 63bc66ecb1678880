// A program of ours under the shim, as its parent sees it: it is asked one thing at a time, by messages.

import { mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { execaNode } from 'execa';
import { StoreError } from '../../contract/errors.ts';
import { programFile } from '../../contract/package-root.ts';
import { CHILD_OPTIONS, howEnded, withLastWords } from '../../definition/child.ts';
import { ShimControl } from './control.ts';
import { readTrace, type TracedCall } from './trace.ts';

export interface ShimmedOptions {
  /** An empty directory, this process's own. */
  readonly folder: string;
  /** Of the package, such as `props/crash/crash-child`. */
  readonly program: string;
  /** Of the shim. */
  readonly library: string;
  /** Part of the name of the library whose allocations can fail. */
  readonly allocatesIn?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export class ShimmedProcess<Request, Answer> {
  /** What is below it is watched. */
  readonly watched: string;
  readonly control: ShimControl;
  private readonly trace: string;
  private readonly child: ReturnType<typeof startedIn>;

  constructor(options: ShimmedOptions) {
    const { folder, allocatesIn = '' } = options;
    this.watched = join(folder, 'watched');
    mkdirSync(this.watched);
    this.trace = join(folder, 'trace');
    this.control = new ShimControl(controlFile(folder), `${this.watched}/`, allocatesIn);
    this.child = startedIn(options, this.trace);
    this.child.catch(() => undefined);
  }

  /** Rejects with E_SUBJECT when the process ends, E_ABORTED when it is ended on purpose. */
  async ask(request: Request): Promise<Answer> {
    const answered = new Promise<Answer>((resolve) => {
      this.child.nodeChildProcess.once('message', resolve as (answer: unknown) => void);
    });
    this.child.nodeChildProcess.send(request as object, () => undefined);
    const ended = this.child.then((end: Awaited<typeof this.child>): never => {
      if (end.isCanceled) throw new StoreError('E_ABORTED', 'The check was ended.');
      throw new StoreError('E_SUBJECT', `The process ended: ${withLastWords(howEnded(end), end)}.`);
    });
    return Promise.race([answered, ended]);
  }

  /** The calls since it was last asked for them, where they were recorded. */
  takeTrace(): TracedCall[] {
    const calls = readTrace(readFileSync(this.trace));
    truncateSync(this.trace);
    return calls;
  }

  kill(): void {
    this.child.nodeChildProcess.kill('SIGKILL');
  }

  async end(): Promise<void> {
    if (this.child.nodeChildProcess.connected) this.child.nodeChildProcess.disconnect();
    await this.child;
    this.control.close();
  }
}

export const controlFile = (folder: string): string => join(folder, 'control');

const startedIn = ({ folder, program, library, signal }: ShimmedOptions, trace: string) =>
  execaNode(programFile(program), {
    ...CHILD_OPTIONS,
    ipc: true,
    buffer: { ipc: false },
    env: {
      LD_PRELOAD: library,
      STOREPROOF_SHIM: controlFile(folder),
      STOREPROOF_SHIM_TRACE: trace,
    },
    ...(signal !== undefined && { cancelSignal: signal }),
  });
