// What a worker saw of the records, told by what is new since it read one last: lists that only grow need no more. The entries
// that it saw are remembered by their number and a hash, so that a worker's memory does not grow with what it reads.

import { writerOf } from './entry-ids.ts';
import type { Seen } from './worker-log.ts';

interface Remembered {
  readonly all: number;
  readonly others: number;
  readonly hash: number;
}

const NOTHING: Remembered = { all: 0, others: 0, hash: 0 };

export class SeenEntries {
  private readonly records = new Map<number, Remembered>();

  /** Of a read that shows only the last ones: they are told as they are. */
  last(ids: readonly string[]): Seen {
    const fresh = ids.filter((id) => writerOf(id) !== null);
    return { others: ids.length - fresh.length, kept: 0, fresh };
  }

  /** The next read tells all again. */
  forget(record: number): void {
    this.records.delete(record);
  }

  /** Of a read that shows all entries of the record. */
  all(record: number, ids: readonly string[]): Seen {
    const last = this.records.get(record) ?? NOTHING;
    const hash = hashOf(ids, 0, last.all, NOTHING.hash);
    const known = ids.length >= last.all && hash === last.hash ? last : NOTHING;
    const unknown = ids.slice(known.all);
    const fresh = unknown.filter((id) => writerOf(id) !== null);
    const others = known.others + unknown.length - fresh.length;
    const whole = hashOf(ids, known.all, ids.length, known.hash);
    this.records.set(record, { all: ids.length, others, hash: whole });
    return { others, kept: known.all - known.others, fresh };
  }
}

/** FNV-1a over the characters, with an end after each id. */
function hashOf(ids: readonly string[], from: number, to: number, before: number): number {
  let hash = before;
  for (let at = from; at < to && at < ids.length; at++) {
    const id = ids[at] as string;
    for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
    hash = Math.imul(hash ^ 0x1_0000, 0x01000193);
  }
  return hash;
}
