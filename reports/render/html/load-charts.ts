// The charts of load runs.

import * as Plot from '@observablehq/plot';
import type { Load } from '../../../results/result.ts';
import { isClosed, throughputOf } from '../../judge/load-runs.ts';
import type { Names } from '../../names.ts';
import { count, rate } from '../../text/figures.ts';
import type { Chart } from './markup.ts';
import { drawn, storeColour } from './plot.ts';
import { rowLayout, rowNames } from './rows.ts';

/** Calls a second, and the share of acknowledged writes that were gone afterwards. */
export function loadCharts(loads: readonly Load[], names: Names): Chart[] {
  const rates = loads.filter(isClosed).flatMap((load) =>
    (['write', 'read'] as const).flatMap((does) => {
      // Of what nobody called there is no rate.
      if (!load.operations.some((operation) => operation.does === does && operation.count > 0)) return [];
      const value = throughputOf(load, does);
      return { row: `${names.title(load.store)}, ${does}s`, store: load.store, value, text: rate(value) };
    }),
  );
  const losses = loads
    .filter(({ acknowledged }) => acknowledged > 0)
    .map((load) => ({
      row: names.title(load.store),
      store: load.store,
      value: (100 * load.lost) / load.acknowledged,
      text: `${count(load.lost)} of ${count(load.acknowledged)}`,
    }));
  return [
    { title: 'Calls a second', svg: barChart('Calls a second under load', rates, names) },
    {
      title: 'Acknowledged writes that were lost',
      svg: barChart('Share of acknowledged writes that were lost', losses, names, 100),
    },
  ].filter(({ svg }) => svg !== '');
}

interface PlainBar {
  readonly row: string;
  readonly store: string;
  readonly value: number;
  readonly text: string;
}

/** Empty without a bar. */
function barChart(label: string, bars: readonly PlainBar[], names: Names, max?: number): string {
  if (bars.length === 0) return '';
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
        stroke: (bar: PlainBar) => storeColour(bar.store, names),
        strokeWidth: 12,
        title: (bar: PlainBar) => `${bar.row}: ${bar.text}`,
      }),
      Plot.text(bars, { y: 'row', x: 'value', text: 'text', textAnchor: 'start', dx: 8, className: 'label' }),
    ],
  });
}
