// What a worker process is asked to do, and what it tells. Both travel over the channel between parent and child.

import type { Programs } from '../definition/subjects.ts';
import type { WorkerPlan } from './worker-loop.ts';

export interface LoadJob extends WorkerPlan {
  readonly store: string;
  /** Of the module of the definition. */
  readonly url: string;
  readonly programs: Programs;
  readonly home: string;
  readonly logFile: string;
  /** Of a soak: where the memory in use is told, and how often. */
  readonly memory: { readonly file: string; readonly everyMs: number } | null;
}

/** First the job, then `start` when every worker is ready: the time, on the clock of all processes, at which they begin. */
export type LoadRequest =
  | { readonly kind: 'job'; readonly job: LoadJob }
  | { readonly kind: 'start'; readonly startNs: bigint };

export type LoadMessage =
  | { readonly kind: 'ready' }
  /** It has made its last call. */
  | { readonly kind: 'closing' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly detail: string };
