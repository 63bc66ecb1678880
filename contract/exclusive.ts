// Runs asynchronous work one at a time, in the order of the calls. A call from inside running work would wait for
// itself for ever; it is refused instead.

import { AsyncLocalStorage } from 'node:async_hooks';
import { StoreError } from './errors.ts';

export class Exclusive {
  private readonly inside = new AsyncLocalStorage<boolean>();
  private last: Promise<unknown> = Promise.resolve();

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
    const result = this.last.then(() => this.inside.run(true, work));
    this.last = result.catch(() => undefined);
    return result;
  }
}
