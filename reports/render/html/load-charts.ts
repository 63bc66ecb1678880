// Charts of load runs: rates, losses, how long calls took by percentile, and up to which rate that was kept. Those over time are in
// time-line-charts.ts.

import * as Plot from '@observablehq/plot';
import type { Knee, Load, LoadOperation } from '../../../results/result.ts';
import { endOfBucket, quantileOf } from '../../../statistics/histogram.ts';
import { isClosed, settingsOf, settingWords, throughputOf } from '../../judge/load-runs.ts';
import { type Names, namesIn } from '../../names.ts';
import type { Report } from '../../report.ts';
import { count, duration, rate } from '../../text/figures.ts';
import { isSeen } from '../load-words.ts';
import type { Chart } from './markup.ts';
import { drawn, logAxis, SMALL, storeColour, timeAxis } from './plot.ts';
import { rowLayout, rowNames } from './rows.ts';

/** Calls a second of each load, and the share of acknowledged writes that were gone afterwards. */
export function loadCharts(loads: readonly Load[], names: Names): Chart[] {
  const settings = settingsOf(loads.filter(isClosed));
  const isSeveral = settingsOf(loads).length > 1;
  const rates = settings.map((runs) => {
    const title = isSeveral ? `Calls a second: ${settingWords(runs[0], names).join(', ')}` : 'Calls a second';
    const bars = runs.flatMap((load) => ratesOf(load, names));
    return { title, svg: barChart(`${title}, under load`, bars, names) };
  });
  const losses = loads
    .filter(({ acknowledged, lost }) => acknowledged > 0 && (lost > 0 || !isSeveral))
    .map((load) => ({
      row: [names.title(load.store), ...(isSeveral ? settingWords(load, names).slice(1) : [])].join(', '),
      store: load.store,
      value: (100 * load.lost) / load.acknowledged,
      text: `${count(load.lost)} of ${count(load.acknowledged)}`,
    }));
  return [
    ...rates,
    {
      title: 'Acknowledged writes that were lost',
      svg: barChart('Share of acknowledged writes that were lost', losses, names, 100),
    },
  ].filter(({ svg }) => svg !== '');
}

const ratesOf = (load: Load, names: Names): PlainBar[] =>
  (['write', 'read'] as const).flatMap((does) => {
    // Of what nobody called there is no rate.
    if (!load.operations.some((operation) => operation.does === does && operation.count > 0)) return [];
    const value = throughputOf(load, does);
    return { row: `${names.title(load.store)}, ${does}s`, store: load.store, value, text: rate(value) };
  });

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
    y: { type: 'band', domain: rows, axis: null, padding: 0 },
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

/** More curves than these are in the table alone: a page has to stay below 1 MiB. */
export const CURVES_MAX = 24;

/** Of one load: a chart for each operation. */
export interface Curves {
  readonly title: string;
  readonly charts: readonly Chart[];
}

/** The shorter the share of calls that took longer, the further to the right. All charts have the same axes. */
export function latencyCurves(report: Report): Curves[] {
  const names = namesIn(report);
  let left = CURVES_MAX;
  const loads = settingsOf(report.loads).map((runs) => {
    const title = settingWords(runs[0], names).join(', ');
    const operations = [
      ...new Set(runs.flatMap((load) => load.operations.map(({ operation }) => operation))),
    ];
    const curves = operations.map((operation) => ({
      title: names.title(operation),
      label: `${names.title(operation)}, ${title}`,
      points: runs.flatMap((load) =>
        load.operations
          .filter((one) => one.operation === operation)
          .flatMap((one) => curvePoints(one, load.store, names)),
      ),
      promised: promisedNs(report, runs, operation),
    }));
    const shown = curves.filter(({ points }) => points.length > 0).slice(0, left);
    left -= shown.length;
    return { title, shown };
  });
  const all = loads.flatMap(({ shown }) => shown);
  if (all.length === 0) return [];
  const y = timeAxis(all.flatMap(({ points, promised }) => [...points.map(({ ns }) => ns), ...promised]));
  return loads
    .filter(({ shown }) => shown.length > 0)
    .map((load) => ({
      title: load.title,
      charts: load.shown.map(({ title, label, points, promised }) => ({
        title,
        svg: curveChart(`Latency by percentile: ${label}`, points, { y, promised, names }),
      })),
    }));
}

