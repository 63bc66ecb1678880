// Judges promises about several processes on one workspace. A load run gives one throughput, so the spread is the range
// over the runs of the file; a lost or failed write breaks the promise whatever the rate.

import type { BodyRow, Load, LoadOperation } from '../../contract/result.ts';
import { BASELINE, CANDIDATE } from '../operations.ts';
import type { Estimate } from '../statistics/interval.ts';
import { asked, beside, count, digits, duration, rate } from '../text/figures.ts';
import type { LoadMeasure } from './claim.ts';
import { atLeast, figure, type Judgement, judgement, notMeasured, rangeOf } from './judgement.ts';

/** Operations of a load run that only read. */
const READS = /^(get|list|read|search|all|first|complex|statistics|session)/i;

export function judgeLoad(measure: LoadMeasure, rows: readonly BodyRow[]): Judgement {
  const runs = loadsOf(rows, CANDIDATE).filter((run) => operationsOf(run, measure).length > 0);
  if (runs.length === 0) {
    return notMeasured(`No load run of this file had several processes ${measure.does} on SQLite.`);
  }
  const rates = throughput(runs, measure);
  const others = loadsOf(rows, BASELINE).filter((run) => operationsOf(run, measure).length > 0);
  const baseline = others.length === 0 ? null : throughput(others, measure);
  const broken = brokenText(runs, measure);
  return judgement({
    measured: figure('per second', rates),
    baseline: baseline === null ? null : figure('per second', baseline),
    ratio: baseline === null || baseline.low <= 0 ? null : ratioOf(rates, baseline),
    verdict: broken === '' ? atLeast(rates, measure.perSecondMin) : 'does not hold',
    sentence: `${sceneText(runs)} ${measure.does} ${beside(rates.value, measure.perSecondMin, rate)}${broken}; promised are ${asked(measure.perSecondMin, rate)}.`,
  });
}

const loadsOf = (rows: readonly BodyRow[], store: string): Load[] =>
  rows
    .filter((row) => row.row === 'load')
    .filter((row) => row.store === store && row.processes > 1 && isClosed(row));

/** An open loop offers a rate: what the store could do beyond it does not show. */
export const isClosed = ({ arrival = 'closed' }: Load): boolean => arrival === 'closed';

const operationsOf = (run: Load, { does }: Pick<LoadMeasure, 'does'>): LoadOperation[] =>
  run.operations.filter(({ operation }) => READS.test(operation) === (does === 'read'));

/** Of all its operations of the kind together. */
export const throughputOf = (run: Load, does: LoadMeasure['does']): number =>
  operationsOf(run, { does }).reduce((sum, { throughputPerSecond }) => sum + throughputPerSecond, 0);

const throughput = (runs: readonly Load[], { does }: LoadMeasure): Estimate =>
  rangeOf(runs.map((run) => throughputOf(run, does)));

const ratioOf = (rates: Estimate, baseline: Estimate): Estimate => ({
  value: rates.value / baseline.value,
  low: rates.low / baseline.high,
  high: rates.high / baseline.low,
});

function sceneText(runs: readonly Load[]): string {
  const processes = Math.max(...runs.map((run) => run.processes));
  const longest = Math.max(...runs.map((run) => run.durationNs));
  return `Over ${duration(longest)}, ${digits(processes)} processes on one workspace together`;
}

function brokenText(runs: readonly Load[], measure: LoadMeasure): string {
  const lost = measure.does === 'write' ? runs.reduce((sum, run) => sum + run.lost, 0) : 0;
  const failed = runs
    .flatMap((run) => operationsOf(run, measure))
    .reduce((sum, operation) => sum + operation.failed, 0);
  if (lost === 0 && failed === 0) return '';
  return `, but ${count(lost)} acknowledged writes were lost and ${count(failed)} calls failed`;
}
