// Where the rows of a run come from that was read from several files: which verb made them, how, on which machine, and what that
// did meanwhile. A row of a run in one file is of that run.

import { machineOf, verbOf } from './identity.ts';
import type { BodyRow, Footer, Header } from './result.ts';
import type { Results } from './result-file.ts';

export interface Origin {
  readonly header: Header;
  readonly footer: Footer | null;
}

export type Origins = ReadonlyMap<BodyRow, Origin>;

export const originOf = (row: BodyRow, results: Results): Origin => results.origins?.get(row) ?? results;

export const originsOf = (parts: readonly Results[]): Origins =>
  new Map(parts.flatMap((part) => part.rows.map((row) => [row, originOf(row, part)] as const)));

/** What was timed on each machine. */
export interface TimedOn {
  readonly header: Header;
  readonly operations: readonly string[];
}

export function timedOn(results: Results): TimedOn[] {
  const byMachine = Map.groupBy(results.rows, (row) => machineOf(originOf(row, results).header));
  return [...byMachine.values()].map((rows) => ({
    header: originOf(rows[0] as BodyRow, results).header,
    operations: [...new Set(rows.flatMap((row) => ('operation' in row ? (row.operation ?? []) : [])))],
  }));
}

/** Every step, but small: it shows whether all works, not how fast. */
const isQuick = ({ header: { options } }: Origin): boolean => options.scale === 'quick';

/**
 * Of load rows those that show how fast a store is: none of a quick run, and none of another verb beside a load run. Two machines would
 * pass for one that varies.
 */
export function timedLoads<T extends BodyRow>(rows: readonly T[], results: Results): readonly T[] {
  const whole = rows.filter((row) => !isQuick(originOf(row, results)));
  const own = whole.filter((row) => verbOf(originOf(row, results).header) === 'load');
  return own.length > 0 ? own : whole;
}