/** What was promised for the p99 in that load, by targets and by searches. */
function promisedNs({ targets, claims, knees }: Report, runs: readonly Load[], operation: string): number[] {
  const tests = [
    ...targets.map(({ target }) => target.tests),
    ...claims.map(({ claim }) => claim.tests),
  ].flat();
  const asked = tests.flatMap((test) => {
    if (test.quantity !== 'latency' || (test.quantile ?? 'p99') !== 'p99') return [];
    const isOfIt =
      [undefined, runs[0]?.mix].includes(test.mix) && (test.operations?.includes(operation) ?? true);
    return isOfIt ? [1e6 * (test.atMost ?? test.below ?? Number.NaN)] : [];
  });
  const searched = knees
    .filter(({ mix, store }) => mix === runs[0]?.mix && runs.some((load) => load.store === store))
    .map(({ promisedNsP99 }) => promisedNsP99);
  return [...new Set([...asked, ...searched])].filter((ns) => ns > 0);
}

interface CurvePoint {
  readonly store: string;
  /** One call in so many took longer. */
  readonly oneIn: number;
  readonly ns: number;
  readonly title: string;
  readonly isMarked: boolean;
}

/** In each decade; more do not show. */
const POINTS_A_DECADE = 8;
const DECADES = 4;
const MEDIAN_AT = 2;
/** Where the longest call stands, whatever the number of calls. */
const LONGEST_AT = 100_000;

const TICKS: readonly (readonly [oneIn: number, label: string])[] = [
  [2, '50%'],
  [10, '90%'],
  [100, '99%'],
  [1_000, '99.9%'],
  [10_000, '99.99%'],
  [LONGEST_AT, 'max'],
];

function curvePoints(operation: LoadOperation, store: string, names: Names): CurvePoint[] {
  const { latencyNs = [], latencyNsMax, count: calls, failed } = operation;
  if (latencyNs.length === 0 || latencyNsMax === null) return [];
  const steps = Array.from(
    { length: POINTS_A_DECADE * DECADES + 1 },
    (_, at) => 10 ** (at / POINTS_A_DECADE),
  );
  const marked = TICKS.slice(0, -1).map(([oneIn]) => oneIn);
  const at = [...new Set([...marked, ...steps])]
    .filter((oneIn) => oneIn >= MEDIAN_AT && isSeen(1 - 1 / oneIn, calls - failed))
    .toSorted((left, right) => left - right);
  const pointAt = (oneIn: number, ns: number, label: string): CurvePoint => ({
    ...{ store, oneIn, ns: Math.max(1, ns) },
    title: `${names.title(store)}, ${label}: ${duration(ns)}`,
    isMarked: TICKS.some(([tick]) => tick === oneIn),
  });
  return [
    ...at.map((oneIn) => {
      const ns = Math.min(latencyNsMax, quantileOf(latencyNs, 1 - 1 / oneIn) ?? endOfBucket(0));
      return pointAt(oneIn, ns, TICKS.find(([tick]) => tick === oneIn)?.[1] ?? '');
    }),
    pointAt(LONGEST_AT, latencyNsMax, 'longest'),
  ];
}

function curveChart(
  label: string,
  points: readonly CurvePoint[],
  {
    y,
    promised,
    names,
  }: { readonly y: Plot.ScaleOptions; readonly promised: readonly number[]; readonly names: Names },
): string {
  const marked = points.filter(({ isMarked }) => isMarked);
  return drawn(label, {
    ...SMALL,
    height: 200,
    marginLeft: 48,
    marginRight: 46,
    x: {
      type: 'log',
      domain: [MEDIAN_AT, LONGEST_AT],
      ticks: TICKS.map(([oneIn]) => oneIn),
      tickFormat: (oneIn: number) => TICKS.find(([tick]) => tick === Math.round(oneIn))?.[1] ?? '',
      label: null,
    },
    y,
    marks: [
      promisedRule(promised),
      Plot.line(points, {
        x: 'oneIn',
        y: 'ns',
        z: 'store',
        stroke: (point: CurvePoint) => storeColour(point.store, names),
        strokeWidth: 2,
      }),
      Plot.dot(marked, {
        x: 'oneIn',
        y: 'ns',
        r: 3.5,
        fill: (point: CurvePoint) => storeColour(point.store, names),
        title: 'title',
      }),
      promisedText(promised),
    ],
  });
}

