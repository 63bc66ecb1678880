// When which workspace's file is due: some time after its last write, so that a burst of writes is one file, but not too
// long after its first, so that the file never lags by more.

/** Timers, so that tests need not wait. */
export interface Timers {
  readonly nowMs: () => number;
  /** Answers what cancels it. */
  readonly after: (ms: number, work: () => void) => () => void;
}

export const systemTimers: Timers = {
  nowMs: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

export const QUIET_MS = 2_000;
export const LAG_MS_MAX = 5_000;

interface Due {
  readonly firstMs: number;
  readonly lastMs: number;
  /** Wall clock, ISO 8601, of the first write since the file was current; null: not known to have changed. */
  readonly since: string | null;
}

export class SnapshotSchedule {
  private readonly timers: Timers;
  private readonly work: () => void;
  private readonly due = new Map<string, Due>();
  private cancel: (() => void) | undefined;

  /** `work` is called when something is due. */
  constructor(timers: Timers, work: () => void) {
    this.timers = timers;
    this.work = work;
  }

  /** `since`: null where the file is only to be looked at. */
  add(hash: string, since: string | null): void {
    const nowMs = this.timers.nowMs();
    const before = this.due.get(hash);
    this.due.set(hash, {
      firstMs: before?.firstMs ?? nowMs,
      lastMs: nowMs,
      since: earlier(before?.since ?? null, since),
    });
    // What is due already is due no later than this.
    if (this.cancel === undefined) this.wait(QUIET_MS);
  }

  has(hash: string): boolean {
    return this.due.has(hash);
  }

  get hashes(): string[] {
    return [...this.due.keys()];
  }

  /** The first write that is in no file yet; null when none is known. */
  get oldest(): string | null {
    return [...this.due.values()].reduce<string | null>((oldest, { since }) => earlier(oldest, since), null);
  }

  /** Takes everything; what fails must be added again. */
  takeAll(): Map<string, string | null> {
    const taken = new Map([...this.due].map(([hash, { since }]) => [hash, since]));
    this.due.clear();
    this.stop();
    return taken;
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  private wait(ms: number): void {
    this.cancel = this.timers.after(ms, () => this.wake());
  }

  /** Writes meanwhile may have put off what was due. */
  private wake(): void {
    this.cancel = undefined;
    let dueMs = Number.POSITIVE_INFINITY;
    for (const { firstMs, lastMs } of this.due.values()) {
      dueMs = Math.min(dueMs, lastMs + QUIET_MS, firstMs + LAG_MS_MAX);
    }
    const waitMs = dueMs - this.timers.nowMs();
    if (waitMs <= 0) this.work();
    else if (this.due.size > 0) this.wait(waitMs);
  }
}

const earlier = (left: string | null, right: string | null): string | null =>
  left === null || (right !== null && right < left) ? right : left;
