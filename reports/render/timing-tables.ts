// The tables of what was timed: every operation on the two stores that are compared with the floor below it, all contestants, growth, and
// the targets of the store.

import { QUANTILES } from '../../statistics/measurement.ts';
import type { Scaling } from '../../statistics/scaling.ts';
import type { Comparison, FloorRatio, ScalingRow } from '../comparisons.ts';
import type { Workload } from '../measurements.ts';
import { type Names, namesIn } from '../names.ts';
import type { Report } from '../report.ts';
import { count, duration, exponent, timesBeside } from '../text/figures.ts';
import { fewText, medianCell, NONE, ratioCell, verdictCell } from './cells.ts';
import { type Cell, left, optional, right, type Table } from './table.ts';

/** One table for each profile and size that was timed. */
export interface TimingPart {
  readonly profile: string;
  readonly records: number;
  readonly comparisons: readonly Comparison[];
}

export const timingParts = ({ timings }: Report): TimingPart[] =>
  [
    ...Map.groupBy(timings.comparisons, ({ workload: { profile, records } }) =>
      JSON.stringify([profile, records]),
    ).values(),
  ].map((comparisons) => {
    const { profile = '', records = 0 } = comparisons[0]?.workload ?? {};
    return { profile, records, comparisons };
  });

export const partTitle = (
  { profile, records }: Pick<Workload, 'profile' | 'records'>,
  names: Names,
): string => `${names.records(records)}, ${names.title(profile)}`;

/** Median and p95 of the two stores that are compared, and how near they come to their floors. */
export function comparisonsTable(comparisons: readonly Comparison[], report: Report): Table {
  const names = namesIn(report);
  const shown = report.timings.stores.slice(0, 2);
  const withFloors = shown.filter((store) =>
    comparisons.some(({ floors }) => nearest(store, floors) !== null),
  );
  return {
    columns: [
      left('Operation'),
      ...shown.flatMap((store) => [right(names.title(store)), right('p95')]),
      right('Ratio'),
      ...withFloors.map((store) => right(`${names.title(store)} over its floor`)),
    ],
    rows: comparisons.map((comparison) => [
      { text: names.title(comparison.workload.operation) },
      ...shown.flatMap((store) => timeCells(comparison, store)),
      ratioCell(comparison.ratio),
      ...withFloors.map((store) => floorCell(comparison, store, names)),
    ]),
  };
}

function timeCells({ measured }: Comparison, store: string): Cell[] {
  const measurement = measured.get(store);
  if (measurement === undefined) return [NONE, NONE];
  const { p95, p99, max, samples } = measurement;
  const hover = `p99 ${duration(p99.value)} ${fewText(samples, QUANTILES.p99)}`.trim();
  const few = fewText(samples, QUANTILES.p95);
  return [
    medianCell(measurement),
    {
      text: duration(p95.value),
      tone: 'muted',
      hover: `${hover}, longest ${duration(max)}`,
      ...(few !== '' && { detail: few }),
    },
  ];
}

const nearest = (store: string, floors: readonly FloorRatio[]): FloorRatio | null =>
  floors.find((floor) => floor.store === store) ?? null;

function floorCell({ floors, measured }: Comparison, store: string, names: Names): Cell {
  const found = nearest(store, floors);
  if (found === null) return NONE;
  const all = floors
    .filter((floor) => floor.store === store)
    .map(({ floor, ratio }) => {
      const took = measured.get(floor);
      return `${names.title(floor)} ${took === undefined ? '' : duration(took.p50.value)}: ${timesBeside(ratio)}`;
    });
  return { ...ratioCell(found.ratio), hover: all.join('; ') };
}

/** Every ratio to a floor. */
export function floorsTable(report: Report): Table {
  const names = namesIn(report);
  return {
    columns: [
      left('Operation'),
      left('Data'),
      left('Store'),
      right('Median'),
      left('Floor'),
      right('Median'),
      right('Over the floor'),
    ],
    rows: report.timings.comparisons.flatMap(({ workload, floors, measured }) =>
      floors.map(({ store, floor, ratio }) => {
        const [own, below] = [measured.get(store), measured.get(floor)];
        return [
          { text: names.title(workload.operation) },
          { text: partTitle(workload, names), tone: 'muted' as const },
          { text: names.title(store) },
          own === undefined ? NONE : medianCell(own),
          { text: names.title(floor) },
          below === undefined ? NONE : medianCell(below),
          ratioCell(ratio),
        ];
      }),
    ),
  };
}

