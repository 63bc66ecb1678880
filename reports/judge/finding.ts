// How a figure that was found is judged and told, whatever it is a figure of.

import type { Test } from '../../results/tests.ts';
import type { Estimate } from '../../statistics/interval.ts';
import { boundOf } from './asked.ts';
import { keeps, limitOf, shareOf } from './bound.ts';
import type { Figure, Finding, Findings, Missing } from './outcome.ts';
import type { Run } from './run.ts';
import { estimateText, type Unit } from './units.ts';

/** A single trial says nothing of the next process: nor does its interval. */
export function finding(test: Test, estimate: Estimate, more: Partial<Finding> = {}): Finding {
  const { unit, ...bound } = boundOf(test);
  const { isSingle = false, doubts = [] } = more;
  const kept = keeps(estimate, bound);
  const isNear = kept === 'holds' && isNearLimit(test, estimate);
  return {
    verdict: isSingle || isNear ? 'undecided' : kept,
    estimate,
    text: toldText(test, isSingle ? exactly(estimate.value) : estimate, { unit, limit: limitOf(bound) }),
    share: shareOf(estimate.value, bound),
    ...{ against: '', at: '', figures: new Map(), isSingle },
    ...more,
    doubts: isNear ? ['near-limit', ...doubts] : doubts,
  };
}

/** A bound that no noise reaches lets half of it pass unseen. */
const isNearLimit = (test: Test, { value }: Estimate): boolean =>
  test.quantity === 'ratio' && value > (test.passAtMost ?? Infinity);

function toldText(test: Test, estimate: Estimate, { unit, limit }: { unit: Unit; limit: number }): string {
  if (test.quantity === 'time' && test.isRate === true) {
    return estimateText('per second', inverse(estimate, 1e9), 1e9 / limit);
  }
  if (test.quantity === 'ratio' && test.isSpeed === true) {
    return estimateText(unit, inverse(estimate, 1), 1 / limit);
  }
  return estimateText(unit, estimate, limit);
}

/** Of a positive figure. */
export const inverse = ({ value, low, high }: Estimate, factor: number): Estimate => ({
  value: factor / value,
  low: factor / high,
  high: factor / low,
});

/** A figure that has no spread. */
export const exactly = (value: number): Estimate => ({ value, low: value, high: value });

/** By store, of those that were measured. */
export const figuresOf = (
  unit: Unit,
  ...estimates: readonly (readonly [store: string | null, p50: Estimate | null | undefined])[]
): ReadonlyMap<string, Figure> =>
  new Map(
    estimates.flatMap(([store, p50]) =>
      store === null || p50 == null ? [] : [[store, { unit, p50, p95: null }] as const],
    ),
  );

/** What was found, or what was missing, place by place. */
export const gathered = (...outcomes: readonly (Finding | Missing)[]): Findings => ({
  found: outcomes.filter((outcome) => 'verdict' in outcome),
  missing: outcomes.filter((outcome) => 'place' in outcome),
});

/** "table was not timed on edit at 1,000" */
export const absent = (place: string, how: string, store: string, { names }: Run): Missing => ({
  ...{ place, store, found: `${names.title(store)} ${how}` },
});

/** Of a ratio that is 1 whatever the store does, such as of the baseline in the place of the candidate. */
export const itself = (place: string, store: string, run: Run): Missing =>
  absent(place, 'would be compared with itself', store, run);
