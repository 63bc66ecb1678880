// A process that changes a store under the shim, as its parent sees it.

import { StoreError } from '../../contract/errors.ts';
import { ShimmedProcess } from '../system-calls/shimmed-process.ts';
import type { TracedCall } from '../system-calls/trace.ts';

export interface CrashRequest {
  readonly url: string;
  readonly store: string;
  readonly home: string;
  readonly folder: string;
  /** Opens it as this unsafe store of the definition. Null: as the store is opened. */
  readonly unsafe: string | null;
  /** Names; a number: the store is begun, for so many changes at most. */
  readonly changes: readonly string[] | number;
  /** Gets a line after each change. */
  readonly said: string;
  /** Whether what the store holds is looked at. */
  readonly looks: boolean;
}

/** `contents`: before the changes, and after each one, as JSON. */
export interface CrashAnswer {
  readonly contents: readonly string[];
  readonly failure: string | null;
}

export class CrashProcess extends ShimmedProcess<CrashRequest, CrashAnswer> {
  /** `folder` is an empty directory, this process's own. */
  constructor(folder: string, library: string, signal: AbortSignal | undefined) {
    super({ folder, program: 'props/crash/crash-child', library, signal });
  }

  /** Rejects when a change does, or the process ends. */
  async traced(
    request: CrashRequest,
  ): Promise<{ readonly contents: readonly string[]; readonly calls: TracedCall[] }> {
    this.control.record(typeof request.changes !== 'number');
    const { contents, failure } = await this.ask(request);
    this.control.record(false);
    if (failure !== null)
      throw new StoreError('E_SUBJECT', `${request.store} could not be changed: ${failure}`);
    return { contents, calls: this.takeTrace() };
  }
}
