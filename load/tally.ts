// Everything that is counted of a load, from the logs of its workers alone: each call is looked at once, and no more is kept of
// it than counts and buckets.

import type { LoadDefinition } from '../definition/load.ts';
import { HistogramCounter } from '../statistics/histogram.ts';
import type { Failure, Failures } from './failures.ts';
import { Timeline } from './timeline.ts';
import type { LoggedCall } from './worker-log.ts';
import { changes } from './worker-loop.ts';

export interface OperationTally {
  readonly name: string;
  readonly does: 'read' | 'write';
  readonly appends: boolean;
  failed: number;
  /** Of the calls that succeeded, by worker. */
  readonly latencies: readonly HistogramCounter[];
}

export interface WorkerTally {
  succeeded: number;
  failed: number;
  waits: number;
  /** When the first call was due, and when the last one had ended; 0 and 0 of none. */
  fromNs: number;
  toNs: number;
}

export class Tally {
  readonly operations: readonly OperationTally[];
  readonly workers: readonly WorkerTally[];
  readonly timeline = new Timeline();
  /** How late workers began calls that they were free for. */
  readonly lags = new HistogramCounter();
  /** Appends that workers were told had happened. */
  acknowledged = 0;
  private readonly failed: Record<string, Failure> = {};

  constructor({ operations }: Pick<LoadDefinition<never>, 'operations'>, workers: number) {
    this.operations = Object.entries(operations).map(([name, operation]) => ({
      name,
      does: changes(operation) ? 'write' : 'read',
      appends: operation.does === 'append',
      failed: 0,
      latencies: Array.from({ length: workers }, () => new HistogramCounter()),
    }));
    this.workers = Array.from({ length: workers }, () => ({
      ...{ succeeded: 0, failed: 0, waits: 0, fromNs: 0, toNs: 0 },
    }));
  }

  /** In the order of each worker's calls. */
  add(worker: number, call: LoggedCall): void {
    const operation = this.operations[call.operation] as OperationTally;
    const own = this.workers[worker] as WorkerTally;
    const { dueNs, beginNs, endNs, failure } = call;
    if (own.succeeded + own.failed === 0) own.fromNs = dueNs;
    this.lags.add(Math.max(0, beginNs - Math.max(dueNs, own.toNs)));
    own.toNs = endNs;
    own.waits += call.waits;
    if (failure === null) {
      own.succeeded++;
      if (operation.appends) this.acknowledged++;
      if (call.steps?.isUndone === false)
        this.acknowledged += call.steps.made.filter(([, seen]) => seen === null).length;
      operation.latencies[worker]?.add(endNs - dueNs);
    } else {
      own.failed++;
      operation.failed++;
      const { code, message } = failure;
      this.failed[code] = { message, ...this.failed[code], count: (this.failed[code]?.count ?? 0) + 1 };
    }
    this.timeline.add(call, operation.name, failure === null ? endNs - dueNs : null);
  }

  get failures(): Failures {
    return this.failed;
  }

  /** Calls of a kind that succeeded, and all of them. */
  countOf(does: 'read' | 'write'): { readonly succeeded: number; readonly tried: number } {
    const own = this.operations.filter((operation) => operation.does === does);
    const succeeded = own.flatMap(({ latencies }) => latencies).reduce((sum, { count }) => sum + count, 0);
    return { succeeded, tried: succeeded + own.reduce((sum, { failed }) => sum + failed, 0) };
  }

  /** From the first call to the end of the last one. */
  durationNs(): number {
    const active = this.active();
    if (active.length === 0) return 0;
    return Math.max(...active.map(({ toNs }) => toNs)) - Math.min(...active.map(({ fromNs }) => fromNs));
  }

  /** How long all workers were at work together; 0 when they were not. */
  overlapNs(): number {
    const active = this.active();
    if (active.length < this.workers.length) return 0;
    const end = Math.min(...active.map(({ toNs }) => toNs));
    return Math.max(0, end - Math.max(...active.map(({ fromNs }) => fromNs)));
  }

  private active(): WorkerTally[] {
    return this.workers.filter(({ succeeded, failed }) => succeeded + failed > 0);
  }
}
