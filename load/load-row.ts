// The workers' reports as one result row. Percentiles are exact, over the raw latencies of all workers together; a
// histogram would round them, and percentiles of single workers cannot be merged.

import type { Load, LoadOperation } from '../contract/result.ts';
import type { Audit } from './audit.ts';
import { LOAD_OPERATIONS, type LoadOperationName, type WorkerReport } from './worker-loop.ts';

export interface LoadSetting {
  readonly store: string;
  readonly processes: number;
  readonly sessions: number;
}

/** `reports` holds at least one. */
export function loadRow(
  { store, processes, sessions }: LoadSetting,
  reports: readonly WorkerReport[],
  { acknowledged, found, lost }: Pick<Audit, 'acknowledged' | 'found' | 'lost'>,
): Load {
  const durationNs = durationOf(reports);
  const operations = LOAD_OPERATIONS.map((operation) => operationOf(operation, reports, durationNs));
  return {
    row: 'load',
    store,
    processes,
    sessions,
    durationNs,
    operations: operations.filter(({ count }) => count > 0),
    acknowledged,
    found,
    lost,
  };
}

/** From the first worker's start to the last one's end, in ns. */
export const durationOf = (reports: readonly WorkerReport[]): number =>
  Number(
    largest(reports.map(({ endedNs }) => endedNs)) - smallest(reports.map(({ startedNs }) => startedNs)),
  );

/** How long all workers were at work together, in ns; 0 when they were not. */
export function overlapOf(reports: readonly WorkerReport[]): number {
  const end = smallest(reports.map(({ endedNs }) => endedNs));
  const start = largest(reports.map(({ startedNs }) => startedNs));
  return Math.max(0, Number(end - start));
}

const largest = (values: readonly bigint[]): bigint => values.reduce((a, b) => (a > b ? a : b));
const smallest = (values: readonly bigint[]): bigint => values.reduce((a, b) => (a < b ? a : b));

/** Latencies and throughput are those of the operations that succeeded; `count` is all of them. */
function operationOf(
  operation: LoadOperationName,
  reports: readonly WorkerReport[],
  durationNs: number,
): LoadOperation {
  const tallies = reports.map((report) => report.tallies[operation]);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  const latencies = Float64Array.from(tallies.flatMap(({ latenciesNs }) => latenciesNs)).sort();
  return {
    operation,
    count: latencies.length + failed,
    failed,
    throughputPerSecond: durationNs === 0 ? 0 : (latencies.length * 1e9) / durationNs,
    latencyNsP50: percentile(latencies, 0.5),
    latencyNsP95: percentile(latencies, 0.95),
    latencyNsP99: percentile(latencies, 0.99),
    latencyNsMax: latencies.at(-1) ?? 0,
  };
}

/** The smallest latency that at least the share of all does not exceed (nearest rank); 0 of none. */
const percentile = (sorted: Float64Array, share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
