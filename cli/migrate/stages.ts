// What the verbs of ait42-migrate go through, for their one bar. A verb of one stage needs no plan.

import type { ProgressListener } from '../../contract/progress.ts';
import type { PlannedStage } from '../progress-whole.ts';

/** What each takes beside the others: importing parses, writes and archives, verifying reads both sides again. */
const SECONDS = {
  planning: 2,
  importing: 5,
  verifying: 3,
  reconciling: 2,
  rewriting: 3,
  checking: 3,
  certifying: 1,
} as const;

type Stage = keyof typeof SECONDS;

export const stages = (...names: readonly Stage[]): PlannedStage[] =>
  names.map((stage) => ({ stage, seconds: SECONDS[stage] }));

/** A plan is an import that writes nothing. */
export const asPlanning =
  (listener: ProgressListener): ProgressListener =>
  (progress) =>
    listener(progress.stage === 'importing' ? { ...progress, stage: 'planning' satisfies Stage } : progress);
