// What a trial process is asked to do, and what it tells. Both travel over the channel between parent and child.

import type { Weighed } from '../../definition/bench.ts';
import type { EngineFigures, Scheduling } from '../../results/result.ts';
import type { Setting } from './contestant.ts';
import type { Sampling } from './sampler.ts';

export interface TrialJob extends Setting {
  /**
   * fill: put the dataset into an empty home. reference: show the content and each operation's work, untimed.
   * measure: verify the store, then time the operations in the order given.
   */
  readonly task: 'fill' | 'reference' | 'measure';
  /** What the reference showed; empty for the reference itself. */
  readonly contentDigest: string;
  /** Names of workloads. */
  readonly operations: readonly string[];
  readonly sampling: Sampling;
}

export type TrialMessage =
  | { readonly kind: 'content'; readonly contentDigest: string }
  | { readonly kind: 'work'; readonly operation: string; readonly workDigest: string }
  | {
      readonly kind: 'samples';
      readonly operation: string;
      readonly workDigest: string;
      readonly samplesNs: readonly number[];
      /** Name of the figure that goes with them. */
      readonly rate?: string;
      readonly scheduling?: Scheduling;
      readonly tinybench?: EngineFigures;
    }
  | {
      readonly kind: 'weighed';
      readonly operation: string;
      readonly workDigest: string;
      readonly figures: Weighed['figures'];
    }
  /** An operation that the contestant does not have. */
  | { readonly kind: 'absent'; readonly operation: string; readonly detail: string }
  /** An operation that failed, or did not do the same work each time. */
  | { readonly kind: 'refused'; readonly operation: string; readonly detail: string }
  /** The store does not hold the dataset: `before` anything was timed, or `after` a write workload. */
  | { readonly kind: 'unverified'; readonly when: 'before' | 'after'; readonly contentDigest: string }
  /** The task could not be done at all. */
  | { readonly kind: 'failed'; readonly detail: string }
  /** Always the last one of a task that was done. */
  | { readonly kind: 'done' };
