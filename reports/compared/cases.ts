// What base against head says of each benchmark, as cases for services that show verdicts one by one, the worst first.

import type { Case, Place } from '../export/case.ts';
import type { Names } from '../names.ts';
import { type Compared, type ComparedRow, isOpenInP95, isOtherWork } from './compared.ts';
import { benchmarkTitle, effectText, rangeText, slowerText } from './words.ts';

/** `placeOf`: where the workload of that name stands. */
export const comparedCases = (
  { comparisons, notCompared }: Compared,
  names: Names,
  placeOf: (operation: string) => Place | undefined,
): Case[] => [
  ...comparisons.map((one) => ({
    ...measuredCase(one, names),
    ...placed(placeOf(one.row.operation)),
    ...(one.row.durationNs !== undefined && { durationNs: one.row.durationNs }),
  })),
  ...notCompared.map((row) => ({
    name: benchmarkTitle(row, names),
    ...placed(placeOf(row.operation)),
    outcome: 'skipped' as const,
    message: `Not compared. ${row.detail}`,
    isQuiet: !isOtherWork(row),
  })),
];

const placed = (place: Place | undefined): Pick<Case, 'place'> => (place === undefined ? {} : { place });

function measuredCase(compared: ComparedRow, names: Names): Case {
  const { row } = compared;
  const name = benchmarkTitle(row, names);
  const figures = (
    [
      ['Median', row.p50],
      ['p95', row.p95],
    ] as const
  )
    .flatMap(([quantile, judged]) =>
      judged === null ? [] : [`${quantile}: ${effectText(judged)} ${rangeText(judged)}.`],
    )
    .join('\n');
  switch (row.verdict) {
    case 'regressed':
      return {
        name,
        outcome: 'failed',
        type: 'regression',
        message: `${slowerText(compared, names)}.\n${figures}`,
      };
    case 'failed':
      return { name, outcome: 'failed', message: row.detail };
    case 'cannot tell':
      return {
        name,
        outcome: 'skipped',
        message: `${isOpenInP95(row) ? `The median is ${row.p50?.verdict}, of the p95 the gate cannot tell` : 'Cannot tell'}. ${row.detail}\n${figures}`,
      };
    default:
      return { name, outcome: 'passed', message: '' };
  }
}
