// What a run measured, as named figures for services that follow them from run to run. Names are those of the result
// file, so that a title that changes does not begin a new curve. Verdicts are not here: they belong to one run.
// Left out: figures whose unit does not say which direction is better.

import type { Load } from '../../results/load.ts';
import { doubtsAboutCalls } from '../../statistics/doubts.ts';
import type { Estimate } from '../../statistics/interval.ts';
import { askedRate, hasMissedRate, isClosed } from '../judge/load-runs.ts';
import { rangeOf } from '../judge/rows.ts';
import type { Report } from '../report.ts';
import { titleIn } from '../text/titles.ts';

/** The first three are built into Bencher, by these names and in these units. */
type SeriesMeasure = 'latency' | 'throughput' | 'file-size' | 'memory' | 'overhead';

export interface Series {
  /** `small/1000/getOne/table` */
  readonly name: string;
  readonly measure: SeriesMeasure;
  readonly unit: 'ns' | 'ops/s' | 'bytes' | 'percent';
  /** Without an interval `low` and `high` are the value. */
  readonly estimate: Estimate;
  /** Of latencies. */
  readonly p95?: Estimate;
  /** For people; may be empty. */
  readonly remark: string;
}

export const isBiggerBetter = ({ measure }: Series): boolean => measure === 'throughput';

/** What there is to follow. */
type Followed = Pick<Report, 'timings' | 'loads' | 'knees' | 'sizes' | 'figures'>;

/** Each name and measure once. */
export function seriesOf(report: Followed): Series[] {
  return [...times(report), ...loads(report), ...sizes(report), ...figures(report)];
}

const times = ({ timings }: Followed): Series[] =>
  timings.comparisons.flatMap(({ workload, measured }) =>
    [...measured].map(([store, { p50, p95, samples, trials }]) => ({
      name: [workload.profile, workload.records, workload.operation, store].join('/'),
      measure: 'latency' as const,
      unit: 'ns' as const,
      estimate: known(p50, trials),
      p95: known(p95, trials),
      remark: `median of ${samples} samples in ${trials} trials, p95 ${Math.round(p95.value)} ns`,
    })),
  );

/** The interval of a single trial says nothing about the next. */
const known = (estimate: Estimate, trials: number): Estimate =>
  trials > 1 ? estimate : { value: estimate.value, low: estimate.value, high: estimate.value };

/** Rates of closed loops, p99 of all, and knees; of no run that was disturbed on purpose, or missed the rate that it was to have. */
const loads = ({ loads: runs, knees }: Followed): Series[] => {
  const usual = runs.filter((run) => (run.faults ?? []).length === 0 && !hasMissedRate(run));
  return gathered([
    ...usual.filter(isClosed).flatMap((run) =>
      run.operations.map(({ operation, throughputPerSecond }) => ({
        name: [...placeOf(run), operation, run.store].join('/'),
        ...PER_SECOND,
        value: throughputPerSecond,
      })),
    ),
    ...usual.flatMap((run) =>
      run.operations.flatMap(({ operation, latencyNsP99, count: calls, failed }) =>
        // Of few calls it is the longest of them.
        latencyNsP99 === null || calls === failed || doubtsAboutCalls(calls - failed).length > 0
          ? []
          : [
              {
                name: [...placeOf(run), operation, run.store, 'p99'].join('/'),
                ...{ measure: 'latency' as const, unit: 'ns' as const, value: latencyNsP99 },
              },
            ],
      ),
    ),
    ...knees.map((knee) => ({
      name: [...placeOf(knee), `knee-${knee.promisedNsP99 / 1e6}-ms`, knee.store].join('/'),
      ...PER_SECOND,
      value: knee.keptPerSecond ?? 0,
    })),
  ]);
};

const PER_SECOND = { measure: 'throughput', unit: 'ops/s' } as const;

/** `load/4-processes/100/mix-editor/at-500`: what of it differs makes another series. */
function placeOf(run: Pick<Load, 'processes' | 'records' | 'mix' | 'arrival'>): string[] {
  const asked = askedRate(run);
  return [
    ...['load', `${run.processes}-processes`, `${run.records}`],
    ...(run.mix === undefined ? [] : [`mix-${run.mix}`]),
    ...(asked === null ? [] : [`at-${asked}`]),
  ];
}

const sizes = ({ sizes: rows }: Followed): Series[] =>
  gathered(
    rows.map(({ profile, records, store, bytes }) => ({
      name: [profile, records, 'size', store].join('/'),
      measure: 'file-size' as const,
      unit: 'bytes' as const,
      value: bytes,
    })),
  );

const UNITS: Readonly<Record<string, Pick<Series, 'measure' | 'unit'>>> = {
  bytes: { measure: 'memory', unit: 'bytes' },
  percent: { measure: 'overhead', unit: 'percent' },
  'per second': { measure: 'throughput', unit: 'ops/s' },
};

const figures = ({ figures: rows }: Followed): Series[] =>
  gathered(
    rows.flatMap(({ name, store, records, profile, unit, value }) => {
      // "notes/s" is a rate whatever is counted.
      const known = titleIn(UNITS, unit.endsWith('/s') ? 'per second' : unit);
      return known === undefined
        ? []
        : [{ name: [profile ?? 'run', records, name, store].join('/'), ...known, value }];
    }),
  );

type Value = Pick<Series, 'name' | 'measure' | 'unit'> & { readonly value: number };

/** Values of the same name become one, with their range. */
const gathered = (values: readonly Value[]): Series[] =>
  [...Map.groupBy(values, ({ name, measure }) => JSON.stringify([name, measure])).values()].flatMap((group) =>
    group.slice(0, 1).map(({ name, measure, unit }) => ({
      ...{ name, measure, unit },
      estimate: rangeOf(group.map(({ value }) => value)),
      remark: group.length === 1 ? '' : `median of ${group.length}, with their range`,
    })),
  );
