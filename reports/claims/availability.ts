// Judges the promised availability by the calls of the load runs: the share that did not fail. The interval is Wilson's
// ("Probable Inference, the Law of Succession, and Statistical Inference", JASA 22, 1927), which is honest about few
// calls: without a failure it takes 38,000 of them to show 99.99%.

import type { BodyRow } from '../../contract/result.ts';
import { CANDIDATE } from '../operations.ts';
import type { Estimate } from '../statistics/interval.ts';
import { count, digits } from '../text/figures.ts';
import type { AvailabilityMeasure } from './claim.ts';
import { atLeast, figure, type Judgement, judgement, notMeasured } from './judgement.ts';

export function judgeAvailability(measure: AvailabilityMeasure, rows: readonly BodyRow[]): Judgement {
  const operations = rows
    .filter((row) => row.row === 'load')
    .filter(({ store }) => store === CANDIDATE)
    .flatMap((run) => run.operations);
  const calls = operations.reduce((sum, operation) => sum + operation.count, 0);
  if (calls === 0) return notMeasured('No load run of this file made calls on SQLite.');
  const failed = operations.reduce((sum, operation) => sum + operation.failed, 0);
  const answered = wilson(Math.max(0, calls - failed), calls);
  return judgement({
    measured: figure('percent', answered),
    verdict: atLeast(answered, measure.percentMin),
    sentence:
      `${count(calls - failed)} of ${count(calls)} calls under load were answered, at least ` +
      `${digits(Math.floor(answered.low * 1_000) / 1_000, 5)}% in the long run; promised are ${digits(measure.percentMin, 4)}%. ` +
      'Nothing was made to fail on purpose, and the machine was never down.',
  });
}

/** 95%, in percent. */
function wilson(hits: number, calls: number): Estimate {
  const z = 1.96;
  const share = hits / calls;
  const middle = (share + z ** 2 / (2 * calls)) / (1 + z ** 2 / calls);
  const half =
    (z / (1 + z ** 2 / calls)) * Math.sqrt((share * (1 - share)) / calls + z ** 2 / (4 * calls ** 2));
  return {
    value: 100 * share,
    low: 100 * Math.max(0, Math.min(share, middle - half)),
    high: 100 * Math.min(1, Math.max(share, middle + half)),
  };
}
