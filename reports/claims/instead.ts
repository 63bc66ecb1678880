// What is true where a promise about times is not: in the same sentence for every claim, from the same run, and only
// what the whole interval of a figure keeps.

import type { Estimate } from '../../statistics/interval.ts';
import { quantileRatio } from '../../statistics/measurement.ts';
import { besideAsked } from '../judge/asked.ts';
import type { Run } from '../judge/run.ts';
import { alone } from '../judge/times.ts';
import { digits, duration, times } from '../text/figures.ts';
import { listed } from '../text/listed.ts';
import { isNearTo, type Timed, type Told } from './sentence.ts';

export function insteadText(told: Told, timed: Timed, run: Run): string {
  const { records } = timed.workload;
  const parts = [beforeText(told, timed, run), ownText(told, timed, run), relatedText(told, records, run)];
  const filled = parts.filter((text) => text !== '').join('; ');
  return `What holds instead, at ${run.names.records(records)}: ${filled}.`;
}

function beforeText({ claim: { beforeMs } }: Told, { workload }: Timed, run: Run): string {
  const { names, baseline } = run;
  const value = run.measurements.of(workload, baseline)?.p50.value;
  return value === undefined || beforeMs === undefined || isNearTo(beforeMs, value)
    ? ''
    : `${names.phrase(baseline)} ${names.verb(baseline, 'takes', 'take')} about ${duration(value)}, not ${digits(beforeMs)} ms`;
}

function ownText({ ratio }: Told, { test, workload }: Timed, run: Run): string {
  const { names, candidate, baseline } = run;
  const { quantile = 'p50' } = test;
  const own = alone(test, workload, [candidate, run]);
  if (own === null) return '';
  const name = quantile === 'p50' ? 'as a median' : `at ${quantile}`;
  const speed = atLeastText(ratio);
  return (
    `${names.phrase(candidate)} ${names.verb(candidate, 'takes', 'take')} at most ${besideAsked(own[quantile].high, test)} ${name}` +
    (speed === null
      ? ''
      : ` and ${names.verb(candidate, 'is', 'are')} at least ${speed} as fast as ${names.phrase(baseline)}`)
  );
}

function relatedText({ claim: { related = [] } }: Told, records: number, run: Run): string {
  const texts = related.flatMap((operation) => {
    const speed = atLeastText(ratioOf(operation, records, run));
    return speed === null ? [] : [`"${run.names.title(operation)}" at least ${speed}`];
  });
  return texts.length === 0 ? '' : `${listed(texts)} as fast`;
}

function ratioOf(operation: string, records: number, run: Run): Estimate | null {
  const workload = { operation, records, profile: run.profile };
  const stores = [run.candidate, run.baseline];
  const [own, other] = stores.map((store) => run.measurements.of(workload, store));
  if (own == null || other == null || own.trials < 2 || other.trials < 2) return null;
  return run.measurements.isSameWork(workload, stores) ? quantileRatio(other, own) : null;
}

/** The lower end of the interval, rounded down; null where that is no gain. */
function atLeastText(ratio: Estimate | null): string | null {
  if (ratio === null) return null;
  const floor = ratio.low < 10 ? Math.floor(ratio.low * 10) / 10 : Math.floor(ratio.low);
  return floor <= 1 ? null : times(floor);
}
