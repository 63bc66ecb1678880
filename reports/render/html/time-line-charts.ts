// How a load run went, over its seconds: calls a second, p99, memory and files, one small chart each over the same axis. Faults that were
// played are shaded, with their names above the first chart. Long runs are drawn in fewer steps: of those that become one, calls are
// averaged, and of all else the most is shown, so that a spike stays one.

import * as Plot from '@observablehq/plot';
import type { Load } from '../../../results/result.ts';
import type { Names } from '../../names.ts';
import { duration, rate, size } from '../../text/figures.ts';
import { type Step, thinned } from '../load-tables.ts';
import { faultText } from '../load-words.ts';
import type { Chart } from './markup.ts';
import { drawn, storeColour, timeAxis } from './plot.ts';

interface Point {
  readonly seconds: number;
  readonly line: string;
  readonly value: number;
  readonly title: string;
}

/** Empty where a run has no line: of a single step. */
export function timelineCharts(load: Load, names: Names, stepsMax: number): Chart[] {
  const steps = thinned(load, stepsMax);
  if (steps.length < 2) return [];
  const lineOf = linesOf(load, names);
  const rates = pointsOf(steps, (step) =>
    byLine(step, lineOf, ({ perSecond }, before) => before + perSecond).map(
      ([line, value]) => [line, value, rate(value)] as const,
    ),
  );
  const p99s = pointsOf(steps, (step) =>
    byLine(step, lineOf, ({ latencyNsP99 }, before) => Math.max(1, latencyNsP99, before)).map(
      ([line, ns]) => [line, ns, duration(ns)] as const,
    ),
  );
  const memory = pointsOf(steps, ({ residentBytes: bytes }) =>
    bytes === undefined ? [] : [['', bytes, size(bytes)]],
  );
  const files = pointsOf(steps, ({ fileBytes }) =>
    Object.entries(fileBytes).map(([name, bytes]) => [name, bytes, size(bytes)]),
  );
  const charts: readonly (readonly [title: string, points: readonly Point[], y: Plot.ScaleOptions])[] = [
    ['Calls a second', rates, fromZero(rates, (value) => rate(value))],
    ['p99', p99s, timeAxis(p99s.map(({ value }) => value))],
    ['Resident memory of all processes', memory, fromZero(memory, (value) => size(value))],
    ['Size of files', files, fromZero(files, (value) => size(value))],
  ];
  // The same for all, so that their seconds stand above each other.
  const marginRight = namesWidth(charts.flatMap(([, points]) => points.map(({ line }) => line)));
  return charts
    .filter(([, points]) => points.length > 0)
    .map(([title, points, y]) => ({
      title,
      svg: lineChart(`${title}: ${names.title(load.store)}`, points, { load, y, names, marginRight }),
    }));
}

/** More would hide each other: of more operations reads are drawn together, and writes; their p99 is that of the slowest. */
const LINES_MAX = 4;

function linesOf({ operations }: Load, names: Names): (operation: string) => string {
  if (operations.length <= LINES_MAX) return (operation) => names.title(operation);
  const does = new Map(operations.map((one) => [one.operation, `${one.does}s`]));
  return (operation) => does.get(operation) ?? '';
}

type Played = Step['operations'] extends ReadonlyMap<string, infer Own> ? Own : never;

function byLine(
  { operations }: Step,
  lineOf: (operation: string) => string,
  added: (own: Played, before: number) => number,
): (readonly [line: string, value: number])[] {
  const values = new Map<string, number>();
  for (const [operation, own] of operations) {
    if (own.count === 0) continue;
    const line = lineOf(operation);
    values.set(line, added(own, values.get(line) ?? 0));
  }
  return [...values];
}

const NAMES_WIDTH_MAX = 150;

/** For the names at the ends of lines. */
const namesWidth = (lines: readonly string[]): number =>
  Math.min(NAMES_WIDTH_MAX, 16 + 6 * Math.max(0, ...new Set(lines.map((line) => line.length))));

