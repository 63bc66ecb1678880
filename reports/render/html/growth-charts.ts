// Charts of growth: the exponents of all operations in one, and the times of some over the number of records.

import * as Plot from '@observablehq/plot';
import type { Comparison, ScalingRow } from '../../comparisons.ts';
import type { Names } from '../../names.ts';
import { count, duration, exponent } from '../../text/figures.ts';
import type { Chart } from './markup.ts';
import { drawn, SMALL, storeColour, timeAxis } from './plot.ts';
import { type Bar, intervalMarks, rowLayout, rowNames } from './rows.ts';

/** Of the reference profile; empty when no operation was timed at two sizes. */
export function exponentCharts(
  rows: readonly ScalingRow[],
  stores: readonly string[],
  names: Names,
): Chart[] {
  const dots = rows
    .filter(({ profile }) => profile === names.referenceProfile)
    .flatMap((row) => stores.flatMap((store) => dotOf(row, store, names)));
  if (dots.length === 0) return [];
  return [{ title: 'Exponent of growth', svg: exponentChart(dots, names) }];
}

function dotOf({ operation, scalings }: ScalingRow, store: string, names: Names): Bar[] {
  const scaling = scalings.get(store);
  if (scaling === undefined) return [];
  const { value, low, high } = scaling.exponent;
  const row = names.title(operation);
  const title = `${names.title(store)}, ${row}: ${exponent(value)} (${exponent(low)} to ${exponent(high)})`;
  return [{ row, store, value, title, ...clamped(low, high) }];
}

/** An interval that is far wider than the axis says no more than that it is wide. */
const LOWEST = -0.3;
const HIGHEST = 1.5;

const clamped = (low: number, high: number): { low: number; high: number } => ({
  low: Math.min(HIGHEST, Math.max(LOWEST, low)),
  high: Math.min(HIGHEST, Math.max(LOWEST, high)),
});

/** For operations on one record; 0 is constant and 1 linear. */
const LIMIT = 0.1;

function exponentChart(dots: readonly Bar[], names: Names): string {
  const rows = [...new Set(dots.map(({ row }) => row))];
  return drawn('Exponents of growth by operation', {
    ...rowLayout(rows, 22),
    marginBottom: 24,
    x: {
      domain: [
        Math.min(-0.1, ...dots.map(({ low, value }) => Math.min(low, value))),
        Math.max(1.1, ...dots.map(({ high, value }) => Math.max(high, value))),
      ],
      ticks: [0, LIMIT, 1],
      tickFormat: (value: number) => String(value),
      label: null,
    },
    marks: [
      Plot.ruleY(rows, { stroke: 'var(--line)' }),
      Plot.ruleX([0, 1], { stroke: 'var(--soft)' }),
      Plot.ruleX([LIMIT], { stroke: 'var(--soft)', strokeDasharray: '3 3' }),
      rowNames(rows),
      ...intervalMarks(dots, names),
    ],
  });
}

/** One small chart for each operation: both axes are logarithmic, so that the slope of a line is its exponent. */
export function growthCharts(
  comparisons: readonly Comparison[],
  stores: readonly string[],
  names: Names,
): Chart[] {
  const usual = comparisons.filter(({ workload }) => workload.profile === names.referenceProfile);
  const operations = [...new Set(usual.map(({ workload }) => workload.operation))];
  const wanted = names.charted('growth', operations);
  const shown = usual.filter(({ workload }) => wanted.includes(workload.operation));
  const sizes = [...new Set(shown.map(({ workload }) => workload.records))];
  if (sizes.length < 2) return [];
  const all = shown.flatMap((comparison) => pointsOf(comparison, stores, names));
  if (all.length === 0) return [];
  const y = timeAxis(all.map(({ ns }) => ns));
  return [...new Set(shown.map(({ workload }) => workload.operation))].map((operation) => {
    const points = all.filter((point) => point.operation === operation);
    const title = names.title(operation);
    return { title, svg: growthChart(`Growth of times: ${title}`, points, { sizes, y, names }) };
  });
}

interface Point {
  readonly operation: string;
  readonly store: string;
  readonly records: number;
  readonly ns: number;
  readonly title: string;
}

const pointsOf = ({ workload, measured }: Comparison, stores: readonly string[], names: Names): Point[] =>
  [...measured]
    .filter(([store]) => stores.includes(store))
    .map(([store, { p50 }]) => ({
      operation: workload.operation,
      store,
      records: workload.records,
      ns: Math.max(1, p50.value),
      title: `${names.title(store)} at ${count(workload.records)}: ${duration(p50.value)}`,
    }));

function growthChart(
  label: string,
  points: readonly Point[],
  {
    sizes,
    y,
    names,
  }: { readonly sizes: readonly number[]; readonly y: Plot.ScaleOptions; readonly names: Names },
): string {
  return drawn(label, {
    ...SMALL,
    height: 190,
    marginLeft: 48,
    x: {
      type: 'log',
      domain: [Math.min(...sizes), Math.max(...sizes)],
      ticks: sizes,
      tickFormat: (records: number) => count(records),
      label: null,
    },
    y,
    marks: [
      Plot.line(points, {
        x: 'records',
        y: 'ns',
        z: 'store',
        stroke: (point: Point) => storeColour(point.store, names),
        strokeWidth: 2,
      }),
      Plot.dot(points, {
        x: 'records',
        y: 'ns',
        r: 3.5,
        fill: (point: Point) => storeColour(point.store, names),
        title: 'title',
      }),
    ],
  });
}
