// The process whose system calls fail, as its parent sees it. It may end in the middle, or come to a stand: that is a finding.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import { ShimmedProcess } from '../system-calls/shimmed-process.ts';
import type { Tally } from './findings.ts';
import type { Task } from './points.ts';

export interface FaultRequest {
  readonly url: string;
  /** The process's own. */
  readonly folder: string;
  readonly task: Task;
}

export interface FaultAnswer {
  readonly tally: Tally | null;
  /** The check itself could not be made. */
  readonly failure: string | null;
}

export interface FaultProcessOptions {
  readonly url: string;
  readonly folder: string;
  readonly library: string;
  readonly allocatesIn: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Where the process notes what it is about to do. */
export const markFile = (folder: string): string => join(folder, 'mark');
export const POINT_BYTES = 500;

/** Of one point: stores wait for a lock for ten seconds at most. */
const STAND_MS_MAX = 60_000;

export class FaultProcess {
  private readonly options: FaultProcessOptions;
  private readonly process: ShimmedProcess<FaultRequest, FaultAnswer>;

  constructor(options: FaultProcessOptions) {
    this.options = options;
    this.process = new ShimmedProcess({ ...options, program: 'props/faults/fault-child' });
  }

  /** Rejects with E_SUBJECT when the process ended, by itself or because it came to a stand; `last` says at what point. */
  async play(task: Task): Promise<Tally> {
    const { url, folder } = this.options;
    let last = '';
    const watch = setInterval(() => {
      const now = this.last();
      if (now === last) this.process.kill();
      last = now;
    }, STAND_MS_MAX).unref();
    try {
      const { tally, failure } = await this.process.ask({ url, folder, task });
      if (tally === null)
        throw new StoreError('E_INTERNAL', `Failing calls could not be tried on ${task.store}: ${failure}`);
      return tally;
    } finally {
      clearInterval(watch);
    }
  }

  /** Name of the point that it began last. */
  last(): string {
    try {
      return readFileSync(markFile(this.options.folder), 'utf8').trim();
    } catch {
      return '';
    }
  }

  end(): Promise<void> {
    return this.process.end();
  }
}
