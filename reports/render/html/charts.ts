// The charts of a report: medians with their intervals, how times are distributed, and load runs.

import * as Plot from '@observablehq/plot';
import type { Load } from '../../../contract/result.ts';
import { isRead } from '../../claims/load.ts';
import { operationTitle, REFERENCE_PROFILE, storeTitle } from '../../operations.ts';
import type { Comparison } from '../../report.ts';
import type { Measurement } from '../../statistics/measurement.ts';
import { ascending, quantile } from '../../statistics/quantile.ts';
import { count, duration, rate } from '../../text/figures.ts';
import { drawn, storeColour, timeAxis } from './plot.ts';

export interface Chart {
  readonly title: string;
  readonly svg: string;
}

interface Bar {
  readonly row: string;
  readonly store: string;
  readonly low: number;
  readonly value: number;
  readonly high: number;
  readonly title: string;
}

/** One chart for each number of sessions: a dot for each store's median, a line for its 95% interval. */
export function medianCharts(comparisons: readonly Comparison[]): Chart[] {
  const sizes = [...new Set(comparisons.map(({ workload }) => workload.sessions))];
  const shown = comparisons.filter(({ workload }) => workload.profile === REFERENCE_PROFILE);
  const axis = timeAxis(shown.flatMap(barsOf).flatMap(({ low, high }) => [low, high]));
  return sizes.flatMap((sessions) => {
    const bars = shown.filter(({ workload }) => workload.sessions === sessions).flatMap(barsOf);
    if (bars.length === 0) return [];
    const title = `${count(sessions)} sessions`;
    return [{ title, svg: medianChart(`Median times at ${title}`, bars, axis) }];
  });
}

const barsOf = ({ workload, measured }: Comparison): Bar[] =>
  [...measured].map(([store, { p50, samples, trials }]) => ({
    row: operationTitle(workload.operation),
    store,
    ...p50,
    title:
      `${storeTitle(store)}, ${operationTitle(workload.operation)}: ${duration(p50.value)} ` +
      `(${duration(p50.low)} to ${duration(p50.high)}), ${count(samples)} samples in ${count(trials)} trials`,
  }));

function medianChart(label: string, bars: readonly Bar[], x: Plot.ScaleOptions): string {
  const rows = [...new Set(bars.map(({ row }) => row))];
  return drawn(label, {
    ...rowLayout(rows, 24),
    marginBottom: 24,
    x,
    marks: [
      Plot.ruleY(rows, { stroke: 'var(--line)' }),
      rowNames(rows),
      Plot.ruleY(bars, {
        y: 'row',
        x1: 'low',
        x2: 'high',
        stroke: (bar: Bar) => storeColour(bar.store),
        strokeWidth: 5,
        strokeOpacity: 0.4,
        title: 'title',
      }),
      Plot.dot(bars, {
        y: 'row',
        x: 'value',
        r: 4,
        fill: (bar: Bar) => storeColour(bar.store),
        title: 'title',
      }),
    ],
  });
}

const NAMES_WIDTH = 138;

/** One row of equal height for each name, names in the left margin. */
const rowLayout = (rows: readonly string[], rowHeight: number): Plot.PlotOptions => ({
  width: 410,
  height: rows.length * rowHeight + 30,
  marginLeft: NAMES_WIDTH,
  marginRight: 16,
  marginTop: 6,
  y: { domain: rows, axis: null, padding: 0 },
});

const rowNames = (rows: readonly string[]): Plot.Markish =>
  Plot.text(rows, {
    y: (row: string) => row,
    frameAnchor: 'left',
    textAnchor: 'end',
    text: (row: string) => row,
    dx: -8,
    className: 'label',
  });

/** Of the operations that the design document makes promises about. */
const DISTRIBUTIONS = ['getAllCold', 'getOne', 'byTypeFull', 'searchCommon', 'create', 'update'];

