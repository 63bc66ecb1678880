// Judges every promise on the results of a run. An interval decides: a promise holds when the whole interval keeps it,
// does not hold when the whole interval misses it, and is unclear in between. Nothing is judged that was not measured,
// nor on a single trial.

import type { Results } from '../../contract/result-file.ts';
import { Measurements } from '../measurements.ts';
import { judgeAgreement } from './agreement.ts';
import type { Claim, JudgedClaim } from './claim.ts';
import { judgeFigure, judgeImport, judgeSize } from './figure.ts';
import type { Judgement } from './judgement.ts';
import { judgeLoad } from './load.ts';
import { CLAIMS } from './promises.ts';
import { judgeGrowth, judgeTiming } from './timing.ts';

/** One verdict per claim, in the order of the claims. */
export function judgeClaims(
  results: Results,
  claims: readonly Claim[] = CLAIMS,
  measurements: Measurements = new Measurements(results),
): JudgedClaim[] {
  return claims.map((claim) => ({ claim, ...judged(claim, results, measurements) }));
}

function judged({ measure }: Claim, results: Results, measurements: Measurements): Judgement {
  switch (measure.kind) {
    case 'timing':
      return judgeTiming(measure, measurements);
    case 'growth':
      return judgeGrowth(measure, measurements);
    case 'load':
      return judgeLoad(measure, results.rows);
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