const promisedRule = (promised: readonly number[]): Plot.Markish =>
  Plot.ruleY(promised, { stroke: 'var(--bad)', strokeDasharray: '4 3', strokeWidth: 1.2 });

/** Beside the chart, so that it covers no line. */
const promisedText = (promised: readonly number[]): Plot.Markish =>
  Plot.text(promised, {
    y: (ns: number) => ns,
    frameAnchor: 'right',
    textAnchor: 'start',
    dx: 5,
    text: (ns: number) => duration(ns),
    fill: 'var(--bad)',
  });

interface Tried {
  readonly store: string;
  readonly perSecond: number;
  readonly ns: number;
  readonly isKept: boolean;
  readonly title: string;
}

/** One for each mix: every rate that the search tried, and the knee of each store as an upright rule. */
export function kneeCharts({ knees, header }: Pick<Report, 'knees' | 'header'>): Chart[] {
  const names = namesIn({ header });
  const byLoad = Map.groupBy(knees, ({ mix, processes, records, promisedNsP99 }) =>
    JSON.stringify([mix, processes, records, promisedNsP99]),
  );
  return [...byLoad.values()].flatMap((own) => {
    const [first] = own;
    const tried = own.flatMap((knee) => triedOf(knee, names));
    if (first === undefined || tried.length === 0) return [];
    const title = `p99 by rate: ${settingWords(first, names).join(', ')}`;
    return [{ title, svg: kneeChart(title, tried, own, names) }];
  });
}

const triedOf = ({ store, tried }: Knee, names: Names): Tried[] =>
  tried.flatMap(({ achievedPerSecond, askedPerSecond, latencyNsP99, isKept }) =>
    latencyNsP99 === null || achievedPerSecond <= 0
      ? []
      : [
          {
            ...{ store, perSecond: achievedPerSecond, ns: Math.max(1, latencyNsP99), isKept },
            title: `${names.title(store)}, ${rate(achievedPerSecond)} of ${rate(askedPerSecond)} asked: p99 ${duration(latencyNsP99)}, ${isKept ? 'kept' : 'not kept'}`,
          },
        ],
  );

function kneeChart(label: string, tried: readonly Tried[], knees: readonly Knee[], names: Names): string {
  const colour = ({ store }: { readonly store: string }): string => storeColour(store, names);
  const kept = knees.flatMap(({ store, keptPerSecond }) =>
    keptPerSecond === null ? [] : [{ store, keptPerSecond }],
  );
  const rates = [...tried.map(({ perSecond }) => perSecond), ...kept.map((one) => one.keptPerSecond)];
  const promised = [...new Set(knees.map(({ promisedNsP99 }) => promisedNsP99))];
  const inOrder = tried.toSorted((left, right) => left.perSecond - right.perSecond);
  return drawn(label, {
    width: 444,
    height: 220,
    marginLeft: 52,
    marginRight: 46,
    marginTop: 18,
    marginBottom: 26,
    x: logAxis(rates, rate),
    y: timeAxis([...tried.map(({ ns }) => ns), ...promised]),
    marks: [
      promisedRule(promised),
      Plot.ruleX(kept, { x: 'keptPerSecond', stroke: colour, strokeWidth: 1.5, strokeOpacity: 0.6 }),
      Plot.text(kept, {
        x: 'keptPerSecond',
        frameAnchor: 'top',
        dy: -12,
        text: (one: { keptPerSecond: number }) => rate(one.keptPerSecond),
        fill: colour,
      }),
      Plot.line(inOrder, { x: 'perSecond', y: 'ns', z: 'store', stroke: colour, strokeWidth: 1.5 }),
      Plot.dot(inOrder, {
        x: 'perSecond',
        y: 'ns',
        r: 4,
        stroke: colour,
        strokeWidth: 1.5,
        fill: (one: Tried) => (one.isKept ? colour(one) : 'var(--paper)'),
        title: 'title',
      }),
      promisedText(promised),
    ],
  });
}
