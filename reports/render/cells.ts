// Cells that several tables share.

import type { Estimate } from '../../statistics/interval.ts';
import type { Measurement } from '../../statistics/measurement.ts';
import { CLAIM_WORDS } from '../claims/claims.ts';
import type { Verdict } from '../judge/outcome.ts';
import type { Standing } from '../report.ts';
import { count, digits, duration, times, timesDigits } from '../text/figures.ts';
import type { Cell, Tone } from './table.ts';

export const NONE: Cell = { text: '–', tone: 'muted', detail: '' };

export const VERDICT_TONES: Record<Verdict, Tone> = {
  holds: 'good',
  fails: 'bad',
  undecided: 'unsure',
  unmeasured: 'muted',
};

export const STANDING_TONES: Readonly<Record<Standing, Tone>> = {
  verified: 'good',
  failed: 'bad',
  open: 'unsure',
};

export const verdictCell = (verdict: Verdict, hover: string): Cell => ({
  text: CLAIM_WORDS[verdict],
  tone: VERDICT_TONES[verdict],
  hover,
});

/** `limit` is the ratio that was promised; without one, what matters is on which side of 1 it is. */
export function ratioCell(ratio: Estimate | null, limit: number | null = null): Cell {
  if (ratio === null) return NONE;
  const { value, low, high } = ratio;
  const significant = timesDigits(ratio, limit ?? 1);
  const text = times(value, significant);
  if (low === high) return { text, detail: '' };
  return { text, detail: rangeText(ratio, significant), hover: '95% interval' };
}

/** "(1.1 to 1.4)" */
const rangeText = ({ low, high }: Estimate, significant: number): string =>
  `(${digits(low, significant)} to ${digits(high, significant)})`;

/** Fewer samples than this above a percentile leave it to chance. */
const TAIL_SAMPLES_MIN = 5;

/** Behind a p95 or p99 of too few samples: of how many. */
export const fewText = (samples: number, quantile: number): string =>
  samples * (1 - quantile) < TAIL_SAMPLES_MIN ? `(${count(samples)} samples)` : '';

/** A median, with its interval and its samples for those who point at it. */
export const medianCell = ({ p50, samples, trials }: Measurement): Cell => ({
  text: duration(p50.value),
  hover: `95% interval ${duration(p50.low)} to ${duration(p50.high)}; ${count(samples)} samples in ${count(trials)} trials`,
});
