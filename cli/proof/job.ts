// What the steps of the main job share. A step leaves its findings as rows; it throws only when it could not be done.

import type { ProgressListener } from '../../contract/progress.ts';
import type { BodyRow } from '../../contract/result.ts';
import type { ProofScale } from './scale.ts';

export interface ProofJob {
  readonly seed: number;
  readonly scale: ProofScale;
  /** The home under proof: a copy or a generated one, below `workFolder`. */
  readonly home: string;
  /** Files of the user's home that could not be copied: why, by name. The copy has something unreadable in their place. */
  readonly unread: ReadonlyMap<string, string>;
  /** Temporary; removed at the end of the run. */
  readonly workFolder: string;
  readonly record: (row: BodyRow) => void;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

export interface ProofStep {
  /** In a few words, for the progress. */
  readonly title: string;
  readonly run: (job: ProofJob) => Promise<void>;
}