/** At the largest number of sessions: which share of the calls had ended after how long. */
export function distributionCharts(comparisons: readonly Comparison[]): Chart[] {
  const largest = Math.max(0, ...comparisons.map(({ workload }) => workload.sessions));
  const shown = comparisons.filter(
    ({ workload }) =>
      workload.sessions === largest &&
      workload.profile === REFERENCE_PROFILE &&
      DISTRIBUTIONS.includes(workload.operation),
  );
  if (shown.length === 0) return [];
  const ends = shown.flatMap(({ measured }) => [...measured.values()].flatMap(({ min, max }) => [min, max]));
  const axis = timeAxis(ends);
  return shown.map(({ workload, measured }) => {
    const title = `${operationTitle(workload.operation)}, ${count(largest)} sessions`;
    return { title, svg: distributionChart(`Distribution of times: ${title}`, measured, axis) };
  });
}

function distributionChart(
  label: string,
  measured: ReadonlyMap<string, Measurement>,
  x: Plot.ScaleOptions,
): string {
  const points = [...measured].flatMap(([store, measurement]) => curve(store, measurement));
  const ends = [...measured].map(([store, { p50, p95, p99 }]) => ({
    store,
    ns: p50.value,
    share: 50,
    title: `${storeTitle(store)}: half within ${duration(p50.value)}, 95% within ${duration(p95.value)}, 99% within ${duration(p99.value)}`,
  }));
  return drawn(label, {
    width: 320,
    height: 180,
    marginLeft: 34,
    marginRight: 20,
    marginTop: 8,
    marginBottom: 24,
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
        stroke: (point: { store: string }) => storeColour(point.store),
        strokeWidth: 2,
      }),
      Plot.dot(ends, {
        x: 'ns',
        y: 'share',
        r: 4,
        fill: (end: { store: string }) => storeColour(end.store),
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

/** Calls a second, and the share of acknowledged writes that were gone afterwards. */
export function loadCharts(loads: readonly Load[]): Chart[] {
  if (loads.length === 0) return [];
  const rates = loads.flatMap((load) =>
    (['write', 'read'] as const).map((does) => ({
      row: `${storeTitle(load.store)}, ${does}s`,
      store: load.store,
      value: throughput(load, does),
    })),
  );
  const losses = loads.map((load) => ({
    row: storeTitle(load.store),
    store: load.store,
    value: load.acknowledged === 0 ? 0 : (100 * load.lost) / load.acknowledged,
    text: `${count(load.lost)} of ${count(load.acknowledged)}`,
  }));
  return [
    {
      title: 'Calls a second',
      svg: barChart(
        'Calls a second under load',
        rates.map((bar) => ({ ...bar, text: rate(bar.value) })),
      ),
    },
    {
      title: 'Acknowledged writes that were lost',
      svg: barChart('Share of acknowledged writes that were lost', losses, 100),
    },
  ];
}

const throughput = (load: Load, does: 'read' | 'write'): number =>
  load.operations
    .filter(({ operation }) => isRead(operation) === (does === 'read'))
    .reduce((sum, { throughputPerSecond }) => sum + throughputPerSecond, 0);

interface PlainBar {
  readonly row: string;
  readonly store: string;
  readonly value: number;
  readonly text: string;
}

function barChart(label: string, bars: readonly PlainBar[], max?: number): string {
  const rows = [...new Set(bars.map(({ row }) => row))];
  const top = max ?? Math.max(1, ...bars.map(({ value }) => value));
  return drawn(label, {
    ...rowLayout(rows, 26),
    height: rows.length * 26 + 12,
    marginRight: 84,
    marginBottom: 6,
    x: { domain: [0, top], axis: null },
    marks: [
      rowNames(rows),
      Plot.ruleY(bars, {
        y: 'row',
        x1: 0,
        x2: 'value',
        stroke: (bar: PlainBar) => storeColour(bar.store),
        strokeWidth: 12,
        title: (bar: PlainBar) => `${bar.row}: ${bar.text}`,
      }),
      Plot.text(bars, { y: 'row', x: 'value', text: 'text', textAnchor: 'start', dx: 8, className: 'label' }),
    ],
  });
}
