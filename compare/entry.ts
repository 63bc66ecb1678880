// One comparison while it is made.

import type { Dataset, WorkloadGroup } from '../definition/bench.ts';
import type { Comparison, ComparisonReason } from '../results/comparison.ts';
import type { BlockPlan } from './block-plan.ts';
import type { Pair, ProcessPairs } from './decision.ts';
import type { Benchmark } from './options.ts';
import type { Role } from './player/calls.ts';

/** What both sides have. */
export interface SharedBenchmark extends Benchmark {
  readonly dataset: Dataset;
  readonly group: WorkloadGroup;
}

export class Entry {
  readonly benchmark: SharedBenchmark;
  readonly kind: Comparison['kind'];
  /** Who plays the two sides. */
  readonly roles: { readonly base: Role; readonly head: Role };
  readonly processes: ProcessPairs[] = [];
  /** In all of them, with what is not timed. */
  durationNs = 0;
  manner: Comparison['manner'] = 'one process';
  /** Why it is that manner, if it was not asked for. */
  whyApart = '';
  /** Of its first process, for all: else a p95 near its least number of calls would come and go. */
  plan: BlockPlan | null = null;
  /** Why there is nothing more to measure. */
  end: (Pick<Comparison, 'reason' | 'detail'> & { readonly verdict: 'failed' | 'not compared' }) | null =
    null;

  constructor(benchmark: SharedBenchmark, kind: Comparison['kind']) {
    this.benchmark = benchmark;
    this.kind = kind;
    this.roles =
      kind === 'head against itself' ? { base: 'again', head: 'twin' } : { base: 'base', head: 'head' };
  }

  /** What processes of both sides share: benchmarks of one stage are played on the same copies of filled homes. */
  get stage(): string {
    const { store, profile, records, group } = this.benchmark;
    return JSON.stringify([store, profile, records, group]);
  }

  get roleNames(): Role[] {
    return Object.values(this.roles);
  }

  add({ first, pass }: Omit<ProcessPairs, 'pairs'>, pairs: readonly Pair[]): void {
    this.processes.push({ first, pass, pairs });
  }

  /** The first reason is kept, unless a worse one comes: that a side failed outweighs that it does other work. */
  giveUp(detail: string, reason?: ComparisonReason): void {
    const verdict = reason === undefined ? 'failed' : 'not compared';
    if (this.end !== null && (this.end.verdict === 'failed' || verdict !== 'failed')) return;
    this.end = { verdict, detail, ...(reason && { reason }) };
  }
}
