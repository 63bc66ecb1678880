// Judges promises about growth: "O(log n)" of the database, "O(n)" of the files, by the exponents of the operations.

import type { Measurements } from '../measurements.ts';
import { BASELINE, CANDIDATE, operationTitle, REFERENCE_PROFILE, storeTitle } from '../operations.ts';
import type { Estimate } from '../statistics/interval.ts';
import type { Scaling } from '../statistics/scaling.ts';
import { count, digitsBeside, exponent, exponentWithInterval } from '../text/figures.ts';
import type { GrowthMeasure } from './claim.ts';
import {
  atLeast,
  atMost,
  type Decided,
  figure,
  type Judgement,
  judgement,
  notMeasured,
  verdictOf,
} from './judgement.ts';

interface Growth {
  readonly operation: string;
  readonly scaling: Scaling;
}

export function judgeGrowth(measure: GrowthMeasure, measurements: Measurements): Judgement {
  const { store, sessionsFew, sessionsMany } = measure;
  const known = growths(measure, store, measurements);
  const [worst] = byBreach(known, measure);
  if (worst === undefined || known.length < measure.operations.length) {
    return notMeasured(
      `This run did not time all of ${measure.operations.map(operationTitle).join(', ')} on ${storeTitle(store)} ` +
        `from ${count(sessionsFew)} to ${count(sessionsMany)} sessions.`,
    );
  }
  const parts = known.map(({ operation, scaling }) => ({
    text: operationTitle(operation),
    verdict: judged(scaling.exponent, measure),
  }));
  const hasTrials = known.every(({ scaling }) => scaling.trialsMin > 1);
  const figures = { [store]: figure('exponent', worst.scaling.exponent) };
  const other = store === CANDIDATE ? BASELINE : CANDIDATE;
  const others = growths(measure, other, measurements);
  const same = others.find(({ operation }) => operation === worst.operation);
  if (same !== undefined) figures[other] = figure('exponent', same.scaling.exponent);
  return judgement({
    measured: figures[CANDIDATE] ?? null,
    baseline: figures[BASELINE] ?? null,
    verdict: hasTrials ? verdictOf(parts) : 'unclear',
    sentence: `${worstText(worst, known, measure)}${othersText(other, others)}.`,
    doubts: hasTrials ? [] : ['single-trial'],
  });
}

/** Of the operations that were timed over the whole range. */
const growths = (measure: GrowthMeasure, store: string, measurements: Measurements): Growth[] =>
  measure.operations.flatMap((operation) => {
    const scaling = measurements.scaling(operation, REFERENCE_PROFILE, store);
    if (scaling === null) return [];
    const { sizes } = scaling;
    const isWide =
      (sizes[0] as number) <= measure.sessionsFew && (sizes.at(-1) as number) >= measure.sessionsMany;
    return isWide ? [{ operation, scaling }] : [];
  });

function judged(estimate: Estimate, { exponentMin, exponentMax }: GrowthMeasure): Decided {
  const parts = [
    ...(exponentMin === null ? [] : [atLeast(estimate, exponentMin)]),
    ...(exponentMax === null ? [] : [atMost(estimate, exponentMax)]),
  ];
  return verdictOf(parts.map((verdict) => ({ text: '', verdict })));
}

/** The one furthest on the wrong side of the limit first. */
const byBreach = (known: readonly Growth[], { exponentMax }: GrowthMeasure): Growth[] =>
  known.toSorted(
    (left, right) =>
      (right.scaling.exponent.value - left.scaling.exponent.value) * (exponentMax === null ? -1 : 1),
  );

function worstText({ operation, scaling }: Growth, known: readonly Growth[], measure: GrowthMeasure): string {
  const { exponentMin, exponentMax, store, sessionsFew, sessionsMany } = measure;
  const isMax = exponentMax !== null;
  const { value, low, high } = scaling.exponent;
  const places = digitsBeside(exponentMax ?? exponentMin ?? 0, [value, low, high], exponent, 2);
  const limit = isMax
    ? `up to ${exponent(exponentMax)} counts as logarithmic, for a logarithm itself has 0.15 over this range`
    : `${exponent(exponentMin ?? 0)} and more counts as linear`;
  return (
    `From ${count(sessionsFew)} to ${count(sessionsMany)} sessions the time of "${operationTitle(operation)}" on ` +
    `${storeTitle(store)} grows with exponent ${exponentWithInterval(scaling.exponent, places)}, the ` +
    `${isMax ? 'most' : 'least'} of ${count(known.length)} operations; ${limit}`
  );
}

function othersText(other: string, others: readonly Growth[]): string {
  if (others.length === 0) return '';
  const values = others.map(({ scaling }) => scaling.exponent.value);
  return `. On ${storeTitle(other)} the exponents of the same operations are ${exponent(Math.min(...values))} to ${exponent(Math.max(...values))}`;
}
