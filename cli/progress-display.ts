// Shows the progress of long work on standard error: one bar for the whole of it, redrawn in one line of a terminal; anywhere
// else a plain line when a stage begins and every few seconds. It draws only when told of progress, so there is no timer to stop.

import type { Progress, ProgressListener } from '../contract/progress.ts';
import { barLine, plainLine } from './progress-text.ts';
import { type PlannedStage, WholeClock } from './progress-whole.ts';
import { visibleName } from './visible-text.ts';

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
/** Between two lines in a log. */
const PLAIN_MS = 5000;
const CLEAR_LINE = '\r\x1b[2K';

export class ProgressDisplay {
  private readonly screen: ProgressScreen;
  private whole: WholeClock;
  private prefix = '';
  private stage: string | undefined;
  private done = 0;
  private drawnMs = Number.NEGATIVE_INFINITY;
  private hasLine = false;

  constructor(screen: ProgressScreen) {
    this.screen = screen;
    this.whole = new WholeClock([], screen.nowMs());
  }

  /** Put before every stage that is shown from now on: "2/7 ". */
  setPrefix(prefix: string): void {
    this.prefix = prefix;
  }

  /** Tells which stages the run will go through. Without a plan, the first that is told of is all of it. */
  plan(stages: readonly PlannedStage[]): void {
    this.whole = new WholeClock(stages, this.screen.nowMs());
  }

  /** Names of files are in stages. */
  readonly listener: ProgressListener = (progress) =>
    this.show({ ...progress, stage: visibleName(progress.stage) });

  /** Takes the line away. To be called before anything else is printed. */
  clear(): void {
    if (this.hasLine) this.screen.write(CLEAR_LINE);
    this.hasLine = false;
    this.drawnMs = Number.NEGATIVE_INFINITY;
  }

  /** Tells on a terminal what takes a while and cannot be counted. */
  begin(what: string): void {
    if (!this.screen.isTerminal) return;
    this.screen.write(
      `${CLEAR_LINE}${visibleName(what)} …`.slice(0, this.screen.columns() + CLEAR_LINE.length - 1),
    );
    this.hasLine = true;
  }

  private show(progress: Progress): void {
    // Of a stage without any work there is nothing to tell.
    if (progress.total === 0) return;
    const nowMs = this.screen.nowMs();
    const stage = `${this.prefix}${progress.stage}`;
    const whole = this.whole.report(nowMs, progress);
    // The same stage may come again, for another store.
    const isNew = !whole.isPart && (stage !== this.stage || progress.done < this.done);
    if (!whole.isPart) [this.stage, this.done] = [stage, progress.done];
    const { isTerminal } = this.screen;
    if (!isNew && nowMs - this.drawnMs < (isTerminal ? REDRAW_MS : PLAIN_MS)) return;
    this.drawnMs = nowMs;
    const told = { ...progress, stage };
    this.screen.write(
      isTerminal
        ? `${CLEAR_LINE}${barLine(told, whole, this.screen.columns())}`
        : `${plainLine(told, whole)}\n`,
    );
    this.hasLine = isTerminal;
  }
}
