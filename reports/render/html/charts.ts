// Charts of times: medians with their intervals and floors, and how times are distributed.

import * as Plot from '@observablehq/plot';
import type { Measurement } from '../../../statistics/measurement.ts';
import { ascending, quantile } from '../../../statistics/quantile.ts';
import type { Comparison } from '../../comparisons.ts';
import type { Names } from '../../names.ts';
import { count, duration } from '../../text/figures.ts';
import type { Chart } from './markup.ts';
import { drawn, SMALL, storeColour, timeAxis } from './plot.ts';
import { type Bar, intervalMarks, rowLayout, rowNames } from './rows.ts';

/**
 * Of one profile: a chart for each number of records, with a dot for the median of each store, a line for its 95%
 * interval, and a tick where the nearest floor of the candidate lies. All charts have the same axis.
 */
export function medianCharts(
  comparisons: readonly Comparison[],
  stores: readonly string[],
  names: Names,
): Chart[] {
  const sizes = [...new Set(comparisons.map(({ workload }) => workload.records))];
  const barsIn = (shown: readonly Comparison[]): Bar[] =>
    shown.flatMap((comparison) => barsOf(comparison, stores, names));
  const all = barsIn(comparisons);
  const reach = { low: 0.1 * least(all), high: 10 * most(all) };
  const axis = timeAxis(all.map((bar) => cut(bar, reach)).flatMap(({ low, high }) => [low, high]));
  return sizes.flatMap((records) => {
    const shown = comparisons.filter(({ workload }) => workload.records === records);
    const bars = barsIn(shown).map((bar) => cut(bar, reach));
    if (bars.length === 0) return [];
    const title = names.records(records);
    const label = `Median times at ${title}, ${names.title(shown[0]?.workload.profile ?? '')}`;
    return [
      {
        title,
        svg: medianChart(label, bars, { axis, ticks: shown.flatMap((one) => tickOf(one, names)), names }),
      },
    ];
  });
}

const least = (bars: readonly Bar[]): number => Math.min(...bars.map(({ value }) => value));
const most = (bars: readonly Bar[]): number => Math.max(...bars.map(({ value }) => value));

/** With two trials an interval may span hours; beyond ten times the medians of the chart it says no more. */
const cut = (bar: Bar, { low, high }: { readonly low: number; readonly high: number }): Bar => ({
  ...bar,
  low: Math.max(bar.low, low),
  high: Math.min(bar.high, high),
});

const barsOf = ({ workload, measured }: Comparison, stores: readonly string[], names: Names): Bar[] =>
  [...measured]
    .filter(([store]) => stores.includes(store))
    .map(([store, { p50, samples, trials }]) => ({
      row: names.title(workload.operation),
      store,
      ...p50,
      title:
        `${names.title(store)}, ${names.title(workload.operation)}: ${duration(p50.value)} ` +
        `(${duration(p50.low)} to ${duration(p50.high)}), ${count(samples)} samples in ${count(trials)} trials`,
    }));

interface Tick {
  readonly row: string;
  readonly value: number;
  readonly title: string;
}

function tickOf({ workload, measured, floors }: Comparison, names: Names): Tick[] {
  const floor = floors.find(({ store }) => store === names.candidate)?.floor;
  const measurement = floor === undefined ? undefined : measured.get(floor);
  if (floor === undefined || measurement === undefined) return [];
  const { value } = measurement.p50;
  const row = names.title(workload.operation);
  return [{ row, value, title: `${names.title(floor)}, ${row}: ${duration(value)}` }];
}

function medianChart(
  label: string,
  bars: readonly Bar[],
  {
    axis,
    ticks,
    names,
  }: { readonly axis: Plot.ScaleOptions; readonly ticks: readonly Tick[]; readonly names: Names },
): string {
  const rows = [...new Set(bars.map(({ row }) => row))];
  return drawn(label, {
    ...rowLayout(rows, 24),
    marginBottom: 24,
    x: axis,
    marks: [
      Plot.ruleY(rows, { stroke: 'var(--line)' }),
      rowNames(rows),
      ...intervalMarks(bars, names),
      Plot.tickX(ticks, {
        y: 'row',
        x: 'value',
        stroke: 'var(--ink)',
        strokeWidth: 2,
        inset: 5,
        title: 'title',
      }),
    ],
  });
}

/** At the largest number of records: which share of the calls had ended after how long. */
export function distributionCharts(
  comparisons: readonly Comparison[],
  stores: readonly string[],
  names: Names,
): Chart[] {
  const usual = comparisons.filter(({ workload }) => workload.profile === names.referenceProfile);
  const largest = Math.max(0, ...usual.map(({ workload }) => workload.records));
  const atLargest = usual.filter(({ workload }) => workload.records === largest);
  const wanted = names.charted(
    'spread',
    atLargest.map(({ workload }) => workload.operation),
  );
  const shown = atLargest.filter(({ workload }) => wanted.includes(workload.operation));
  if (shown.length === 0) return [];
  const curves = shown.map(({ workload, measured }) => ({
    title: `${names.title(workload.operation)}, ${names.records(largest)}`,
    measured: new Map([...measured].filter(([store]) => stores.includes(store))),
  }));
  const ends = curves.flatMap(({ measured }) => [...measured.values()].flatMap(({ min, max }) => [min, max]));
  if (ends.length === 0) return [];
  const axis = timeAxis(ends);
  return curves.map(({ title, measured }) => ({
    title,
    svg: distributionChart(`Distribution of times: ${title}`, measured, { x: axis, names }),
  }));
}

function distributionChart(
  label: string,
  measured: ReadonlyMap<string, Measurement>,
  { x, names }: { readonly x: Plot.ScaleOptions; readonly names: Names },
): string {
  const points = [...measured].flatMap(([store, measurement]) => curve(store, measurement));
  const ends = [...measured].map(([store, { p50, p95, p99 }]) => ({
    store,
    ns: p50.value,
    share: 50,
    title: `${names.title(store)}: half within ${duration(p50.value)}, 95% within ${duration(p95.value)}, 99% within ${duration(p99.value)}`,
  }));
  return drawn(label, {
    ...SMALL,
    height: 180,
    marginLeft: 34,
    x,
    y: {
      domain: [0, 100],
      ticks: [0, 50, 95],
      tickFormat: (share: number) => `${share}%`,
      label: null,
      grid: true,
    },
    marks: [
      Plot.line(points, {
        x: 'ns',
        y: 'share',
        z: 'store',
        stroke: (point: { store: string }) => storeColour(point.store, names),
        strokeWidth: 2,
      }),
      Plot.dot(ends, {
        x: 'ns',
        y: 'share',
        r: 4,
        fill: (end: { store: string }) => storeColour(end.store, names),
        title: 'title',
      }),
    ],
  });
}

function curve(store: string, { raw }: Measurement): { store: string; ns: number; share: number }[] {
  const sorted = ascending(raw.flatMap((trial) => Array.from(trial)));
  return Array.from({ length: 101 }, (_, share) => ({
    store,
    share,
    ns: Math.max(1, Math.round(quantile(sorted, share / 100))),
  }));
}
