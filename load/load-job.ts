// What a worker process is asked to do, and what it tells. Both travel over the channel between parent and child.

import type { WorkerPlan, WorkerReport } from './worker-loop.ts';

export interface LoadJob extends WorkerPlan {
  readonly store: string;
  readonly processes: number;
  /** URL of the module whose `subjectNamed` gives the store; null for the project's own subjects. */
  readonly subjectsModule: string | null;
  readonly home: string;
  readonly acknowledgementFile: string;
}

/** First the job, then `start` when every worker is ready. */
export type LoadRequest = { readonly kind: 'job'; readonly job: LoadJob } | { readonly kind: 'start' };

export type LoadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'report'; readonly report: WorkerReport }
  | { readonly kind: 'failed'; readonly detail: string };
