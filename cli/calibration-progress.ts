// How far a calibration is. It ends by its time or by its number of gates, whichever comes first, and each gate tells only of itself.

import type { Progress } from '../contract/progress.ts';

export const CALIBRATING = 'calibrating';

export interface CalibrationSoFar {
  readonly elapsedMs: number;
  readonly budgetMs: number;
  /** That are over, and that there are to be at most. */
  readonly gates: number;
  readonly gatesMax: number;
}

/** `within`: what the gate that is played now tells. Its pace says when all gates would be over. */
export function calibrationProgress(
  { elapsedMs, budgetMs, gates, gatesMax }: CalibrationSoFar,
  within: Pick<Progress, 'done' | 'total'>,
): Progress {
  const share = (gates + within.done / Math.max(1, within.total)) / gatesMax;
  const allMs = share > 0 ? Math.min(budgetMs, elapsedMs / share) : budgetMs;
  const done = Math.round(elapsedMs);
  return { stage: CALIBRATING, done, total: Math.max(done, Math.round(allMs)), unit: 'ms' };
}
