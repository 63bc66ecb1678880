// How fast a stage goes and how long it will still take, from what it has reported so far. Times are milliseconds of
// a monotonic clock, because they only feed a display.

export interface Estimate {
  /** Units a second since the stage began; undefined until there is something to divide. */
  readonly ratePerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
}

/** Shorter spans say nothing about the rate. */
const SPAN_MS_MIN = 250;

export class StageClock {
  private readonly startMs: number;
  private readonly startDone: number;

  constructor(nowMs: number, done: number) {
    this.startMs = nowMs;
    this.startDone = done;
  }

  estimate(nowMs: number, done: number, total: number): Estimate {
    const spanMs = nowMs - this.startMs;
    const gained = done - this.startDone;
    if (spanMs < SPAN_MS_MIN || gained <= 0) return { ratePerSecond: undefined, secondsLeft: undefined };
    const ratePerSecond = (gained * 1000) / spanMs;
    return { ratePerSecond, secondsLeft: Math.max(0, total - done) / ratePerSecond };
  }
}
