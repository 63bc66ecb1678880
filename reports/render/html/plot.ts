// Draws a chart to SVG text without a browser. Colours are the page's variables, so charts follow light and dark.

import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Names } from '../../names.ts';
import { duration } from '../../text/figures.ts';
import { escaped, withoutControls } from './markup.ts';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/**
 * `label` says what the chart shows, for those who cannot see it. Widths are near those of a phone and of a column of
 * the page, which scales the chart to fit: its text stays readable on both.
 */
export function drawn(label: string, options: Plot.PlotOptions): string {
  const svg = Plot.plot({
    document: document as never,
    style: { background: 'none', fontSize: '11px' },
    ...options,
  });
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', '');
  // Markup is escaped by the serializer; control characters are not, nor is "<" in attributes.
  return withoutControls(rounded(String(svg.outerHTML))).replace(
    'aria-label=""',
    () => `aria-label="${escaped(label)}"`,
  );
}

/** A hundredth of a pixel is more than anybody sees, and a page stays small. */
const rounded = (svg: string): string =>
  svg.replaceAll(/ (?:d|[xyr][12]?|c[xy]|width|height|transform)="[^"]*"/g, (attribute) =>
    attribute.replaceAll(/(\.\d\d)\d+/g, '$1'),
  );

/** The layout of one of several charts of curves. */
export const SMALL: Plot.PlotOptions = { width: 320, marginRight: 20, marginTop: 8, marginBottom: 24 };

const COLOURS = ['baseline', 'candidate', 'third', 'fourth'];

export const storeColour = (store: string, names: Names): string =>
  `var(--${COLOURS[names.stores.indexOf(store)] ?? 'fifth'})`;

/** A logarithmic time axis: whole decades around the values, a label at each. */
export const timeAxis = (valuesNs: readonly number[]): Plot.ScaleOptions => ({
  ...logAxis(valuesNs, duration),
  grid: true,
});

/** Beyond it lies nothing that anybody measures; a hostile file has it all the same. */
const VALUE_MAX = 1e18;

export function logAxis(values: readonly number[], text: (value: number) => string): Plot.ScaleOptions {
  const positive = values.filter(Number.isFinite).map((value) => Math.min(VALUE_MAX, Math.max(value, 1)));
  const low = Math.floor(Math.log10(Math.min(VALUE_MAX, ...positive)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, ...positive))));
  const decades = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  return {
    type: 'log',
    domain: [10 ** low, 10 ** high],
    ticks: decades,
    // Labels of many decades would run into each other.
    tickFormat: (value: number) =>
      decades.length > 6 && (Math.round(Math.log10(value)) - low) % 2 === 1 ? '' : text(value),
    label: null,
  };
}
