// What of a run goes into the history: every figure that services can follow too, p95 beside the median, and what base against
// head found. Verdicts are left out: they belong to one run.

import { HISTORY_SCHEMA, type HistoryLine } from '../../results/history-file.ts';
import { machineKind, machineOf, runDigest, versionsOf } from '../../results/identity.ts';
import { originOf, timedLoads } from '../../results/origins.ts';
import type { BodyRow } from '../../results/result.ts';
import type { Results } from '../../results/result-file.ts';
import type { Estimate } from '../../statistics/interval.ts';
import { timingsOf } from '../comparisons.ts';
import { isBiggerBetter, seriesOf } from '../export/series.ts';
import { Measurements } from '../measurements.ts';

type Figure = Pick<HistoryLine, 'name' | 'measure' | 'unit' | 'isBiggerBetter' | 'p50' | 'p95'>;

/** Each name and measure once on each kind of machine; none of a run that measured nothing. */
export function historyLines(results: Results): HistoryLine[] {
  const { header } = results;
  const figures = placesIn(results).flatMap(({ machine, versions, part }) =>
    [...measured(part), ...compared(part)]
      .filter(isNumber)
      .map((figure) => ({ machine, versions, ...figure })),
  );
  return figures.map(({ machine, versions, ...figure }) => ({
    schema: HISTORY_SCHEMA,
    run: runDigest(header),
    ...{ startedAt: header.startedAt, revision: header.definitionRevision ?? header.revision },
    definition: header.definition.name,
    ...{ machine, versions, lines: figures.length },
    ...figure,
  }));
}

interface Place {
  readonly machine: string;
  readonly versions: string;
  readonly part: Results;
}

/** What was measured on each kind of machine: parts of a run can come from several. Of load only what shows how fast a store is. */
function placesIn(results: Results): Place[] {
  const loads = new Set<BodyRow>(timedLoads(results.rows.filter(isOfLoad), results));
  const rows = results.rows.filter((row) => !isOfLoad(row) || loads.has(row));
  const byMachine = Map.groupBy(rows, (row) => machineOf(originOf(row, results).header));
  return [...byMachine.values()].map((own) => {
    const { header } = originOf(own[0] as BodyRow, results);
    return { machine: machineKind(header), versions: versionsOf(header), part: { ...results, rows: own } };
  });
}

const isOfLoad = ({ row }: BodyRow): boolean => row === 'load' || row === 'knee';

function measured(results: Results): Figure[] {
  const { rows } = results;
  const series = seriesOf({
    timings: timingsOf(new Measurements(results)),
    loads: rows.filter((row) => row.row === 'load'),
    knees: rows.filter((row) => row.row === 'knee'),
    sizes: rows.filter((row) => row.row === 'size'),
    figures: rows.filter((row) => row.row === 'figure'),
  });
  return series.map((one) => ({
    ...{ name: one.name, measure: one.measure, unit: one.unit, isBiggerBetter: isBiggerBetter(one) },
    p50: one.estimate,
    ...(one.p95 !== undefined && { p95: one.p95 }),
  }));
}

/** Ratios of head to base. */
const compared = ({ rows }: Results): Figure[] =>
  rows.flatMap((row) => {
    if (row.row !== 'comparison' || row.kind !== 'base against head' || row.p50 === null) return [];
    const [p50, p95] = [row.p50, row.p95].map((judged) =>
      judged === null ? undefined : { value: judged.ratio, low: judged.low, high: judged.high },
    ) as [Estimate, Estimate | undefined];
    return [
      {
        name: [row.profile, row.records, row.operation, row.store].join('/'),
        ...{ measure: 'head over base', unit: 'times', isBiggerBetter: false, p50 },
        ...(p95 !== undefined && { p95 }),
      },
    ];
  });

/** JSON has nothing else. */
const isNumber = ({ p50, p95 = p50 }: Figure): boolean =>
  [...Object.values(p50), ...Object.values(p95)].every(Number.isFinite);
