// The one line that shows how far a run has come: as a bar for terminals, as plain words otherwise.

import type { Progress } from '../contract/progress.ts';
import { count } from '../reports/text/figures.ts';
import type { WholeEstimate } from './progress-whole.ts';

const BAR_WIDTH_MAX = 24;
/** A shorter bar says less than the percentage beside it. */
const BAR_WIDTH_MIN = 6;

/**
 * Fewer than `columns` characters, so that a terminal does not wrap what will be overwritten. The bar gets what the
 * words leave.
 */
export function barLine(progress: Progress, whole: WholeEstimate, columns: number): string {
  const words = `${percentOf(whole.share).padStart(4)}  ${partsOf(progress, whole).join('  ')}`;
  const left = Math.min(BAR_WIDTH_MAX, columns - 2 - words.length);
  const width = left < BAR_WIDTH_MIN ? 0 : left;
  const filled = Math.floor(whole.share * width + ROUNDING);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
  return `${bar} ${words}`.slice(0, Math.max(0, columns - 1));
}

/** The same in plain words. */
export const plainLine = (progress: Progress, whole: WholeEstimate): string =>
  [percentOf(whole.share), ...partsOf(progress, whole)].join(', ');

/** The time that is left of the whole, and what it is at. */
const partsOf = (progress: Progress, { secondsLeft }: WholeEstimate): string[] => [
  ...(secondsLeft === null || progress.isLimit === true
    ? []
    : [`${durationText(Math.max(1, secondsLeft))} left`]),
  stageText(progress),
  ...(progress.detail === undefined ? [] : [progress.detail]),
];

const stageText = ({ stage, done, total, unit }: Progress): string =>
  `${stage}: ${unit === 'ms' ? timeText(done, total) : `${count(done)} of ${count(total)} ${total === 1 ? unit.replace(/s$/, '') : unit}`}`;

const timeText = (doneMs: number, totalMs: number): string =>
  `${durationText(Math.floor(doneMs / 1000))} of ${durationText(totalMs / 1000)}`;

/** So that half of something is 50%. */
const ROUNDING = 1e-6;

/** Rounded down. */
const percentOf = (share: number): string => `${Math.floor(share * 100 + ROUNDING)}%`;

/** "8 s", "2 min 05 s", "1 h 04 min". */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds - ROUNDING);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

const pad = (number: number): string => String(number).padStart(2, '0');
