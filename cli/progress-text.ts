// The one line that shows how far a stage has come: as a bar for terminals, as plain words otherwise.

import type { Progress } from '../contract/progress.ts';
import type { Estimate } from './progress-estimate.ts';
import type { WholeEstimate } from './progress-whole.ts';

const BAR_WIDTH_MAX = 24;
/** A shorter bar says less than the percentage beside it. */
const BAR_WIDTH_MIN = 6;

/**
 * Fewer than `columns` characters, so that a terminal does not wrap what will be overwritten. The bar gets what the
 * words leave.
 */
export function barLine(progress: Progress, estimate: Estimate, columns: number): string {
  return barBefore(shareOf(progress), plainLine(progress, estimate), columns);
}

/** The bar of the whole run, the time that is left of it, and what it is at. */
export const wholeBar = (
  progress: Progress,
  { share, secondsLeft }: WholeEstimate,
  columns: number,
): string => barBefore(share, `${leftText(secondsLeft)}  ${stageText(progress)}`, columns);

export const wholeLine = (progress: Progress, { share, secondsLeft }: WholeEstimate): string =>
  `${percentOf(share).trim()}, ${leftText(secondsLeft)}: ${stageText(progress)}`;

const leftText = (secondsLeft: number | null): string =>
  secondsLeft === null ? 'longer than expected' : `${durationText(secondsLeft)} left`;

function barBefore(share: number, text: string, columns: number): string {
  const words = `${percentOf(share)}  ${text}`;
  const left = Math.min(BAR_WIDTH_MAX, columns - 2 - words.length);
  const width = left < BAR_WIDTH_MIN ? 0 : left;
  const filled = Math.round(share * width);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
  return `${bar} ${words}`.slice(0, Math.max(0, columns - 1));
}

export function plainLine(progress: Progress, estimate: Estimate): string {
  const { done, total, unit } = progress;
  // Every clock goes at a second a second: a rate of time is no news.
  const isTime = unit === 'ms';
  const parts = [stageText(progress)];
  if (estimate.ratePerSecond !== undefined && !isTime) parts.push(`${rateText(estimate.ratePerSecond)}/s`);
  if (estimate.secondsLeft !== undefined && done < total) {
    parts.push(`${durationText(estimate.secondsLeft)} left`);
  }
  return parts.join(', ');
}

const stageText = ({ stage, done, total, unit }: Progress): string =>
  `${stage}: ${unit === 'ms' ? timeText(done, total) : `${countText(done)} of ${countText(total)} ${unit}`}`;

const timeText = (doneMs: number, totalMs: number): string =>
  `${durationText(Math.floor(doneMs / 1000))} of ${durationText(totalMs / 1000)}`;

const shareOf = ({ done, total }: Progress): number =>
  total <= 0 ? 0 : Math.min(1, Math.max(0, done / total));

/** Rounded down: 100% means done. */
const percentOf = (share: number): string => `${Math.floor(share * 100)}%`.padStart(4);

/** Thousands separated: 20,000. */
export const countText = (count: number): string => Math.round(count).toLocaleString('en-US');

const rateText = (perSecond: number): string =>
  perSecond >= 10 ? countText(perSecond) : perSecond.toPrecision(2);

/** "8 s", "2 min 05 s", "1 h 04 min". */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

const pad = (count: number): string => String(count).padStart(2, '0');
