// How a load went second by second: the calls that ended in each, and what was sampled by then. A load of more than ten minutes
// has longer steps, so that no row grows without end.

import type { Load, LoadStep } from '../results/load.ts';
import { HistogramCounter } from '../statistics/histogram.ts';
import type { Sample } from './sampling/index.ts';

const STEPS_MAX = 600;

interface StepCounts {
  waits: number;
  readonly operations: Map<string, OperationCounts>;
}

interface OperationCounts {
  failed: number;
  readonly latencies: HistogramCounter;
}

export class Timeline {
  private stepNs = 1e9;
  private steps = new Map<number, StepCounts>();

  /** Null: the call failed. */
  add(
    call: { readonly endNs: number; readonly waits: number },
    operation: string,
    latencyNs: number | null,
  ): void {
    const step = this.stepAt(call.endNs);
    step.waits += call.waits;
    const counts = operationIn(step, operation);
    if (latencyNs === null) counts.failed++;
    else counts.latencies.add(latencyNs);
  }

  shown(samples: readonly Sample[]): Load['timeline'] {
    const last = Math.max(-1, ...this.steps.keys());
    const latest = new Map(samples.map((sample) => [Math.floor(sample.atNs / this.stepNs), sample]));
    // A second without a call is what a stall looks like.
    const steps = Array.from({ length: last + 1 }, (_, at): LoadStep => {
      const { atNs: _at, ...sampled } = latest.get(at) ?? { fileBytes: {} };
      return { atNs: at * this.stepNs, ...shownStep(this.steps.get(at)), ...sampled };
    });
    return { stepNs: this.stepNs, steps };
  }

  private stepAt(ns: number): StepCounts {
    while (ns >= STEPS_MAX * this.stepNs) this.coarsen();
    const at = Math.floor(ns / this.stepNs);
    const found = this.steps.get(at) ?? { waits: 0, operations: new Map() };
    this.steps.set(at, found);
    return found;
  }

  private coarsen(): void {
    const before = this.steps;
    this.stepNs *= 2;
    this.steps = new Map();
    for (const [at, { waits, operations }] of before) {
      const step = this.stepAt(Math.floor(at / 2) * this.stepNs);
      step.waits += waits;
      for (const [name, { failed, latencies }] of operations) {
        const counts = operationIn(step, name);
        counts.failed += failed;
        counts.latencies.addAll(latencies);
      }
    }
  }
}

function operationIn({ operations }: StepCounts, name: string): OperationCounts {
  const found = operations.get(name) ?? { failed: 0, latencies: new HistogramCounter() };
  operations.set(name, found);
  return found;
}

function shownStep(step: StepCounts | undefined): Pick<LoadStep, 'operations' | 'waits'> {
  const operations = [...(step?.operations ?? [])].map(([name, { failed, latencies }]) => [
    name,
    {
      count: latencies.count + failed,
      failed,
      latencyNsP50: latencies.quantile(0.5) ?? 0,
      latencyNsP99: latencies.quantile(0.99) ?? 0,
      latencyNsMax: latencies.maxNs ?? 0,
    },
  ]);
  return { operations: Object.fromEntries(operations), waits: step?.waits ?? 0 };
}
