// What was there before a load must be unharmed after it. The entries that the load itself wrote are for its history.

import { differences } from '../contract/differences.ts';
import type { LoadDefinition } from '../definition/load.ts';
import { type Entries, writerOf } from './entry-ids.ts';

export interface Contents {
  /** That the store was filled with. */
  readonly records: number;
  readonly before: unknown;
  readonly after: unknown;
}

/** Records that are gone or doubled, or else places where what was there before is not as it was: 100 at most. */
export function damagedIn(
  load: Pick<LoadDefinition<never>, 'entries' | 'without'>,
  { records, before, after }: Contents,
): number {
  const ofLoad = {
    entry: (id: string) => writerOf(id) !== null,
    record: (record: number) => record >= records,
  };
  const changed = differences(load.without(before, ofLoad), load.without(after, ofLoad)).length;
  return Math.max(changed, goneOrDoubled([...load.entries(after)], records));
}

function goneOrDoubled(entries: Entries, records: number): number {
  const counts = new Uint32Array(records);
  for (const [record] of entries) if (record < records) counts[record] = (counts[record] as number) + 1;
  return counts.filter((count) => count !== 1).length;
}
