// Counts what the store holds after a load against what the workers were told: every acknowledged entry must be there,
// once, in its record, in the order in which its worker wrote it, and what was there before must be unharmed. An entry that
// was not acknowledged may be there or not: its writer was not told.

import { differences } from '../contract/differences.ts';
import type { LoadDefinition } from '../definition/load.ts';
import { writerOf } from './entry-ids.ts';

export interface Audit {
  readonly acknowledged: number;
  readonly found: number;
  readonly lost: number;
  /** Entries that are there more than once. */
  readonly duplicated: number;
  /** Entries that stand before an earlier one of the same worker in the same record. */
  readonly disordered: number;
  /** Records that are gone or doubled, or else places where what was there before is not as it was: 100 at most. */
  readonly damaged: number;
}

export interface Acknowledgement {
  readonly record: number;
  readonly id: string;
}

export interface Audited {
  readonly records: number;
  readonly before: unknown;
  readonly after: unknown;
  readonly acknowledgements: readonly Acknowledgement[];
}

type Entries = readonly (readonly [record: number, ids: readonly string[]])[];

export function auditLoad(
  load: Pick<LoadDefinition<never>, 'entries' | 'without'>,
  { records, before, after, acknowledgements }: Audited,
): Audit {
  const entries: Entries = [...load.entries(after)];
  const counts = countsOf(
    entries.flatMap(([record, ids]) => ids.filter(isOfLoad).map((id) => `${record} ${id}`)),
  );
  const found = acknowledgements.filter(({ record, id }) => counts.has(`${record} ${id}`)).length;
  const mine = { entry: isOfLoad, record: (record: number) => record >= records };
  const changed = differences(load.without(before, mine), load.without(after, mine)).length;
  return {
    acknowledged: acknowledgements.length,
    found,
    lost: acknowledgements.length - found,
    duplicated: [...counts.values()].filter((count) => count > 1).length,
    disordered: entries.reduce((sum, [, ids]) => sum + disorderedIn(ids), 0),
    damaged: Math.max(changed, goneOrDoubled(entries, records)),
  };
}

const isOfLoad = (id: string): boolean => writerOf(id) !== null;

function countsOf<T>(items: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function disorderedIn(ids: readonly string[]): number {
  const lastSteps = new Map<number, number>();
  let disordered = 0;
  for (const id of ids) {
    const writer = writerOf(id);
    if (writer === null) continue;
    if (writer.step < (lastSteps.get(writer.worker) ?? -1)) disordered++;
    lastSteps.set(writer.worker, writer.step);
  }
  return disordered;
}

/** Of the records that the store was filled with. */
function goneOrDoubled(entries: Entries, records: number): number {
  const counts = countsOf(entries.map(([record]) => record));
  return Array.from({ length: records }, (_, record) => counts.get(record)).filter((count) => count !== 1)
    .length;
}
