// What the process of a definition's own fault is asked to do, and what it tells.

export interface FaultJob {
  /** Of the module of the definition. */
  readonly url: string;
  readonly fault: string;
  readonly store: string;
  readonly home: string;
  readonly folder: string;
}

/** First the job, then `begin` when it is time, then `end`. */
export type FaultRequest =
  | { readonly kind: 'job'; readonly job: FaultJob }
  | { readonly kind: 'begin' }
  | { readonly kind: 'end' };

export type FaultMessage =
  | { readonly kind: 'ready' }
  /** Now, on the clock that processes share. */
  | { readonly kind: 'begun'; readonly atNs: bigint }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly detail: string };
