// What the steps of the main job share. A step leaves its findings as rows; it throws only when it could not be done.

import type { ProgressListener } from '../../contract/progress.ts';
import type { Source } from '../../definition/source.ts';
import type { BodyRow } from '../../results/result.ts';
import type { PlannedStage } from '../progress-whole.ts';
import type { ProofScale } from './scale.ts';

export interface ProofJob {
  readonly source: Source;
  readonly seed: number;
  readonly scale: ProofScale;
  readonly record: (row: BodyRow) => void;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

export interface ProofStep {
  /** In a few words, for the progress. */
  readonly title: string;
  /** What it goes through, and how long each takes on two quiet cores. */
  readonly stages: (scale: ProofScale) => readonly PlannedStage[];
  readonly run: (job: ProofJob) => Promise<void>;
}
