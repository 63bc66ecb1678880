// Judges every promise on the results of a run. An interval decides: a promise holds when the whole interval keeps it,
// does not hold when the whole interval misses it, and is unclear in between. Nothing is judged that was not measured,
// nor on a single trial.

import type { Results } from '../../contract/result-file.ts';
import { Measurements } from '../measurements.ts';
import { judgeAgreement } from './agreement.ts';
import { judgeAvailability } from './availability.ts';
import { judgeBefore } from './before.ts';
import type { Claim, JudgedClaim } from './claim.ts';
import { judgeFigure, judgeImport, judgeSize } from './figure.ts';
import { judgeGrowth } from './growth.ts';
import { insteadOf } from './instead.ts';
import type { Judgement } from './judgement.ts';
import { judgeLoad } from './load.ts';
import { CLAIMS } from './promises.ts';
import { judgeTiming } from './timing.ts';

/** One verdict per claim, in the order of the claims. */
export function judgeClaims(
  results: Results,
  claims: readonly Claim[] = CLAIMS,
  measurements: Measurements = new Measurements(results),
): JudgedClaim[] {
  return claims.map((claim) => {
    const judgement = judged(claim, results, measurements);
    return { claim, ...judgement, instead: insteadOf(claim, judgement, measurements) };
  });
}

function judged({ measure }: Claim, results: Results, measurements: Measurements): Judgement {
  switch (measure.kind) {
    case 'timing':
      return judgeTiming(measure, measurements);
    case 'before':
      return judgeBefore(measure, measurements);
    case 'growth':
      return judgeGrowth(measure, measurements);
    case 'load':
      return judgeLoad(measure, results.rows);
    case 'availability':
      return judgeAvailability(measure, results.rows);
    case 'size':
      return judgeSize(measure, results.rows);
    case 'import':
      return judgeImport(measure, results.rows);
    case 'figure':
      return judgeFigure(measure, results.rows);
    case 'agreement':
      return judgeAgreement(results.rows);
  }
}
