// Judges a run against its targets. It must not cry wolf: a target on times fails only when the whole interval misses
// it, and a gate with an unclear target still passes, saying so. It must not pass on nothing either: a target whose
// measurement is absent fails, because absence is no noise.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { Results } from '../../contract/result-file.ts';
import { Measurements } from '../measurements.ts';
import { judgeChecks, judgeComplete, judgeWrites } from './correctness.ts';
import type { GateVerdict, JudgedTarget, Outcome } from './outcome.ts';
import { judgeRatio, judgeSizeRatio, judgeTime } from './ratio.ts';
import type { Target, Targets } from './targets.ts';

export interface GateResult {
  /** `fail` when a target with a vote fails, else `unclear` when one is unclear. */
  readonly verdict: GateVerdict;
  readonly targets: readonly JudgedTarget[];
  /** EXIT.differences on fail, EXIT.ok otherwise. */
  readonly exitCode: ExitCode;
}

export function gate(
  results: Results,
  targets: Targets,
  measurements: Measurements = new Measurements(results),
): GateResult {
  const judged = targets.targets.map((target) => ({
    target,
    isInformational: target.kind === 'time',
    ...judgeTarget(target, results, measurements),
  }));
  const votes = judged.filter((target) => !target.isInformational).map((target) => target.verdict);
  const verdict = votes.includes('fail') ? 'fail' : votes.includes('unclear') ? 'unclear' : 'pass';
  return { verdict, targets: judged, exitCode: verdict === 'fail' ? EXIT.differences : EXIT.ok };
}

function judgeTarget(target: Target, results: Results, measurements: Measurements): Outcome {
  switch (target.kind) {
    case 'complete':
      return judgeComplete(results);
    case 'checks':
      return judgeChecks(target, results.rows);
    case 'writes':
      return judgeWrites(target, results.rows);
    case 'ratio':
      return judgeRatio(target, measurements);
    case 'size':
      return judgeSizeRatio(target, results.rows);
    case 'time':
      return judgeTime(target, measurements);
  }
}
