// The claims of a definition as a table tells them: one verdict each, with a figure of the candidate, one of the baseline, the
// ratio between them, and a sentence.

import type { Claim } from '../../results/tests.ts';
import { boundOf } from '../judge/asked.ts';
import { limitOf } from '../judge/bound.ts';
import { exactly } from '../judge/finding.ts';
import { judge, together } from '../judge/judge.ts';
import type { Figure, Outcome, Verdict } from '../judge/outcome.ts';
import type { Run } from '../judge/run.ts';
import type { Workload } from '../measurements.ts';
import type { Doubt } from '../statistics/doubts.ts';
import type { Estimate } from '../statistics/interval.ts';
import { type QuantileName, quantileRatio } from '../statistics/measurement.ts';
import { insteadText } from './instead.ts';
import { byShare, isAbout, sentenceOf, workloadOf } from './sentence.ts';
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
  const ratioTest = claim.tests.find((test) => test.quantity === 'ratio');
  const isMeasured = outcomes.every(
    ({ verdict, missing }) => verdict !== 'unmeasured' && missing.length === 0,
  );
  const verdict = isMeasured ? together(outcomes.map((outcome) => outcome.verdict)) : 'unmeasured';
  const [worst] = isMeasured ? byShare(first) : [];
  const ratio = isMeasured ? ratioOf(outcomes, run) : null;
  const told = { claim, outcomes, verdict, ratio };
  return {
    claim,
    subject: claimSubject(claim, run),
    method: claimMethod(claim, run),
    verdict,
    measured: worst?.figures.get(run.candidate) ?? null,
    baseline: worst?.figures.get(run.baseline) ?? null,
    ratio,
    workload:
      first.test.quantity === 'time' && !isAbout(first.test, run) ? workloadOf(first.test, run) : null,
    quantile: first.test.quantity === 'time' ? (first.test.quantile ?? 'p50') : 'p50',
    // What is told beside an "about" needs no digits of its own.
    limit: isAbout(first.test, run) ? null : limitOf(boundOf(first.test)),
    ratioAsked: ratioTest === undefined ? null : limitOf(ratioTest),
    sentence: sentenceOf(told, run),
    instead:
      verdict === 'fails' && first.test.quantity === 'time' && !isAbout(first.test, run)
        ? insteadText(told, first.test, run)
        : null,
    doubts: [...new Set(outcomes.flatMap(({ found }) => found.flatMap(({ doubts }) => doubts)))],
  };
}

/** As many times as good: the other store's time or size over the candidate's, or the candidate's rate over the other's. */
function ratioOf(outcomes: readonly Outcome[], run: Run): Estimate | null {
  const asked = outcomes.find(({ test }) => test.quantity === 'ratio');
  if (asked !== undefined) return asked.found[0]?.estimate ?? null;
  const [{ test, found }] = outcomes as [Outcome];
  const [own, other] = [run.candidate, run.baseline].map((store) => found[0]?.figures.get(store)?.p50);
  if (own === undefined || other === undefined) return null;
  switch (test.quantity) {
    case 'time': {
      const [above, below] = [run.baseline, run.candidate].map((store) =>
        run.measurements.of(workloadOf(test, run), store),
      );
      return above == null || below == null ? null : quantileRatio(above, below);
    }
    case 'size':
      return exactly(other.value / own.value);
    case 'rate':
      return other.low <= 0
        ? null
        : { value: own.value / other.value, low: own.low / other.high, high: own.high / other.low };
    default:
      return null;
  }
}
