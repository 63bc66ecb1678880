// Charts whose rows have names: the layout that they share.

import * as Plot from '@observablehq/plot';

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
