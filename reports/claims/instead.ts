// What is true where a promise about times is not: in the same sentence for every claim, from the same run, and only
// what the whole interval of a figure keeps.

import { type Measurements, referenceWorkload } from '../measurements.ts';
import { BASELINE, CANDIDATE, operationTitle } from '../operations.ts';
import type { Estimate } from '../statistics/interval.ts';
import { medianRatio } from '../statistics/measurement.ts';
import { count, digits, duration, times } from '../text/figures.ts';
import { titleIn } from '../text/titles.ts';
import type { Claim, TimingMeasure } from './claim.ts';
import { isNearTo, type Judgement } from './judgement.ts';

/** What answers the same question with less to read. */
const RELATED: Readonly<Record<string, readonly string[]>> = {
  getAllCold: ['firstPage', 'getAllRepeated', 'getAllAfterChange'],
  byTypeFull: ['byTypePage', 'firstPage'],
  searchCommon: ['searchRare', 'searchPrefix'],
};

/** Null where the promise holds, or where the sentence of the verdict says all there is. */
export function insteadOf(
  { measure }: Claim,
  { verdict, ratio }: Judgement,
  measurements: Measurements,
): string | null {
  if (measure.kind !== 'timing' || verdict !== 'does not hold') return null;
  const { records } = measure;
  const parts = [
    beforeText(measure, measurements),
    ownText(measure, ratio, measurements),
    relatedText(measure, measurements),
  ];
  return `What holds instead, at ${count(records)} sessions: ${parts.filter((text) => text !== '').join('; ')}.`;
}

function beforeText({ operation, records, beforeMs }: TimingMeasure, measurements: Measurements): string {
  const json = measurements.of(referenceWorkload(operation, records), BASELINE);
  if (json === null || beforeMs === null) return '';
  const { value } = json.p50;
  return isNearTo(beforeMs, value)
    ? ''
    : `JSON files take about ${duration(value)}, not ${digits(beforeMs)} ms`;
}

function ownText(measure: TimingMeasure, ratio: Estimate | null, measurements: Measurements): string {
  const own = measurements.of(referenceWorkload(measure.operation, measure.records), CANDIDATE);
  if (own === null) return '';
  const name = measure.quantile === 'p50' ? 'as a median' : `at ${measure.quantile}`;
  const speed = atLeastText(ratio);
  return (
    `SQLite takes at most ${duration(own[measure.quantile].high)} ${name}` +
    (speed === null ? '' : ` and is at least ${speed} as fast as JSON files`)
  );
}

function relatedText({ operation, records }: TimingMeasure, measurements: Measurements): string {
  const related = (titleIn(RELATED, operation) ?? []).flatMap((other) => {
    const speed = atLeastText(ratioOf(other, records, measurements));
    return speed === null ? [] : [`"${operationTitle(other)}" at least ${speed}`];
  });
  return related.length === 0 ? '' : `${listed(related)} as fast`;
}

function ratioOf(operation: string, records: number, measurements: Measurements): Estimate | null {
  const workload = referenceWorkload(operation, records);
  const [own, json] = [measurements.of(workload, CANDIDATE), measurements.of(workload, BASELINE)];
  const isFair = measurements.isSameWork(workload, [CANDIDATE, BASELINE]);
  return own === null || json === null || own.trials < 2 || json.trials < 2 || !isFair
    ? null
    : medianRatio(json, own);
}

/** The lower end of the interval, rounded down; null where that is no gain. */
function atLeastText(ratio: Estimate | null): string | null {
  if (ratio === null) return null;
  const floor = ratio.low < 10 ? Math.floor(ratio.low * 10) / 10 : Math.floor(ratio.low);
  return floor <= 1 ? null : times(floor);
}

const listed = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
