// How far the whole of a run is, from the stages that it will go through and how long each is expected to take. The share
// only grows, never reaches all of it while the run goes on, and the time left only falls, unless the plan is made anew.

import type { Progress } from '../contract/progress.ts';

export interface PlannedStage {
  /** As the work names it; what is not planned moves nothing. */
  readonly stage: string;
  /** Expected seconds on a quiet machine. Only their proportions matter once the run goes on. */
  readonly seconds: number;
}

export interface WholeEstimate {
  /** From 0 to below 1. */
  readonly share: number;
  /** Null when the run takes longer than anything foretold. */
  readonly secondsLeft: number | null;
}

/** Nothing is done before the run ends. */
const SHARE_MAX = 0.99;
/** A smaller part says nothing about the pace. */
const TELLING_SHARE = 0.03;

export class WholeClock {
  private readonly plan: readonly PlannedStage[];
  private readonly startMs: number;
  private at = 0;
  private doneInStage = 0;
  private share = 0;
  private left: number;

  constructor(plan: readonly PlannedStage[], nowMs: number) {
    this.plan = plan;
    this.startMs = nowMs;
    this.left = Number.POSITIVE_INFINITY;
  }

  report(nowMs: number, { stage, done, total }: Progress): WholeEstimate {
    const index = this.indexOf(stage, done);
    if (index >= 0) {
      this.at = index;
      this.doneInStage = done;
      const own = total <= 0 ? 0 : Math.min(1, Math.max(0, done / total));
      const before = sumOf(this.plan.slice(0, index));
      const share = (before + own * (this.plan[index]?.seconds ?? 0)) / Math.max(sumOf(this.plan), 1e-9);
      this.share = Math.min(SHARE_MAX, Math.max(this.share, share));
    }
    const estimate = this.estimateSeconds((nowMs - this.startMs) / 1000);
    this.left = Math.min(this.left, estimate);
    return { share: this.share, secondsLeft: estimate > 2 * this.left + 5 ? null : this.left };
  }

  /** The same stage may be planned several times in a row: one that starts over is the next. */
  private indexOf(stage: string, done: number): number {
    if (this.plan[this.at]?.stage === stage && done >= this.doneInStage) return this.at;
    const next = this.plan.findIndex((planned, index) => index > this.at && planned.stage === stage);
    return next >= 0 || this.plan[this.at]?.stage !== stage ? next : this.at;
  }

  private estimateSeconds(elapsed: number): number {
    if (this.share < TELLING_SHARE) return Math.max(0, sumOf(this.plan) - elapsed);
    return (elapsed * (1 - this.share)) / this.share;
  }
}

const sumOf = (plan: readonly PlannedStage[]): number => plan.reduce((sum, { seconds }) => sum + seconds, 0);
