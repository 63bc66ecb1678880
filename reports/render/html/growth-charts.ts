// Charts of growth: the exponents of all operations in one, and the times of some over the number of sessions.

import * as Plot from '@observablehq/plot';
import type { Comparison, ScalingRow } from '../../comparisons.ts';
import { operationTitle, REFERENCE_PROFILE, storeTitle } from '../../operations.ts';
import { count, duration, exponent } from '../../text/figures.ts';
import type { Chart } from './markup.ts';
import { drawn, SMALL, storeColour, timeAxis } from './plot.ts';
import { type Bar, intervalMarks, rowLayout, rowNames } from './rows.ts';

/** Of the reference profile; empty when no operation was timed at two sizes. */
export function exponentCharts(rows: readonly ScalingRow[], stores: readonly string[]): Chart[] {
  const dots = rows
    .filter(({ profile }) => profile === REFERENCE_PROFILE)
    .flatMap((row) => stores.flatMap((store) => dotOf(row, store)));
  if (dots.length === 0) return [];
  return [{ title: 'Exponent of growth', svg: exponentChart(dots) }];
}

function dotOf({ operation, scalings }: ScalingRow, store: string): Bar[] {
  const scaling = scalings.get(store);
  if (scaling === undefined) return [];
  const { value, low, high } = scaling.exponent;
  const row = operationTitle(operation);
  const title = `${storeTitle(store)}, ${row}: ${exponent(value)} (${exponent(low)} to ${exponent(high)})`;
  return [{ row, store, value, title, ...clamped(low, high) }];
}

/** An interval that is far wider than the axis says no more than that it is wide. */
const LOWEST = -0.3;
const HIGHEST = 1.5;

const clamped = (low: number, high: number): { low: number; high: number } => ({
  low: Math.min(HIGHEST, Math.max(LOWEST, low)),
  high: Math.min(HIGHEST, Math.max(LOWEST, high)),
});

/** For operations on one session; 0 is constant and 1 linear. */
const LIMIT = 0.1;

function exponentChart(dots: readonly Bar[]): string {
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
      ...intervalMarks(dots),
    ],
  });
}

/** A reading of everything, and those whose time should hardly grow. */
const SHOWN = ['getAllCold', 'getOne', 'firstPage', 'searchCommon', 'create', 'appendMessage'];

/** One small chart for each operation: both axes are logarithmic, so that the slope of a line is its exponent. */
export function growthCharts(comparisons: readonly Comparison[], stores: readonly string[]): Chart[] {
  const shown = comparisons.filter(
    ({ workload }) => workload.profile === REFERENCE_PROFILE && SHOWN.includes(workload.operation),
  );
  const sizes = [...new Set(shown.map(({ workload }) => workload.records))];
  if (sizes.length < 2) return [];
  const all = shown.flatMap((comparison) => pointsOf(comparison, stores));
  if (all.length === 0) return [];
  const y = timeAxis(all.map(({ ns }) => ns));
  return [...new Set(shown.map(({ workload }) => workload.operation))].map((operation) => {
    const points = all.filter((point) => point.operation === operation);
    const title = operationTitle(operation);
    return { title, svg: growthChart(`Growth of times: ${title}`, points, { sizes, y }) };
  });
}

interface Point {
  readonly operation: string;
  readonly store: string;
  readonly records: number;
  readonly ns: number;
  readonly title: string;
}

const pointsOf = ({ workload, measured }: Comparison, stores: readonly string[]): Point[] =>
  [...measured]
    .filter(([store]) => stores.includes(store))
    .map(([store, { p50 }]) => ({
      operation: workload.operation,
      store,
      records: workload.records,
      ns: Math.max(1, p50.value),
      title: `${storeTitle(store)} at ${count(workload.records)}: ${duration(p50.value)}`,
    }));

function growthChart(
  label: string,
  points: readonly Point[],
  { sizes, y }: { readonly sizes: readonly number[]; readonly y: Plot.ScaleOptions },
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
        stroke: (point: Point) => storeColour(point.store),
        strokeWidth: 2,
      }),
      Plot.dot(points, {
        x: 'records',
        y: 'ns',
        r: 3.5,
        fill: (point: Point) => storeColour(point.store),
        title: 'title',
      }),
    ],
  });
}
