// A process that changes a store under the shim, as its parent sees it.

import { mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { execaNode } from 'execa';
import { StoreError } from '../../contract/errors.ts';
import { programFile } from '../../contract/package-root.ts';
import { CHILD_OPTIONS, howEnded, withLastWords } from '../../definition/child.ts';
import { ShimControl } from '../system-calls/control.ts';
import { readTrace, type TracedCall } from '../system-calls/trace.ts';

export interface CrashRequest {
  readonly url: string;
  readonly store: string;
  readonly home: string;
  readonly folder: string;
  /** Names; null: the store is begun. */
  readonly changes: readonly string[] | null;
  /** Gets a line after each change. */
  readonly said: string;
}

/** `contents`: before the changes, and after each one, as JSON. */
export interface CrashAnswer {
  readonly contents: readonly string[];
  readonly failure: string | null;
}

export class CrashProcess {
  /** What is below it is watched. */
  readonly watched: string;
  private readonly trace: string;
  private readonly control: ShimControl;
  private readonly child: ReturnType<typeof startedIn>;

  /** `folder` is an empty directory, this process's own. */
  constructor(folder: string, library: string, signal: AbortSignal | undefined) {
    this.watched = join(folder, 'watched');
    mkdirSync(this.watched);
    this.trace = join(folder, 'trace');
    this.control = new ShimControl(join(folder, 'control'), `${this.watched}/`, 'better-sqlite3');
    this.child = startedIn(folder, library, signal);
    this.child.catch(() => undefined);
  }

  /** Rejects when a change does, or the process ends. */
  async ask(
    request: CrashRequest,
  ): Promise<{ readonly contents: readonly string[]; readonly calls: TracedCall[] }> {
    this.control.record(request.changes !== null);
    const answered = new Promise<CrashAnswer>((resolve) => {
      this.child.nodeChildProcess.once('message', resolve as (answer: unknown) => void);
    });
    this.child.nodeChildProcess.send(request, () => undefined);
    const ended = this.child.then((end: Awaited<typeof this.child>): never => {
      throw new StoreError(
        'E_SUBJECT',
        `The process of ${request.store} ended: ${withLastWords(howEnded(end), end)}.`,
      );
    });
    const { contents, failure } = await Promise.race([answered, ended]);
    this.control.record(false);
    if (failure !== null)
      throw new StoreError('E_SUBJECT', `${request.store} could not be changed: ${failure}`);
    const calls = readTrace(readFileSync(this.trace));
    truncateSync(this.trace);
    return { contents, calls };
  }

  async end(): Promise<void> {
    if (this.child.nodeChildProcess.connected) this.child.nodeChildProcess.disconnect();
    await this.child;
    this.control.close();
  }
}

const startedIn = (folder: string, library: string, signal: AbortSignal | undefined) =>
  execaNode(programFile('props/crash/crash-child'), {
    ...CHILD_OPTIONS,
    ipc: true,
    buffer: { ipc: false },
    env: {
      LD_PRELOAD: library,
      STOREPROOF_SHIM: join(folder, 'control'),
      STOREPROOF_SHIM_TRACE: join(folder, 'trace'),
    },
    ...(signal !== undefined && { cancelSignal: signal }),
  });
