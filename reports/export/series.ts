// What a run measured, as named figures for services that follow them from run to run. Names are those of the result
// file, so that a title that changes does not begin a new curve. Verdicts are not here: they belong to one run.
// Left out: figures whose unit does not say which direction is better.

import type { Estimate } from '../../statistics/interval.ts';
import { isClosed } from '../judge/load-runs.ts';
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
type Followed = Pick<Report, 'timings' | 'loads' | 'sizes' | 'figures'>;

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

const loads = ({ loads: runs }: Followed): Series[] =>
  gathered(
    runs.filter(isClosed).flatMap((run) =>
      run.operations.map(({ operation, throughputPerSecond }) => ({
        name: ['load', `${run.processes}-processes`, run.records, operation, run.store].join('/'),
        measure: 'throughput' as const,
        unit: 'ops/s' as const,
        value: throughputPerSecond,
      })),
    ),
  );

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
