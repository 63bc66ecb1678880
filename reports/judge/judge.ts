// The one judge: a test and a run give an outcome. The whole interval decides; a single trial decides nothing; and what was
// not measured holds nothing up. Claims, targets of the store and the gate are views of outcomes.

import type { Test } from '../../results/tests.ts';
import { findComplete, findFailedChecks } from './checks.ts';
import { gathered } from './finding.ts';
import {
  findAnomalies,
  findAvailability,
  findFairness,
  findLostWrites,
  findSlopes,
} from './load-histories.ts';
import { findLatencies, findLatencyRatios } from './load-latencies.ts';
import { findKnees, findRateRatios, findRates } from './load-rates.ts';
import type { Findings, Outcome, Verdict } from './outcome.ts';
import { findFigure, findImport, findSizes } from './rows.ts';
import type { Run } from './run.ts';
import { findExponents, findRatios, findTimes } from './times.ts';

export function judge(test: Test, run: Run): Outcome {
  const { found, missing } = findingsOf(test, run);
  const verdicts: Verdict[] = found.map(({ verdict }) => verdict);
  if (missing.length > 0 || found.length === 0) verdicts.push('unmeasured');
  return {
    test,
    verdict: together(verdicts),
    found: found.toSorted(
      (left, right) => severity(left.verdict) - severity(right.verdict) || right.share - left.share,
    ),
    missing,
  };
}

function findingsOf(test: Test, run: Run): Findings {
  switch (test.quantity) {
    case 'time':
      return findTimes(test, run);
    case 'ratio':
      return findRatios(test, run);
    case 'exponent':
      return findExponents(test, run);
    case 'size':
    case 'size ratio':
      return findSizes(test, run);
    case 'figure':
      return findFigure(test, run);
    case 'import':
      return findImport(test, run);
    case 'rate':
      return findRates(test, run);
    case 'rate ratio':
      return findRateRatios(test, run);
    case 'latency':
      return findLatencies(test, run);
    case 'latency ratio':
      return findLatencyRatios(test, run);
    case 'fairness':
      return findFairness(test, run);
    case 'knee':
      return findKnees(test, run);
    case 'slope':
      return findSlopes(test, run);
    case 'anomalies':
      return findAnomalies(test, run);
    case 'availability':
      return findAvailability(test, run);
    case 'failed checks':
      return findFailedChecks(test, run);
    case 'lost writes':
      return findLostWrites(test, run);
    case 'complete':
      return findComplete(test, run);
    case 'elsewhere':
      return gathered({ place: test.why, found: test.why, store: '' });
  }
}

/** The first of these that one of several has is the verdict of all. */
const BY_SEVERITY: readonly Verdict[] = ['fails', 'unmeasured', 'undecided', 'holds'];

const severity = (verdict: Verdict): number => BY_SEVERITY.indexOf(verdict);

export const together = (verdicts: readonly Verdict[]): Verdict =>
  BY_SEVERITY.find((verdict) => verdicts.includes(verdict)) ?? 'unmeasured';
