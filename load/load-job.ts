// What a worker process is asked to do, and what it tells. Both travel over the channel between parent and child.

import type { Programs } from '../definition/subjects.ts';
import type { WorkerPlan, WorkerReport } from './worker-loop.ts';

export interface LoadJob extends WorkerPlan {
  readonly store: string;
  readonly processes: number;
  /** Of the module of the definition. */
  readonly url: string;
  readonly programs: Programs;
  readonly home: string;
  readonly acknowledgementFile: string;
}

/** First the job, then `start` when every worker is ready. */
export type LoadRequest = { readonly kind: 'job'; readonly job: LoadJob } | { readonly kind: 'start' };

export type LoadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'report'; readonly report: WorkerReport }
  | { readonly kind: 'failed'; readonly detail: string };
