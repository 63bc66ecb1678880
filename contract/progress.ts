// How long work tells what it has done. The work reports; who shows it, and how often, is the listener's affair.

export interface Progress {
  /** What is being done, in a few words: "importing sessions". */
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** What `done` and `total` count. */
  readonly unit: string;
  /** `total` is a limit: it may be over long before, so that nobody knows what is left. */
  readonly isLimit?: true;
  /** What is seen meanwhile, in a few words. */
  readonly detail?: string;
}

export type ProgressListener = (progress: Progress) => void;

export const noProgress: ProgressListener = () => {};

/** What long work takes: whom to tell how far it is, and what ends it with E_ABORTED. */
export interface Control {
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}
