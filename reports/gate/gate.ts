// Judges a run against its targets. It must not cry wolf: a target on times fails only when the whole interval misses
// it. It must not pass on nothing either: a run that did not come to its end fails whatever its targets are, a target
// whose measurement is absent fails, because absence is no noise, and a target that is not decided is never green: the
// gate then says that it cannot tell.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { Results } from '../../contract/result-file.ts';
import { Measurements } from '../measurements.ts';
import { judgeChecks, judgeComplete, judgeWrites } from './correctness.ts';
import type { GateVerdict, JudgedTarget, OnCannotTell, Outcome } from './outcome.ts';
import { judgeRatio, judgeSizeRatio, judgeTime } from './ratio.ts';
import type { Target, Targets } from './targets.ts';

export interface GateResult {
  /** `fail` when a target with a vote fails, else `cannot tell` when one is undecided, or when none has a vote. */
  readonly verdict: GateVerdict;
  readonly targets: readonly JudgedTarget[];
  /** EXIT.differences on fail, EXIT.cannotTell when it cannot tell and was not asked to pass then, else EXIT.ok. */
  readonly exitCode: ExitCode;
}

export interface GateOptions {
  /** What an undecided gate does to the exit code; default `fail`. `warn` has to be asked for. */
  readonly onCannotTell?: OnCannotTell;
  readonly measurements?: Measurements;
}

export function gate(results: Results, targets: Targets, options: GateOptions = {}): GateResult {
  const { onCannotTell = 'fail', measurements = new Measurements(results) } = options;
  const judged = [...unlistedComplete(results, targets), ...targets.targets].map((target) => ({
    target,
    isInformational: target.kind === 'time',
    ...judgeTarget(target, results, measurements),
  }));
  const votes = judged.filter((target) => !target.isInformational).map((target) => target.verdict);
  const verdict = verdictOf(votes);
  return { verdict, targets: judged, exitCode: exitCodeOf(verdict, onCannotTell) };
}

/** A run that was cut short misses a target that need not be listed; of a whole one there is nothing to tell. */
function unlistedComplete({ isComplete }: Results, { targets }: Targets): Target[] {
  if (isComplete || targets.some(({ kind }) => kind === 'complete')) return [];
  const why = 'What a run did not reach cannot be judged; run it again to its end.';
  return [{ kind: 'complete', id: 'run-complete', why }];
}

function verdictOf(votes: readonly GateVerdict[]): GateVerdict {
  if (votes.includes('fail')) return 'fail';
  return votes.length === 0 || votes.includes('cannot tell') ? 'cannot tell' : 'pass';
}

function exitCodeOf(verdict: GateVerdict, onCannotTell: OnCannotTell): ExitCode {
  if (verdict === 'fail') return EXIT.differences;
  return verdict === 'cannot tell' && onCannotTell === 'fail' ? EXIT.cannotTell : EXIT.ok;
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
