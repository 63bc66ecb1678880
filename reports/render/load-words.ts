// What came out of a load run, in words that every rendering shares. What makes its figures worthless is said first.

import type { Knee, Load, LoadFaultShown, LoadOperation, LoadSlope } from '../../results/load.ts';
import type { Check } from '../../results/result.ts';
import { quantileOf } from '../../statistics/histogram.ts';
import { fairnessOf } from '../judge/load-histories.ts';
import { isOpenAbove } from '../judge/load-rates.ts';
import { anomaliesIn, hasMissedRate, leastRate, settingWords, sumOf } from '../judge/load-runs.ts';
import type { Names } from '../names.ts';
import { beside, count, digits, duration, percent, rate, size } from '../text/figures.ts';
import type { Tone } from './table.ts';

export interface LoadOutcome {
  readonly tone: Tone;
  /** "unknown: 428/s achieved of 500/s asked", "3 of 4,800 writes lost, 12 calls failed", "4,800 writes kept". */
  readonly text: string;
}

/** `isExpected`: the store promises nothing to several processes. */
export function outcomeOf(load: Load, isExpected: boolean): LoadOutcome {
  const faults = faultTexts(load);
  const missed = missedText(load);
  const texts = [
    ...(missed === null ? [] : [missed]),
    ...(faults.length > 0 || missed !== null ? faults : [keptText(load)]),
  ];
  const tone =
    faults.length > 0 && !isExpected ? 'bad' : faults.length > 0 || missed !== null ? 'unsure' : 'good';
  return { tone, text: texts.join(', ') };
}

function missedText(load: Load): string | null {
  const { arrival = 'closed' } = load;
  // A fault that takes time costs rate, and the check of the run says no more of it.
  const isExplained = (load.faults ?? []).some(({ fault }) => fault !== 'kill');
  if (arrival === 'closed' || isExplained || !hasMissedRate(load)) return null;
  const { achievedPerSecond, askedPerSecond } = arrival;
  return `unknown: ${beside(achievedPerSecond, leastRate(load), rate)} achieved of ${rate(askedPerSecond)} asked`;
}

/** The worst first. */
function faultTexts(load: Load): string[] {
  const { lost, acknowledged, history } = load;
  const failed = sumOf(load.operations, (operation) => operation.failed);
  const names = (history?.anomalies ?? []).map((one) => `${one.name} (${count(one.count)})`);
  return [
    ...(lost > 0 ? [`${count(lost)} of ${count(acknowledged)} writes lost`] : []),
    ...(anomaliesIn(load) > 0 ? [`anomalies: ${names.join(', ')}`] : []),
    ...(failed > 0 ? [`${count(failed)} ${failed === 1 ? 'call' : 'calls'} failed`] : []),
  ];
}

function keptText({ acknowledged, lost, history }: Load): string {
  const checked = history === undefined ? 0 : history.appends + history.reads;
  const kept = acknowledged === 0 ? 'no write made' : `${count(lost)} of ${count(acknowledged)} writes lost`;
  return checked === 0 ? kept : `${kept}, no anomaly in ${count(checked)} checked calls`;
}

/** Whether the checks of its store say that a loss was to be expected, and none that it was not. */
export function isExpectedOf(load: Load, checks: readonly Check[]): boolean {
  const verdicts = checks
    .filter(({ area, subject }) => area === 'load' && subject === load.store)
    .map(({ verdict }) => verdict);
  return verdicts.includes('expected-fail') && !verdicts.includes('fail');
}

/** To a bucket, and no longer than the longest; null where no call lies beyond it. */
export function tailOf(
  { latencyNs, latencyNsMax, count: calls, failed }: LoadOperation,
  share: number,
): number | null {
  if (!isSeen(share, calls - failed)) return null;
  const found = quantileOf(latencyNs ?? [], share);
  return found === null || latencyNsMax === null ? found : Math.min(found, latencyNsMax);
}

/** Beyond the last call there is no percentile; its place would be filled by the longest. */
export const isSeen = (share: number, calls: number): boolean => Math.round((1 - share) * calls) >= 1;

/** "editor, 4 processes, at 500/s, 100 sessions" */
export const loadText = (
  load: Pick<Load, 'processes' | 'mix' | 'arrival' | 'records'>,
  names: Names,
): string => [...settingWords(load, names), names.records(load.records)].join(', ');

/** Of the slowest process, "82% of the fastest"; null where only one worked to the end. */
export function fairnessText(load: Load): string | null {
  const share = fairnessOf(load);
  return share === null ? null : percent(share);
}

export const waitsOf = ({ workers = [] }: Load): number => sumOf(workers, ({ waits }) => waits);

/** "stop of process 3 at 8 s for 3 s"; processes count from 1. */
export function faultText({ fault, worker, fromNs, toNs }: LoadFaultShown): string {
  const of = worker === null ? '' : ` of process ${count(worker + 1)}`;
  const lasted = toNs > fromNs ? ` for ${duration(toNs - fromNs)}` : '';
  return `${fault}${of} at ${fromNs === 0 ? 'the start' : duration(fromNs)}${lasted}`;
}

const slopeFigure = (value: number, unit: string): string => {
  const text = unit === 'bytes' ? size(Math.abs(value)) : `${digits(Math.abs(value))}`;
  return `${value < 0 ? '-' : value > 0 ? '+' : ''}${text}`;
};

/** "+120 KB an hour" */
export const slopeText = ({ unit, perHour }: LoadSlope): string => `${slopeFigure(perHour, unit)} an hour`;

/** "-310 KB to +560 KB" */
export const slopeRange = ({ unit, low, high }: LoadSlope): string =>
  `${slopeFigure(low, unit)} to ${slopeFigure(high, unit)}`;

/** An interval that holds 0 shows no growth. */
export const isGrowing = ({ low }: LoadSlope): boolean => low > 0;

/** "12,400/s with a p99 of at most 25 ms; 13,950/s is too much" */
export function kneeText(knee: Knee): string {
  const { keptPerSecond, missedPerSecond, promisedNsP99 } = knee;
  const promised = `a p99 of at most ${duration(promisedNsP99)}`;
  if (keptPerSecond === null) {
    const least = missedPerSecond === null ? 'unknown: no run counted' : `not even ${rate(missedPerSecond)}`;
    return `${least} with ${promised}`;
  }
  const above = isOpenAbove(knee) ? 'above it nothing can be told' : 'no rate was too much';
  const missed = missedPerSecond === null ? above : `${rate(missedPerSecond)} is too much`;
  return `${rate(keptPerSecond)} with ${promised}; ${missed}`;
}

/** A search that kept nothing failed, unless it could tell nothing. */
export const kneeTone = (knee: Knee): Tone => {
  if (isOpenAbove(knee)) return 'unsure';
  return knee.keptPerSecond === null ? 'bad' : 'good';
};
