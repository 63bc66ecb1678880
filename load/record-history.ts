// The records that workers made and deleted: at the end those are there that were made and not deleted, each once, and no others.
// A worker deletes what it made itself, the oldest first, so that its own calls say in which order.

import type { Entries } from './entry-ids.ts';
import type { LoggedCall } from './worker-log.ts';

export interface MadeRecords {
  /** What one is called. */
  readonly record: string;
  /** That were there before, numbered from 0. */
  readonly records: number;
  readonly after: Entries;
  /** Codes of refusals: such a call has not happened. */
  readonly busy: readonly string[];
}

interface Found {
  count: number;
  readonly example: string;
}

type Name = 'lost-record' | 'undeleted-record' | 'phantom-record' | 'doubled-record';

export class RecordHistory {
  private readonly name: string;
  /** How often each record of the load is there at the end. */
  private readonly there = new Map<number, number>();
  /** Made and not deleted, with who made it. */
  private readonly alive = new Map<number, number>();
  /** Those that may be there or not. */
  private readonly open = new Set<number>();
  /** Alive, for their deletion was refused: their worker does not try it again. */
  private readonly kept = new Set<number>();
  private readonly busy: readonly string[];
  private readonly found = new Map<Name, Found>();

  constructor({ record, records, after, busy }: MadeRecords) {
    this.name = record;
    this.busy = busy;
    for (const [number] of after) {
      if (number >= records) this.there.set(number, (this.there.get(number) ?? 0) + 1);
    }
  }

  add(
    does: 'create' | 'delete',
    worker: number,
    { record, failure }: Pick<LoggedCall, 'record' | 'failure'>,
  ): void {
    if (failure !== null && this.busy.includes(failure.code)) {
      if (does === 'delete') this.kept.add(record);
      return;
    }
    if (does === 'delete') this.alive.delete(record);
    if (failure !== null) this.open.add(record);
    else if (does === 'create') this.alive.set(record, worker);
    else if (this.there.has(record)) {
      this.tell('undeleted-record', record, 'was deleted, and is there at the end');
      this.open.add(record);
    }
  }

  /** Of a worker that was killed: it may have made this record, or deleted its oldest one. */
  begun(worker: number, record: number): void {
    this.open.add(record);
    const oldest = [...this.alive].find(([record, maker]) => maker === worker && !this.kept.has(record));
    if (oldest !== undefined) this.open.add(oldest[0]);
  }

  anomalies(): (Found & { readonly name: Name })[] {
    for (const [record] of this.alive) {
      if (!this.there.has(record) && !this.open.has(record))
        this.tell('lost-record', record, 'was made and acknowledged, and is not there at the end');
    }
    for (const [record, times] of this.there) {
      if (times > 1) this.tell('doubled-record', record, `is there ${times} times at the end`);
      if (!this.alive.has(record) && !this.open.has(record))
        this.tell('phantom-record', record, 'is there at the end, and nobody made it');
    }
    return [...this.found].map(([name, found]) => ({ name, ...found }));
  }

  private tell(name: Name, record: number, what: string): void {
    const { count = 0, example = `${this.name} ${record} ${what}` } = this.found.get(name) ?? {};
    this.found.set(name, { count: count + 1, example });
  }
}
