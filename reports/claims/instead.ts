// What is true where a promise about times is not: in the same sentence for every claim, from the same run, and only
// what the whole interval of a figure keeps.

import { type Measurements, referenceWorkload } from '../measurements.ts';
import { BASELINE, CANDIDATE, operationTitle } from '../operations.ts';
import type { Estimate } from '../statistics/interval.ts';
import { medianRatio } from '../statistics/measurement.ts';
import { count, digits, duration } from '../text/figures.ts';
import { NEAR_FACTOR } from './before.ts';
import type { Claim, TimingMeasure } from './claim.ts';
import type { Judgement } from './judgement.ts';

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
  const limit = `${limitText(measure, measurements)}`;
  const faster = [
    ...(ratio === null ? [] : [speedText('this operation', ratio)]),
    ...(RELATED[measure.operation] ?? []).map((operation) =>
      speedText(`"${operationTitle(operation)}"`, ratioOf(operation, measure.sessions, measurements)),
    ),
  ].filter((text) => text !== null);
  const speeds =
    faster.length === 0
      ? ''
      : `At ${count(measure.sessions)} sessions, compared with the same on JSON files, ${listed(faster)}.`;
  return `What holds instead: ${[beforeText(measure, measurements), limit, speeds].filter((text) => text !== '').join(' ')}`;
}

function beforeText({ operation, sessions, beforeMs }: TimingMeasure, measurements: Measurements): string {
  const json = measurements.of(referenceWorkload(operation, sessions), BASELINE);
  if (json === null || beforeMs === null) return '';
  const { value } = json.p50;
  if (value > (beforeMs * 1e6) / NEAR_FACTOR && value < beforeMs * 1e6 * NEAR_FACTOR) return '';
  return `JSON files take about ${duration(value)}, not ${digits(beforeMs)} ms, so there is ${value < beforeMs * 1e6 ? 'less' : 'more'} to gain.`;
}

function limitText(measure: TimingMeasure, measurements: Measurements): string {
  const own = measurements.of(referenceWorkload(measure.operation, measure.sessions), CANDIDATE);
  if (own === null || measure.limitMs === null) return '';
  const { high } = own[measure.quantile];
  const name = measure.quantile === 'p50' ? 'median' : measure.quantile;
  return `SQLite’s ${name} is at most ${duration(high)}.`;
}

function ratioOf(operation: string, sessions: number, measurements: Measurements): Estimate | null {
  const workload = referenceWorkload(operation, sessions);
  const [own, json] = [measurements.of(workload, CANDIDATE), measurements.of(workload, BASELINE)];
  const isFair = measurements.isSameWork(workload, [CANDIDATE, BASELINE]);
  return own === null || json === null || own.trials < 2 || json.trials < 2 || !isFair
    ? null
    : medianRatio(json, own);
}

/** The lower end, rounded down: "at least". */
function speedText(what: string, ratio: Estimate | null): string | null {
  if (ratio === null || ratio.low <= 1) return null;
  const floor = ratio.low < 10 ? Math.floor(ratio.low * 10) / 10 : Math.floor(ratio.low);
  return floor <= 1 ? null : `${what} is at least ${digits(floor, 2)}x as fast`;
}

const listed = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
