// The directory of a load run: the home that all workers share, the folder of the run, and the logs of the workers.

import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callsIn, type LoggedCall } from './worker-log.ts';

export interface LoggedCalls {
  readonly worker: number;
  /** Of the first one; each has the one after. */
  readonly step: number;
  readonly calls: readonly LoggedCall[];
}

export class LoadPlace {
  readonly home: string;
  readonly folder: string;
  private readonly directory: string;

  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'storeproof-load-'));
    this.home = join(this.directory, 'home');
    this.folder = join(this.directory, 'workspace');
    mkdirSync(this.home);
    mkdirSync(this.folder);
  }

  logFile(worker: number): string {
    return join(this.directory, `log-${worker}`);
  }

  /** The memory in use of a worker of a soak. */
  memoryFile(worker: number): string {
    return join(this.directory, `memory-${worker}`);
  }

  /** Of all workers, in pieces; one that died before it opened its log has done nothing. */
  *calls(workers: number): Generator<LoggedCalls> {
    for (let worker = 0; worker < workers; worker++) {
      const file = this.logFile(worker);
      if (!existsSync(file)) continue;
      let step = 0;
      for (const calls of callsIn(file)) {
        yield { worker, step, calls };
        step += calls.length;
      }
    }
  }

  logBytes(workers: number): number {
    const sizes = Array.from(
      { length: workers },
      (_, worker) => statSync(this.logFile(worker), { throwIfNoEntry: false })?.size ?? 0,
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
