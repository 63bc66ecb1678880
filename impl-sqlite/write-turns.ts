// Turns of a process that writes beside others. Who has just written finds the lock free again before anybody who waits has
// looked, so one of eight processes wrote and the others starved. Therefore a process that has met others writes a few times and
// then lets them go first, for most of the time that it had to wait lately: what others need for their turns. Where nobody
// took its turn meanwhile it waits less the next time, and soon not at all.

/** Of one turn. Longer ones cost less, and make all others wait longer. */
const TURN_WRITES = 5;
const TURN_MS = 2;
/** Of the expected wait, until it tries again: the rest is spent looking. */
const REST_SHARE = 0.8;
/** Others take less: no turns are needed. */
const EXPECTED_MS_MIN = 0.5;
const EXPECTED_MS_MAX = 20;
/** How much of the expectation stays after another wait, and after one that was too long. */
const KEPT = 0.7;
const KEPT_WHEN_FREE = 0.8;

export class WriteTurns {
  private startedMs = Number.NEGATIVE_INFINITY;
  private writes = 0;
  private expectedMs = 0;
  private isRested = false;
  private refusedMs: number | undefined;

  /** How long to wait before the next write, for others to go first. */
  restMs(nowMs: number): number {
    this.isRested = false;
    if (this.expectedMs < EXPECTED_MS_MIN) return 0;
    const overMs = nowMs - this.startedMs - TURN_MS;
    if (this.writes < TURN_WRITES && overMs < 0) return 0;
    this.startedMs = nowMs;
    this.writes = 0;
    this.isRested = true;
    // Time without a write was time for the others as well.
    return Math.max(0, this.expectedMs * REST_SHARE - Math.max(0, overMs));
  }

  /** The lock was taken at the first try, or after others had it. */
  took(askedMs: number, nowMs: number, isFirstTry: boolean): void {
    this.refusedMs = undefined;
    if (!isFirstTry) {
      this.startedMs = nowMs;
      this.writes = 0;
      const expectedMs = KEPT * this.expectedMs + (1 - KEPT) * (nowMs - askedMs);
      this.expectedMs = Math.min(EXPECTED_MS_MAX, expectedMs);
    } else if (this.isRested) {
      this.startedMs = nowMs;
      this.expectedMs *= KEPT_WHEN_FREE;
    }
    this.writes++;
  }

  /** The lock was not free. Answers since when it has not been for this caller, calls of this process before it included. */
  refused(calledMs: number, nowMs: number): number {
    this.refusedMs ??= nowMs;
    return Math.max(calledMs, this.refusedMs);
  }
}
