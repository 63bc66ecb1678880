// Charts whose rows have names: the layout that they share, and the marks of figures with their intervals.

import * as Plot from '@observablehq/plot';
import type { Names } from '../../names.ts';
import { storeColour } from './plot.ts';

const NAMES_WIDTH = 172;

/** One row of equal height for each name, names in the left margin. */
export const rowLayout = (rows: readonly string[], rowHeight: number): Plot.PlotOptions => ({
  width: 444,
  height: rows.length * rowHeight + 30,
  marginLeft: NAMES_WIDTH,
  marginRight: 16,
  marginTop: 6,
  y: { domain: rows, axis: null, padding: 0 },
});

export const rowNames = (rows: readonly string[]): Plot.Markish =>
  Plot.text(rows, {
    y: (row: string) => row,
    frameAnchor: 'left',
    textAnchor: 'end',
    text: (row: string) => row,
    dx: -8,
    className: 'label',
  });

/** A figure of a store with its interval. */
export interface Bar {
  readonly row: string;
  readonly store: string;
  readonly low: number;
  readonly value: number;
  readonly high: number;
  readonly title: string;
}

/** A dot for each figure, and a line for its interval. */
export const intervalMarks = (bars: readonly Bar[], names: Names): Plot.Markish[] => [
  Plot.ruleY(bars, {
    y: 'row',
    x1: 'low',
    x2: 'high',
    stroke: ({ store }: Bar) => storeColour(store, names),
    strokeWidth: 5,
    strokeOpacity: 0.4,
    title: 'title',
  }),
  Plot.dot(bars, {
    y: 'row',
    x: 'value',
    r: 4,
    fill: ({ store }: Bar) => storeColour(store, names),
    title: 'title',
  }),
];
