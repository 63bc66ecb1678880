// What a calibration says: false alarms and detection over all benchmarks, what is less than it should be by benchmark, the
// floors that were raised, and what a fixed percentage over a stored run would have done.

import { calibratedRule } from '../compare/calibration.ts';
import { DEFAULT_RULE, familyAlarmRate } from '../compare/decision.ts';
import type { Plant } from '../compare/options.ts';
import { alignedTable } from '../reports/text/table.ts';
import type { CalibrationRow } from '../results/calibration.ts';
import { shareBounds } from '../statistics/binomial.ts';
import { medianOf } from '../statistics/quantile.ts';

export function plantTitle(planted: Plant | null): string {
  if (planted === null) return 'nothing (equal sides)';
  const share = `${Math.round(planted.share * 100)}%`;
  return planted.calls === 'all' ? `${share} of all calls` : `${share} of every tenth call`;
}

export function calibrationText(rows: readonly CalibrationRow[], isFull: boolean): string {
  const groups = groupsOf(rows, ({ planted }) => JSON.stringify(planted));
  const table = groups.map((group) => [plantTitle(group[0]?.planted ?? null), ...cellsOf(group)]);
  return [
    ...alignedTable(['planted', ...COLUMNS], table),
    '',
    ...totals(rows),
    ...timeLines(rows),
    ...floorLines(rows),
    ...(isFull ? ['', ...byBenchmark(rows)] : ['  by benchmark: --full']),
  ].join('\n');
}

const COLUMNS = [
  'gates',
  'regressed',
  'with 95%',
  'first pass',
  'cannot tell',
  'effect p50, p95',
  '>10% of a stored p50',
  '>20%',
  '>10% of a stored p95',
  '>20%',
];

function cellsOf(rows: readonly CalibrationRow[]): string[] {
  const sum = (of: (row: CalibrationRow) => number): number =>
    rows.reduce((total, row) => total + of(row), 0);
  const [gates, regressed] = [sum((row) => row.gates), sum((row) => row.regressed)];
  const { low, high } = shareBounds(regressed, gates);
  const isEqual = rows[0]?.planted === null;
  const fixed = (at: number): string =>
    percent(sum((row) => row.fixed[at]?.regressed ?? 0) / sum((row) => row.fixed[at]?.gates ?? 0));
  return [
    `${gates}`,
    `${regressed} (${percent(regressed / gates, isEqual ? Math.ceil : Math.floor)})`,
    isEqual ? `at most ${percent(high, Math.ceil)}` : `at least ${percent(low, Math.floor)}`,
    `${sum((row) => row.seemedRegressed)}`,
    `${sum((row) => row.cannotTell)}`,
    (['p50', 'p95'] as const).map((name) => effect(rows.flatMap(({ ratios }) => ratios[name]))).join(', '),
    ...[0, 1, 2, 3].map(fixed),
  ];
}

/** Of the ratios that were found, the middle one. */
const effect = (ratios: readonly number[]): string =>
  ratios.length === 0 ? 'none' : `${percent(medianOf(ratios) - 1)}`;

/** Never rounded towards what one would like to see. */
const percent = (share: number, round: (value: number) => number = Math.round): string =>
  Number.isNaN(share) ? 'none' : `${round(share * 1000) / 10}%`;

function totals(rows: readonly CalibrationRow[]): string[] {
  const benchmarks = rows.filter(({ planted }) => planted === null);
  const rules = benchmarks.map((row) => calibratedRule(rows, row) ?? DEFAULT_RULE);
  return [
    `  a gate of these ${benchmarks.length} benchmarks raises a false alarm in at most ${percent(familyAlarmRate(rules), Math.ceil)} of runs, as stated: each failure is`,
    '  confirmed by a second pass; "with 95%" bounds what was counted here (Clopper and Pearson)',
  ];
}

/** One gate after the other, with all that is not measured. */
function timeLines(rows: readonly CalibrationRow[]): string[] {
  const secondsOf = (some: readonly CalibrationRow[]): string => {
    const [ns, gates] = [some.map((row) => row.durationNs), some.map((row) => row.gates)].map((values) =>
      values.reduce((sum, value) => sum + value, 0),
    ) as [number, number];
    return (Math.ceil(ns / 1e8 / Math.max(1, gates)) / 10).toFixed(1);
  };
  const equal = rows.filter(({ planted }) => planted === null);
  const benchmarks = equal.length;
  const gates = Math.max(0, ...equal.map((row) => row.gates));
  return [
    `  ${gates} gates of ${benchmarks} benchmark${benchmarks === 1 ? '' : 's'} on equal sides, ${secondsOf(equal)} s a benchmark; with planted ones ${secondsOf(rows)} s`,
  ];
}

function floorLines(rows: readonly CalibrationRow[]): string[] {
  return rows
    .filter(({ planted }) => planted === null)
    .flatMap((row) => {
      const floors = calibratedRule(rows, row)?.floors ?? DEFAULT_RULE.floors;
      return (['p50', 'p95'] as const)
        .filter((name) => floors[name] > DEFAULT_RULE.floors[name])
        .map(
          (name) =>
            `  floor of ${benchmarkTitle(row)}, ${name}: ${percent(floors[name], Math.ceil)}, for ${percent(DEFAULT_RULE.floors[name])}: equal sides differ by that much here`,
        );
    });
}

const byBenchmark = (rows: readonly CalibrationRow[]): string[] =>
  alignedTable(
    ['benchmark', 'planted', ...COLUMNS],
    rows.map((row) => [benchmarkTitle(row), plantTitle(row.planted), ...cellsOf([row])]),
  );

const benchmarkTitle = ({ operation, store, records, profile }: CalibrationRow): string =>
  `${operation}, ${store}, ${profile} ${records}`;

/** In the order of what is planted. */
function groupsOf(rows: readonly CalibrationRow[], key: (row: CalibrationRow) => string): CalibrationRow[][] {
  const order = ({ planted }: CalibrationRow): number =>
    planted === null ? 0 : planted.share + Number(planted.calls !== 'all');
  const sorted = rows.toSorted((left, right) => order(left) - order(right));
  return Object.values(Object.groupBy(sorted, key)) as CalibrationRow[][];
}
