// How far the whole of a run is and how long it will still take, from the stages that it goes through and from the pace
// that was seen so far. The share only grows and never reaches all of it while the run goes on. The time left falls,
// and is corrected upwards only when the work has become clearly slower. Milliseconds are of a monotonic clock.

import type { Progress } from '../contract/progress.ts';

export interface PlannedStage {
  /** As the work names it. */
  readonly stage: string;
  /** Expected seconds on a quiet machine. Beside other work only the proportions of the stages matter. */
  readonly seconds: number;
  /** It goes on for so long whatever it gets done, so that a slower machine does not make it longer. */
  readonly isTimed?: true;
  /** It is cut after so many seconds, whatever it has done by then. */
  readonly secondsMax?: number;
}

export interface WholeEstimate {
  /** From 0 to below 1. */
  readonly share: number;
  /** Null as long as too little was seen to tell. */
  readonly secondsLeft: number | null;
  /** What was told of is a part of a stage: a file that is read. */
  readonly isPart: boolean;
}

/** Nothing is done before the run ends. */
const SHARE_MAX = 0.99;
/** Less says nothing about a pace. */
const TELLING_SECONDS = 1;
const TELLING_SHARE = 0.02;
/** The latest seconds count most, and in a long stage a fifth of it: neighbours come and go. */
const MEMORY_SECONDS = 10;
const MEMORY_SHARE = 1 / 5;
/** However slow the latest seconds: while work stands still, its rate goes to nothing. */
const SLOWER_FACTOR_MAX = 3;
/** An estimate that is longer by less is noise. */
const LONGER_FACTOR = 1.2;
const LONGER_SECONDS = 3;

export class WholeClock {
  private readonly plan: PlannedStage[];
  private readonly startMs: number;
  private at = -1;
  private now: StageClock | undefined;
  /** Of counted stages that are over. */
  private planned = 0;
  private taken = 0;
  private share = 0;
  private left: number | null = null;

  constructor(plan: readonly PlannedStage[], nowMs: number) {
    this.plan = [...plan];
    this.startMs = nowMs;
  }

  report(nowMs: number, progress: Progress): WholeEstimate {
    if (this.plan.length === 0) this.plan.push({ stage: progress.stage, seconds: 1 });
    const index = this.indexOf(progress);
    if (index >= 0 && index !== this.at) this.enter(index, nowMs);
    this.now?.report(nowMs, progress, index >= 0);
    const left = this.estimate();
    if (this.left === null || left === null || left > LONGER_FACTOR * this.left + LONGER_SECONDS)
      this.left = left;
    else this.left = Math.min(this.left, left);
    this.share = Math.min(SHARE_MAX, Math.max(this.share, this.shareNow((nowMs - this.startMs) / 1000)));
    return { share: this.share, secondsLeft: this.left, isPart: index < 0 };
  }

  /** The same stage may be planned several times in a row: one that starts over is the next. Below 0: not planned. */
  private indexOf({ stage, done }: Progress): number {
    const isSame = this.plan[this.at]?.stage === stage;
    if (isSame && done >= (this.now?.done ?? 0)) return this.at;
    const next = this.plan.findIndex((planned, index) => index > this.at && planned.stage === stage);
    return next < 0 && isSame ? this.at : next;
  }

  private enter(index: number, nowMs: number): void {
    const ended = this.plan[this.at];
    if (ended !== undefined && this.now !== undefined && ended.isTimed !== true) {
      this.planned += ended.seconds;
      this.taken += this.now.seconds;
    }
    this.at = index;
    this.now = new StageClock(nowMs);
  }

  private estimate(): number | null {
    const stage = this.plan[this.at];
    if (stage === undefined || this.now === undefined) return null;
    const pace = this.pace(stage, this.now);
    const expected = ({ seconds, isTimed }: PlannedStage): number | null =>
      isTimed ? seconds : pace === null ? null : seconds * pace;
    const own = this.now.secondsLeft ?? expected({ ...stage, seconds: stage.seconds * (1 - this.now.share) });
    const cut = Math.max(0, (stage.secondsMax ?? Number.POSITIVE_INFINITY) - this.now.seconds);
    return [own === null ? null : Math.min(own, cut), ...this.plan.slice(this.at + 1).map(expected)].reduce(
      (sum, seconds) => (sum === null || seconds === null ? null : sum + seconds),
      0,
    );
  }

  /** Seconds that a planned second of counted work takes here and now. */
  private pace({ seconds, isTimed }: PlannedStage, { share, seconds: spent }: StageClock): number | null {
    const planned = this.planned + (isTimed ? 0 : seconds * share);
    const taken = this.taken + (isTimed ? 0 : spent);
    return taken < TELLING_SECONDS || planned <= 0 ? null : taken / planned;
  }

  private shareNow(elapsed: number): number {
    if (this.left !== null) return elapsed / Math.max(elapsed + this.left, 1e-9);
    const done = this.plan.slice(0, Math.max(0, this.at));
    const own = (this.plan[this.at]?.seconds ?? 0) * (this.now?.share ?? 0);
    return (secondsOf(done) + own) / Math.max(secondsOf(this.plan), 1e-9);
  }
}

const secondsOf = (plan: readonly PlannedStage[]): number =>
  plan.reduce((sum, { seconds }) => sum + seconds, 0);

/** One stage, with what goes on within one of its units: each part of that is half of what is left of the unit. */
class StageClock {
  private readonly startMs: number;
  private lastMs: number;
  private lastShare = 0;
  /** Share and seconds, the latest counting most: one by the other is the rate. */
  private gained = 0;
  private spent = 0;
  private unit = 0;
  private part: string | undefined;
  private partsBefore = 0;
  done = 0;
  share = 0;

  constructor(nowMs: number) {
    this.startMs = nowMs;
    this.lastMs = nowMs;
  }

  get seconds(): number {
    return (this.lastMs - this.startMs) / 1000;
  }

  get secondsLeft(): number | null {
    if (this.share >= 1) return 0;
    const isTelling = this.seconds >= TELLING_SECONDS && this.share >= TELLING_SHARE && this.gained > 0;
    if (!isTelling) return null;
    const [latest, average] = [this.spent / this.gained, this.seconds / this.share];
    return (1 - this.share) * Math.min(latest, SLOWER_FACTOR_MAX * average);
  }

  report(nowMs: number, progress: Progress, isStage: boolean): void {
    const share = isStage ? this.ownShare(progress) : this.withPart(progress);
    this.share = Math.min(1, Math.max(this.share, share));
    const seconds = (nowMs - this.lastMs) / 1000;
    const kept = Math.exp(-seconds / Math.max(MEMORY_SECONDS, MEMORY_SHARE * this.seconds));
    this.gained = this.gained * kept + this.share - this.lastShare;
    this.spent = this.spent * kept + seconds;
    this.lastMs = nowMs;
    this.lastShare = this.share;
  }

  private ownShare({ done, total }: Progress): number {
    [this.done, this.part, this.partsBefore] = [done, undefined, 0];
    this.unit = total <= 0 ? 0 : 1 / total;
    return done * this.unit;
  }

  private withPart({ stage, done, total }: Progress): number {
    if (this.part !== undefined && this.part !== stage) this.partsBefore += (1 - this.partsBefore) / 2;
    this.part = stage;
    const within = total <= 0 ? 0 : Math.min(1, Math.max(0, done / total));
    return (this.done + this.partsBefore + ((1 - this.partsBefore) / 2) * within) * this.unit;
  }
}
