// Shows the progress of long work on standard error: one line that is redrawn on a terminal; anywhere else a plain line when a
// stage begins, every few seconds, and when it is done. It draws only when told of progress, so there is no timer to stop.

import type { Progress, ProgressListener } from '../contract/progress.ts';
import { StageClock } from './progress-estimate.ts';
import { barLine, plainLine, wholeBar, wholeLine } from './progress-text.ts';
import { type PlannedStage, WholeClock, type WholeEstimate } from './progress-whole.ts';
import { visibleName, visibleText } from './visible-text.ts';

export interface ProgressScreen {
  readonly write: (text: string) => void;
  /** Whether a line can be overwritten. */
  readonly isTerminal: boolean;
  readonly columns: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly nowMs: () => number;
}

/** Redrawing more often only flickers. */
const REDRAW_MS = 100;
/** Between two lines of one stage in a log. */
const PLAIN_MS = 5000;
const CLEAR_LINE = '\r\x1b[2K';

export class ProgressDisplay {
  private readonly screen: ProgressScreen;
  private whole: WholeClock | undefined;
  private prefix = '';
  private stage: string | undefined;
  private done = 0;
  /** What the last line said. */
  private shown = 0;
  private clock: StageClock;
  private drawnMs = Number.NEGATIVE_INFINITY;
  private hasLine = false;

  constructor(screen: ProgressScreen) {
    this.screen = screen;
    this.clock = new StageClock(0, 0);
  }

  /** Put before every stage that is shown from now on: "2/7 ". */
  setPrefix(prefix: string): void {
    this.prefix = prefix;
  }

  /** Tells which stages the run will go through: the bar and the time left are then those of the whole. */
  plan(stages: readonly PlannedStage[]): void {
    this.whole = new WholeClock(stages, this.screen.nowMs());
  }

  /** Names of files are in stages. */
  readonly listener: ProgressListener = (progress) =>
    this.show({ ...progress, stage: visibleName(progress.stage) });

  /** Prints a line that stays, above the progress. */
  note(text: string): void {
    this.clear();
    this.screen.write(`${visibleText(text)}\n`);
  }

  /** Takes the line away. To be called before anything else is printed. */
  clear(): void {
    if (this.hasLine) this.screen.write(CLEAR_LINE);
    this.hasLine = false;
    this.drawnMs = Number.NEGATIVE_INFINITY;
  }

  private show(progress: Progress): void {
    const nowMs = this.screen.nowMs();
    const stage = `${this.prefix}${progress.stage}`;
    const whole = this.whole?.report(nowMs, progress);
    // The same stage may come again, for another store.
    const isNew = stage !== this.stage || progress.done < this.done;
    if (isNew) {
      this.stage = stage;
      this.clock = new StageClock(nowMs, progress.done);
    }
    this.done = progress.done;
    const { isTerminal } = this.screen;
    // A log would else end with a stage that seems to stand still.
    const isEnd =
      !isTerminal && whole === undefined && progress.done >= progress.total && this.shown < progress.done;
    if (!isNew && !isEnd && nowMs - this.drawnMs < (isTerminal ? REDRAW_MS : PLAIN_MS)) return;
    this.drawnMs = nowMs;
    this.shown = progress.done;
    this.draw({ ...progress, stage }, whole, nowMs);
  }

  private draw(progress: Progress, whole: WholeEstimate | undefined, nowMs: number): void {
    const estimate = this.clock.estimate(nowMs, progress.done, progress.total);
    if (!this.screen.isTerminal) {
      this.screen.write(
        `${whole === undefined ? plainLine(progress, estimate) : wholeLine(progress, whole)}\n`,
      );
      return;
    }
    this.screen.write(
      `${CLEAR_LINE}${whole === undefined ? barLine(progress, estimate, this.screen.columns()) : wholeBar(progress, whole, this.screen.columns())}`,
    );
    this.hasLine = true;
  }
}