const pointsOf = (
  steps: readonly Step[],
  valuesOf: (step: Step) => readonly (readonly [line: string, value: number, text: string])[],
): Point[] =>
  steps.flatMap((step) =>
    valuesOf(step).map(([line, value, text]) => {
      const seconds = step.atNs / 1e9;
      const what = line === '' ? '' : `${line}, `;
      return { seconds, line, value, title: `${what}from ${duration(step.atNs)}: ${text}` };
    }),
  );

/** A third of it at each tick: what is between can be read off. */
function fromZero(points: readonly Point[], text: (value: number) => string): Plot.ScaleOptions {
  const most = Math.max(1, ...points.map(({ value }) => value).filter(Number.isFinite));
  return {
    domain: [0, 1.05 * most],
    ticks: 3,
    tickFormat: (value: number) => (value === 0 ? '0' : text(value)),
    label: null,
    grid: true,
  };
}

const DASHES = ['none', '5 3', '1.5 3', '8 3 2 3'];

function lineChart(
  label: string,
  points: readonly Point[],
  {
    load,
    y,
    names,
    marginRight,
  }: {
    readonly load: Load;
    readonly y: Plot.ScaleOptions;
    readonly names: Names;
    readonly marginRight: number;
  },
): string {
  const lines = [...new Set(points.map(({ line }) => line))];
  const seconds = Number.isFinite(load.durationNs) ? Math.max(1e-9, load.durationNs / 1e9) : 1;
  const ends = lines.flatMap((line) => points.findLast((point) => point.line === line) ?? []);
  const faults = (load.faults ?? []).map((fault) => ({
    from: fault.fromNs / 1e9,
    // What happens at once is to be seen all the same.
    to: Math.max(fault.toNs / 1e9, fault.fromNs / 1e9 + seconds / 150),
    name: fault.fault,
    title: faultText(fault),
  }));
  return drawn(label, {
    width: 444,
    height: 150,
    marginLeft: 58,
    marginRight,
    marginTop: faults.length > 0 ? 20 : 8,
    marginBottom: 22,
    x: {
      domain: [0, seconds],
      ticks: 5,
      tickFormat: (value: number) => (value === 0 ? '0' : duration(value * 1e9)),
      label: null,
    },
    y,
    marks: [
      Plot.rect(faults, { x1: 'from', x2: 'to', fill: 'var(--unsure)', fillOpacity: 0.22, title: 'title' }),
      Plot.text(faults, {
        x: 'from',
        text: 'name',
        frameAnchor: 'top',
        textAnchor: 'start',
        dy: -14,
        fill: 'var(--unsure)',
      }),
      ...lines.map((line, at) =>
        Plot.line(
          points.filter((point) => point.line === line),
          {
            x: 'seconds',
            y: 'value',
            stroke: storeColour(load.store, names),
            strokeWidth: 1.8,
            strokeDasharray: DASHES[at % DASHES.length] ?? 'none',
          },
        ),
      ),
      // Nothing to see, but something to point at.
      Plot.dot(points, { x: 'seconds', y: 'value', r: 4, fill: 'transparent', title: 'title' }),
      ...(lines.length > 1
        ? [
            Plot.text(apart(ends, y), {
              x: 'seconds',
              y: 'value',
              text: 'line',
              textAnchor: 'start',
              dx: 8,
              className: 'label',
            }),
          ]
        : []),
    ],
  });
}

/** Names at the ends of lines, moved so that none covers another. */
function apart(ends: readonly Point[], { type, domain }: Plot.ScaleOptions): Point[] {
  const [low, high] = (domain as [number, number]).map((value) =>
    type === 'log' ? Math.log(value) : value,
  ) as [number, number];
  const least = (high - low) / 9;
  let below = Number.NEGATIVE_INFINITY;
  return ends
    .toSorted((left, right) => left.value - right.value)
    .map((end) => {
      const at = Math.max(type === 'log' ? Math.log(end.value) : end.value, below + least);
      below = at;
      return { ...end, value: type === 'log' ? Math.exp(at) : at };
    });
}
