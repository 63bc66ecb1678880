// Runs asynchronous work one at a time, in the order of the calls; at once when nothing else is under way. A call from
// inside running work would wait for itself for ever; it is refused instead.

import { AsyncLocalStorage } from 'node:async_hooks';
import { StoreError } from './errors.ts';

export class Exclusive {
  private readonly inside = new AsyncLocalStorage<boolean>();
  private last: Promise<unknown> = Promise.resolve();
  private pending = 0;

  /** Throws E_TRANSACTION when called from inside work that this object runs. */
  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside.getStore() === true) {
      return Promise.reject(
        new StoreError(
          'E_TRANSACTION',
          'The store was called from inside its own transaction. Use the operations passed to the transaction.',
        ),
      );
    }
    const start = (): Promise<T> => this.inside.run(true, work);
    const result = this.pending === 0 ? start() : this.last.then(start);
    this.pending++;
    this.last = result.then(this.onEnd, this.onEnd);
    return result;
  }

  private readonly onEnd = (): void => {
    this.pending--;
  };
}
