// The workers' reports as one result row. Percentiles are exact, over the raw latencies of all workers together; a
// histogram would round them, and percentiles of single workers cannot be merged. Of no sample there is none.

import type { Load, LoadOperation } from '../results/result.ts';
import { medianOf } from '../statistics/quantile.ts';
import type { Audit } from './audit.ts';
import type { CallKind, WorkerReport } from './worker-loop.ts';

export interface LoadSetting {
  readonly store: string;
  readonly processes: number;
  readonly records: number;
  /** Null in a closed loop. */
  readonly perSecond: number | null;
}

/** How long calls are made: whichever of the two ends first. */
export interface LoadExtent {
  readonly durationMs: number;
  /** Of one worker. */
  readonly operationsMax: number;
}

/** `reports` holds at least one. */
export function loadRow(
  setting: LoadSetting & LoadExtent,
  names: Readonly<Record<CallKind, string>>,
  reports: readonly WorkerReport[],
  { acknowledged, found, lost }: Pick<Audit, 'acknowledged' | 'found' | 'lost'>,
): Load {
  const { store, processes, records, perSecond } = setting;
  const durationNs = Math.max(durationOf(reports), offeredNs(setting));
  const operations = (['write', 'read'] as const).map((kind) => ({
    operation: names[kind],
    does: kind,
    ...figuresOf(kind, reports, { durationNs, isClosed: perSecond === null }),
  }));
  return {
    row: 'load',
    store,
    processes,
    records,
    durationNs,
    arrival: perSecond === null ? 'closed' : arrivalOf(perSecond, reports, durationNs),
    operations: operations.filter(({ count }) => count > 0),
    acknowledged,
    found,
    lost,
  };
}

/** From the first worker's start to the last one's end, in ns. */
const durationOf = (reports: readonly WorkerReport[]): number =>
  Number(
    largest(reports.map(({ endedNs }) => endedNs)) - smallest(reports.map(({ startedNs }) => startedNs)),
  );

/**
 * How long an open loop offers calls: until the one after its last would have been due. The last call ends before, so
 * that over the time between first and last the rate would be too high, by a half with three calls. 0 in a closed loop.
 */
const offeredNs = ({ processes, perSecond, durationMs, operationsMax }: LoadSetting & LoadExtent): number =>
  perSecond === null
    ? 0
    : Math.round(Math.min(durationMs * 1e6, (operationsMax * processes * 1e9) / perSecond));

/** How long all workers were at work together, in ns; 0 when they were not. */
export function overlapOf(reports: readonly WorkerReport[]): number {
  const end = smallest(reports.map(({ endedNs }) => endedNs));
  const start = largest(reports.map(({ startedNs }) => startedNs));
  return Math.max(0, Number(end - start));
}

const largest = (values: readonly bigint[]): bigint => values.reduce((a, b) => (a > b ? a : b));
const smallest = (values: readonly bigint[]): bigint => values.reduce((a, b) => (a < b ? a : b));

/** What was achieved of the rate that was asked for, and how punctual the workers were. */
function arrivalOf(
  askedPerSecond: number,
  reports: readonly WorkerReport[],
  durationNs: number,
): Load['arrival'] {
  const lags = Float64Array.from(reports.flatMap(({ lagsNs }) => lagsNs)).sort();
  return {
    askedPerSecond,
    achievedPerSecond: perSecondOf(succeededOf(reports), durationNs),
    lagNsP99: percentile(lags, 0.99),
    lagNsMax: lags.at(-1) ?? null,
  };
}

const succeededOf = (reports: readonly WorkerReport[]): number =>
  reports
    .flatMap(({ tallies }) => Object.values(tallies))
    .reduce((sum, { latenciesNs }) => sum + latenciesNs.length, 0);

const perSecondOf = (calls: number, durationNs: number): number =>
  durationNs === 0 ? 0 : (calls * 1e9) / durationNs;

/** Latencies and throughput are those of the operations that succeeded; `count` is all of them. */
function figuresOf(
  kind: CallKind,
  reports: readonly WorkerReport[],
  { durationNs, isClosed }: { readonly durationNs: number; readonly isClosed: boolean },
): Omit<LoadOperation, 'operation' | 'does'> {
  const tallies = reports.map((report) => report.tallies[kind]);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  const latencies = Float64Array.from(tallies.flatMap(({ latenciesNs }) => latenciesNs)).sort();
  const latencyNsP99 = percentile(latencies, 0.99);
  return {
    count: latencies.length + failed,
    failed,
    throughputPerSecond: perSecondOf(latencies.length, durationNs),
    latencyNsP50: latencies.length === 0 ? null : Math.round(medianOf(latencies)),
    latencyNsP95: percentile(latencies, 0.95),
    latencyNsP99,
    latencyNsMax: latencies.at(-1) ?? null,
    steadyNsP99: isClosed ? percentile(steadyLatencies(kind, reports), 0.99) : latencyNsP99,
  };
}

/**
 * A worker of a closed loop makes no calls while one takes long, so a stall is one sample among thousands. Callers at a
 * steady pace would have gone on: a call that takes longer than the worker's mean interval counts for those that were
 * due meanwhile as well, each from its own due time (as HdrHistogram corrects "coordinated omission"). At most as many
 * are added as calls were made, because the latencies of a worker add up to no more than its time.
 */
function steadyLatencies(kind: CallKind, reports: readonly WorkerReport[]): Float64Array {
  const all = reports.flatMap(({ tallies, startedNs, endedNs }) => {
    const { latenciesNs } = tallies[kind];
    const intervalNs = Math.max(1, Number(endedNs - startedNs) / Math.max(1, latenciesNs.length));
    return latenciesNs.flatMap((latencyNs) =>
      Array.from({ length: Math.max(1, Math.ceil(latencyNs / intervalNs)) }, (_, missed) =>
        Math.round(latencyNs - missed * intervalNs),
      ),
    );
  });
  return Float64Array.from(all).sort();
}

/** The smallest latency that at least the share of all does not exceed (nearest rank); null of none. */
const percentile = (sorted: Float64Array, share: number): number | null =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
