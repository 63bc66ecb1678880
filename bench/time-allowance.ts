// Shares out a run's time among its trials. What a trial takes beyond its sampling (start of the process, checks, the
// few calls that even the slowest store must do) is learned from the trials before it.

/** Taken for the overhead of a trial before the first one has shown it; counts as one trial. */
const FIRST_GUESS_MS = 1_000;
/** However late it is: a fast operation that is timed for less is timed before its code is compiled. */
const OPERATION_MS_MIN = 60;

export class TimeAllowance {
  private readonly deadlineMs: number;
  private overheadsMs = FIRST_GUESS_MS;
  private trialsDone = 1;
  private readonly now: () => number;

  /** `now` gives milliseconds on any scale. */
  constructor(budgetMs: number, now: () => number) {
    this.now = now;
    this.deadlineMs = now() + budgetMs;
  }

  /** Sampling time for each operation of the next trial, in ms. `trialsLeft` includes it. */
  operationMs(trialsLeft: number, operations: number): number {
    const meanOverheadMs = this.overheadsMs / this.trialsDone;
    const perTrialMs = (this.deadlineMs - this.now()) / trialsLeft - meanOverheadMs;
    return Math.max(OPERATION_MS_MIN, perTrialMs / operations);
  }

  isOver(): boolean {
    return this.now() >= this.deadlineMs;
  }

  /** A trial took this long and had this much for sampling. */
  learn(elapsedMs: number, samplingMs: number): void {
    this.overheadsMs += Math.max(0, elapsedMs - samplingMs);
    this.trialsDone++;
  }
}
