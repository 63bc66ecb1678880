// What was there before a load must be unharmed after it. The entries that the load itself wrote are for its history.

import { DIFFERENCES_MAX, differences } from '../contract/differences.ts';
import type { LoadDefinition } from '../definition/load.ts';
import { type Entries, writerOf } from './entry-ids.ts';

export interface Contents {
  /** That the store was filled with. */
  readonly records: number;
  readonly before: unknown;
  readonly after: unknown;
  /** Of `after`. */
  readonly entries: Entries;
}

/** Records that are gone or doubled, or else places where what was there before is not as it was: 100 at most. */
export function* damagedIn(
  load: Pick<LoadDefinition<never>, 'without'>,
  { records, before, after, entries }: Contents,
): Generator<void, number> {
  const ofLoad = {
    entry: (id: string) => writerOf(id) !== null,
    record: (record: number) => record >= records,
  };
  const [left, right] = [before, after].map((content) => membersOf(load.without(content, ofLoad)));
  const changed = yield* changedIn(left as Members, right as Members);
  return Math.max(changed, goneOrDoubled(entries, records));
}

type Members = Iterator<unknown>;

/** What has an order is compared step by step, anything else at once. */
function membersOf(content: unknown): Members {
  if (Array.isArray(content)) return content.values();
  if (typeof content === 'object' && content !== null && Symbol.iterator in content)
    return (content as Iterable<unknown>)[Symbol.iterator]();
  return [content].values();
}

function* changedIn(left: Members, right: Members): Generator<void, number> {
  for (let changed = 0; ; ) {
    const [one, other] = [left.next(), right.next()];
    if (one.done && other.done) return changed;
    changed += one.done !== other.done ? 1 : differences(one.value, other.value).length;
    if (changed >= DIFFERENCES_MAX) return DIFFERENCES_MAX;
    yield;
  }
}

function goneOrDoubled(entries: Entries, records: number): number {
  const counts = new Uint32Array(records);
  for (const [record] of entries) if (record < records) counts[record] = (counts[record] as number) + 1;
  return counts.filter((count) => count !== 1).length;
}
