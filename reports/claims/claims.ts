// The claims of a definition as a table tells them: one verdict each, with a figure of the candidate, one of the baseline, the
// ratio between them, and a sentence.

import type { Claim, Quantity } from '../../results/tests.ts';
import type { Doubt } from '../../statistics/doubts.ts';
import type { Estimate } from '../../statistics/interval.ts';
import { type QuantileName, quantileRatio } from '../../statistics/measurement.ts';
import { boundOf } from '../judge/asked.ts';
import { limitOf } from '../judge/bound.ts';
import { exactly, inverse } from '../judge/finding.ts';
import { judge, together } from '../judge/judge.ts';
import type { Figure, Outcome, Verdict } from '../judge/outcome.ts';
import type { Run } from '../judge/run.ts';
import { storesOf } from '../judge/title.ts';
import type { Workload } from '../measurements.ts';
import { insteadText } from './instead.ts';
import { byShare, isAbout, sentenceOf, type Timed, type Told, timedBy } from './sentence.ts';
import { claimMethod, claimSubject } from './subject.ts';

/** What a table and a page print. */
export const CLAIM_WORDS = {
  holds: 'holds',
  fails: 'does not hold',
  undecided: 'unclear',
  unmeasured: 'not measured',
} as const satisfies Record<Verdict, string>;

export interface JudgedClaim {
  readonly claim: Claim;
  /** What it is about, in a few words, and how it is measured. */
  readonly subject: string;
  readonly method: string;
  readonly verdict: Verdict;
  /** The candidate; null when not measured. */
  readonly measured: Figure | null;
  /** The store that it is compared with, where it was measured as well. */
  readonly baseline: Figure | null;
  /** How many times as good as the baseline: as fast, as small, as many a second. */
  readonly ratio: Estimate | null;
  /** What is timed, if it is a promise on the time of one call of the candidate. */
  readonly workload: Workload | null;
  /** Of times: the quantile that is judged. */
  readonly quantile: QuantileName;
  /** The bound of the figure, in its unit; null where there is none. */
  readonly limit: number | null;
  /** The ratio that was promised; null where none was. */
  readonly ratioAsked: number | null;
  /** One plain sentence. */
  readonly sentence: string;
  /** Where a promise about times does not hold: what does. */
  readonly instead: string | null;
  readonly doubts: readonly Doubt[];
}

/** In the order of the claims. */
export const judgeClaims = (claims: readonly Claim[], run: Run): JudgedClaim[] =>
  claims.map((claim) => judgedClaim(claim, run));

function judgedClaim(claim: Claim, run: Run): JudgedClaim {
  const outcomes = claim.tests.map((test) => judge(test, run));
  const [first] = outcomes as [Outcome];
  const isMeasured = outcomes.every(
    ({ verdict, missing }) => verdict !== 'unmeasured' && missing.length === 0,
  );
  const verdict = isMeasured ? together(outcomes.map((outcome) => outcome.verdict)) : 'unmeasured';
  const [worst] = isMeasured ? byShare(first) : [];
  const timed = timedBy(claim, run);
  const told = { claim, outcomes, verdict, timed, ...ratioOf(isMeasured ? outcomes : [], timed, run) };
  const isOfBefore = isAbout(claim, run);
  return {
    claim,
    subject: claimSubject(claim, run),
    method: claimMethod(claim, run),
    verdict,
    measured: worst?.figures.get(run.candidate) ?? null,
    baseline: worst?.figures.get(run.baseline) ?? null,
    ratio: told.ratio,
    ratioAsked: told.ratioAsked,
    workload: isOfBefore ? null : (timed?.workload ?? null),
    quantile: timed?.test.quantile ?? 'p50',
    // What is told beside an "about" needs no digits of its own.
    limit: isOfBefore ? null : limitOf(boundOf(first.test)),
    sentence: sentenceOf(told, run),
    instead: verdict === 'fails' && timed !== null && !isOfBefore ? insteadText(told, timed, run) : null,
    doubts: [...new Set(outcomes.flatMap(({ found }) => found.flatMap(({ doubts }) => doubts)))],
  };
}

/** As many times as good: the baseline's time or size over the candidate's, or the candidate's rate over the baseline's. */
function ratioOf(
  outcomes: readonly Outcome[],
  timed: Timed | null,
  run: Run,
): Pick<Told, 'ratio' | 'ratioAsked'> {
  for (const { test, found } of outcomes) {
    const estimate = found[0]?.estimate;
    if (test.quantity !== 'ratio' || estimate === undefined) continue;
    const stores = storesOf(test, run);
    // A ratio to a floor or a peer says nothing of these two.
    if (![run.candidate, run.baseline].every((store) => stores.includes(store))) continue;
    const isTurned = stores[0] === run.candidate;
    const ratioAsked = isTurned ? 1 / limitOf(test) : limitOf(test);
    return { ratio: isTurned ? inverse(estimate, 1) : estimate, ratioAsked };
  }
  const figures = outcomes[0]?.found[0]?.figures;
  const [own, other] = [run.candidate, run.baseline].map((store) => figures?.get(store)?.p50);
  const quantity = outcomes[0]?.test.quantity;
  return {
    ratio: own === undefined || other === undefined ? null : gainOf(quantity, [own, other], timed, run),
    ratioAsked: null,
  };
}

function gainOf(
  quantity: Quantity | undefined,
  [own, other]: readonly [Estimate, Estimate],
  timed: Timed | null,
  { measurements, candidate, baseline }: Run,
): Estimate | null {
  if (quantity === 'size') return exactly(other.value / own.value);
  if (quantity === 'rate' && other.low > 0) {
    return { value: own.value / other.value, low: own.low / other.high, high: own.high / other.low };
  }
  if (timed === null) return null;
  const [above, below] = [baseline, candidate].map((store) => measurements.of(timed.workload, store));
  return above == null || below == null ? null : quantileRatio(above, below);
}
