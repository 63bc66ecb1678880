// What was counted of a load, as one result row. Percentiles are those of all workers together, to a bucket of the histogram;
// percentiles of single workers cannot be merged. Of no sample there is none.

import type { Load, LoadOperation } from '../results/result.ts';
import { HistogramCounter } from '../statistics/histogram.ts';
import type { Besides } from './beside.ts';
import type { HistoryFindings } from './load-history.ts';
import type { ChosenMix } from './mixes.ts';
import { slopesOf } from './sampling/index.ts';
import { steadyOf } from './steady.ts';
import type { OperationTally, Tally } from './tally.ts';
import type { WorkerEnd } from './worker-process.ts';

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

export interface LoadShown extends Besides {
  readonly mix: ChosenMix;
  /** Of the mix, as the store does not offer it. */
  readonly leftOut?: readonly string[];
  readonly ends: readonly WorkerEnd[];
  /** Null of a store that could not be read afterwards. */
  readonly history: HistoryFindings | null;
}

export function loadRow(
  setting: LoadSetting & LoadExtent,
  tally: Tally,
  { mix, leftOut = [], ends, history, samples, faults }: LoadShown,
): Load {
  const { store, processes, records, perSecond } = setting;
  const durationNs = Math.max(tally.durationNs(), offeredNs(setting));
  const { acknowledged } = tally;
  const lost = history?.lost ?? acknowledged;
  const slopes = slopesOf(samples);
  return {
    row: 'load',
    ...{ store, processes, records, durationNs },
    arrival: perSecond === null ? 'closed' : arrivalOf(perSecond, tally, durationNs),
    operations: tally.operations
      .map((operation) => figuresOf(operation, tally, { durationNs, isClosed: perSecond === null }))
      .filter(({ count }) => count > 0),
    ...{ acknowledged, found: acknowledged - lost, lost },
    mix: mix.name,
    ...(leftOut.length > 0 && { leftOut: [...leftOut] }),
    workers: tally.workers.map(({ succeeded, failed, waits }, worker) => ({
      group: mix.groups[worker]?.name ?? '',
      ...{ succeeded, failed, waits },
      ended: ends[worker]?.fault ?? ends[worker]?.death ?? null,
    })),
    timeline: tally.timeline.shown(samples),
    ...(faults.length > 0 && { faults: [...faults] }),
    ...(slopes.length > 0 && { slopes }),
    ...(history !== null && { history: history.shown }),
  };
}

/**
 * How long an open loop offers calls: until the one after its last would have been due. The last call ends before, so
 * that over the time between first and last the rate would be too high, by a half with three calls. 0 in a closed loop.
 */
const offeredNs = ({ processes, perSecond, durationMs, operationsMax }: LoadSetting & LoadExtent): number =>
  perSecond === null
    ? 0
    : Math.round(Math.min(durationMs * 1e6, (operationsMax * processes * 1e9) / perSecond));

/** What was achieved of the rate that was asked for, and how punctual the workers were. */
function arrivalOf(askedPerSecond: number, { workers, lags }: Tally, durationNs: number): Load['arrival'] {
  const succeeded = workers.reduce((sum, worker) => sum + worker.succeeded, 0);
  return {
    askedPerSecond,
    achievedPerSecond: perSecondOf(succeeded, durationNs),
    lagNsP99: lags.quantile(0.99),
    lagNsMax: lags.maxNs,
  };
}

const perSecondOf = (calls: number, durationNs: number): number =>
  durationNs === 0 ? 0 : (calls * 1e9) / durationNs;

/** Latencies and throughput are those of the operations that succeeded; `count` is all of them. */
function figuresOf(
  operation: OperationTally,
  tally: Tally,
  { durationNs, isClosed }: { readonly durationNs: number; readonly isClosed: boolean },
): LoadOperation {
  const latencies = new HistogramCounter();
  for (const own of operation.latencies) latencies.addAll(own);
  const latencyNsP99 = latencies.quantile(0.99);
  return {
    operation: operation.name,
    does: operation.does,
    count: latencies.count + operation.failed,
    failed: operation.failed,
    throughputPerSecond: perSecondOf(latencies.count, durationNs),
    latencyNsP50: latencies.quantile(0.5),
    latencyNsP95: latencies.quantile(0.95),
    latencyNsP99,
    latencyNsMax: latencies.maxNs,
    steadyNsP99: isClosed ? steadyOf(operation.latencies, tally.workers).quantile(0.99) : latencyNsP99,
    latencyNs: latencies.buckets().map(([bucket, count]) => [bucket, count]),
  };
}