/** All contestants but the floors: the median, and behind it the time over the candidate's. Without one beyond the two: none. */
export function contestantsTable({ comparisons }: TimingPart, report: Report): Table {
  const names = namesIn(report);
  const { candidate, baseline } = names;
  const present = report.timings.stores.filter((store) =>
    comparisons.some(({ measured }) => measured.has(store)),
  );
  const others = present.filter((store) => store !== candidate);
  const isWorthIt = present.includes(candidate) && others.some((store) => store !== baseline);
  const shown = isWorthIt ? [candidate, ...others] : [];
  return {
    columns: [left('Operation'), ...shown.map((store) => right(names.title(store)))],
    rows: isWorthIt
      ? comparisons.map((comparison) => [
          { text: names.title(comparison.workload.operation) },
          ...shown.map((store) => contestantCell(comparison, store, store === candidate)),
        ])
      : [],
  };
}

function contestantCell({ measured, relative }: Comparison, store: string, isCandidate: boolean): Cell {
  const measurement = measured.get(store);
  if (measurement === undefined) return NONE;
  const ratio = relative.get(store);
  const cell = medianCell(measurement);
  if (isCandidate) return { ...cell, detail: '' };
  if (ratio === undefined) return { ...cell, detail: 'other work' };
  const isFaster = ratio.high < 1;
  return {
    ...cell,
    detail: timesBeside(ratio),
    ...(isFaster ? { tone: 'unsure' as const } : {}),
  };
}

/** Exponents of growth: one row for each operation and profile, one column for each store. */
export const scalingTable = (report: Report): Table => {
  const { timings } = report;
  const stores = timings.stores.filter((store) =>
    timings.scalings.some(({ scalings }) => scalings.has(store)),
  );
  return scalingsOf(timings.scalings, stores, namesIn(report));
};

/** The same of the reference profile and the two stores that are compared. */
export const shortScalingTable = (report: Report): Table => {
  const names = namesIn(report);
  const rows = report.timings.scalings.filter(({ profile }) => profile === names.referenceProfile);
  return scalingsOf(rows, report.timings.stores.slice(0, 2), names);
};

const scalingsOf = (rows: readonly ScalingRow[], stores: readonly string[], names: Names): Table => ({
  columns: [left('Operation'), left('Data'), ...stores.map((store) => right(names.title(store)))],
  rows: rows.map(({ operation, profile, scalings }) => [
    { text: names.title(operation) },
    { text: names.title(profile), tone: 'muted' as const },
    ...stores.map((store) => scalingCell(scalings.get(store), names)),
  ]),
});

function scalingCell(scaling: Scaling | undefined, names: Names): Cell {
  if (scaling === undefined) return NONE;
  const { exponent: found, sizes, trialsMin } = scaling;
  const trials = `${count(trialsMin)} ${trialsMin === 1 ? 'trial' : 'trials'} or more at each`;
  return {
    text: exponent(found.value),
    detail: trialsMin < 2 ? '(single trial)' : `(${exponent(found.low)} to ${exponent(found.high)})`,
    hover: `from ${sizes.map(count).join(', ')} ${names.many}, ${trials}`,
  };
}

/** One row for each part of a target; the title stands in the first. */
export const targetsTable = ({ targets }: Report): Table => ({
  columns: [left('Target'), left('Asked'), optional(left('Found')), left('Verdict')],
  rows: targets.flatMap(({ target, parts }) =>
    parts.map(({ asked, value, remark, verdict }, index) => [
      { text: index === 0 ? (target.title ?? target.id) : '' },
      { text: asked },
      { text: value, detail: remark },
      verdictCell(verdict, remark),
    ]),
  ),
});

/** Intervals, and what is counted, go first where there is no room. */
function foundCell(found: string): Cell {
  const [, value = found, detail = ''] = /^(.+?) (\(.*\)|checks)$/.exec(found) ?? [];
  return { text: value, detail };
}

/** What was measured of them, as rows of the table of claims: titles on rows of their own, their parts below. */
export const targetRows = ({ targets }: Report): (readonly Cell[])[] =>
  targets.flatMap(({ target, parts }) => {
    const measured = parts.filter(({ verdict }) => verdict !== 'unmeasured');
    if (measured.length === 0) return [];
    return [
      targetRow({ text: 'goal' }, { text: target.title ?? target.id }, BLANK, BLANK),
      ...measured.map(({ asked, value, remark, verdict }) =>
        targetRow(BLANK, { text: asked }, foundCell(value), verdictCell(verdict, remark)),
      ),
    ];
  });

const BLANK: Cell = { text: '' };

const targetRow = (name: Cell, about: Cell, found: Cell, verdict: Cell): Cell[] => [
  name,
  about,
  BLANK,
  BLANK,
  found,
  BLANK,
  verdict,
];
