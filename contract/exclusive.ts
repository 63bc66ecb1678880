// Runs asynchronous work one at a time, in the order of the calls; at once when nothing else is under way. A call from
// inside running work would wait for itself for ever; it is refused instead.

import { AsyncLocalStorage } from 'node:async_hooks';
import { StoreError } from './errors.ts';

/** The time in which one piece of work runs. */
interface Turn {
  isOver: boolean;
}

export class Exclusive {
  private readonly turns = new AsyncLocalStorage<Turn>();
  private last: Promise<unknown> = Promise.resolve();
  private pending = 0;

  /** Throws E_TRANSACTION when called from inside work that this object runs. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const turn: Turn = { isOver: false };
    return this.inTurn(
      () => this.turns.run(turn, work),
      () => {
        turn.isOver = true;
      },
    );
  }

  /** The same for work that runs nothing of its caller's, so that no call can come from inside it: to tell costs time. */
  runOwn<T>(work: () => Promise<T>): Promise<T> {
    return this.inTurn(work, () => {});
  }

  private inTurn<T>(start: () => Promise<T>, isOver: () => void): Promise<T> {
    if (this.turns.getStore()?.isOver === false) {
      return Promise.reject(
        new StoreError(
          'E_TRANSACTION',
          'The store was called from inside its own transaction. Use the operations passed to the transaction.',
        ),
      );
    }
    const result = this.pending === 0 ? start() : this.last.then(start);
    const end = (): void => {
      isOver();
      this.pending--;
    };
    this.pending++;
    this.last = result.then(end, end);
    return result;
  }
}
