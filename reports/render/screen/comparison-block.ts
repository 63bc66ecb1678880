// What a benchmark measured: a table for each kind and size of data, the largest first, with every store and how many
// times as fast the candidate is.

import { isProgram, type Names, namesIn } from '../../names.ts';
import type { Report } from '../../report.ts';
import { count, duration } from '../../text/figures.ts';
import { type TimingPart, timingParts } from '../timing-tables.ts';
import type { Block, ScreenColumn } from './screen.ts';
import { factorText } from './speed-block.ts';

/** Beyond this many tables, the report has the rest. */
const TABLES_MAX = 2;

export function comparisonBlocks(report: Report): Block[] {
  const names = namesIn(report);
  const weight = ({ profile, records }: TimingPart): number =>
    records + (profile === names.referenceProfile ? Number.MAX_SAFE_INTEGER / 2 : 0);
  // What most readers mean comes first: the usual data, then many records.
  const tables = timingParts(report).toSorted((left, right) => weight(right) - weight(left));
  const rest = tables.length - TABLES_MAX;
  return tables.slice(0, TABLES_MAX).map((part, index) => ({
    ...blockOf(part, names),
    ...(index === TABLES_MAX - 1 && rest > 0
      ? { foot: [`and ${count(rest)} more of other sizes or texts: --full`] }
      : {}),
  }));
}

function blockOf({ profile, records, comparisons }: TimingPart, names: Names): Block {
  const { baseline, candidate } = names;
  const isFloor = (store: string): boolean => names.isFloor(store);
  const stores = [...new Set(comparisons.flatMap(({ measured }) => [...measured.keys()]))];
  const shown = [...stores.filter((store) => !isFloor(store)), ...stores.filter(isFloor)];
  const isPair = stores.includes(baseline) && stores.includes(candidate);
  // What the user brought is compared first.
  const other = stores.includes(candidate)
    ? (shown.find(isProgram) ?? (isPair ? undefined : shown.find((store) => store !== candidate)))
    : undefined;
  return {
    title: 'SPEED',
    text: `${names.records(records)}${profile === names.referenceProfile ? '' : `, ${names.title(profile)}`}`,
    table: {
      columns: [
        { title: '', align: 'left' },
        ...shown.map(
          (store, index): ScreenColumn => ({
            title: titleOf(store, names),
            align: 'right',
            ...(index > 1 && !isProgram(store) && { rank: index }),
          }),
        ),
        ...(isPair
          ? [{ title: 'faster', align: 'right', ...(other !== undefined && { rank: 1 }) } as const]
          : []),
        ...(other === undefined
          ? []
          : [
              {
                title: `${titleOf(other, names)} / ${names.title(candidate)}`,
                align: 'right',
                rank: 0,
              } as const,
            ]),
      ],
      rows: comparisons.map(({ workload, measured, ratio, relative }) => ({
        cells: [
          names.title(workload.operation),
          ...shown.map((store) => {
            const found = measured.get(store);
            return found === undefined ? '–' : duration(found.p50.value);
          }),
          ...(isPair ? [ratio === null ? '–' : factorText(ratio)] : []),
          ...(other === undefined ? [] : [ratioText(relative.get(other))]),
        ],
      })),
      rest: 'more operations: --full',
    },
  };
}

/** The name of a user's program stands above, and may be long. */
const titleOf = (store: string, names: Names): string => (isProgram(store) ? 'yours' : names.title(store));

const ratioText = (ratio: Parameters<typeof factorText>[0] | undefined): string =>
  ratio === undefined ? '–' : factorText(ratio);
