// What a transaction of a load did, in its order, as its call tells it.

import type { LoadSteps } from '../definition/load.ts';
import type { SeenEntries } from './seen-entries.ts';
import type { Steps } from './worker-log.ts';

type Made = Steps['made'][number];

export class TransactionSteps implements LoadSteps {
  private readonly entries: SeenEntries;
  private made: Made[] = [];
  private isUndone = false;

  constructor(entries: SeenEntries) {
    this.entries = entries;
  }

  /** What was read by a try before stays in what the worker saw: it takes part in no history, so nothing is as before. */
  begin(): void {
    for (const [record, seen] of this.made) if (seen !== null) this.entries.forget(record);
    this.made = [];
  }

  appends(record: number): void {
    this.made.push([record, null]);
  }

  read(record: number, ids: readonly string[]): void {
    this.made.push([record, this.entries.all(record, ids)]);
  }

  undone(): void {
    this.isUndone = true;
  }

  told(): { readonly steps: Steps } {
    return { steps: { isUndone: this.isUndone, made: this.made } };
  }
}
