// Judges a run against its targets, for an exit code. It must not cry wolf: a target fails only when the whole interval misses
// it. It must not pass on nothing either: a run that did not come to its end fails whatever its targets are, a target
// whose measurement is absent or of a single process fails, because absence is no noise, and a target that is not decided is
// never green: the gate then says that it cannot tell.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { Check } from '../../results/result.ts';
import type { Results } from '../../results/result-file.ts';
import type { Target, Test } from '../../results/tests.ts';
import { DOUBTS } from '../../statistics/doubts.ts';
import { askedText } from '../judge/asked.ts';
import { judge } from '../judge/judge.ts';
import type { Finding, Outcome, Verdict } from '../judge/outcome.ts';
import { type Run, type RunOptions, runOf } from '../judge/run.ts';
import { storesOf, testTitle } from '../judge/title.ts';
import { type MachineNote, machineNote } from '../machine.ts';
import { count } from '../text/figures.ts';
import type { GateVerdict, OnCannotTell } from './words.ts';

/** Absence is no noise, and what a single process shows is as good as absent: that is said where a test is judged. */
const GATE_WORDS: Readonly<Record<Verdict, GateVerdict>> = {
  holds: 'pass',
  fails: 'fail',
  undecided: 'cannot tell',
  unmeasured: 'fail',
};

/** What a gate says of one test of a target. */
export interface JudgedTarget {
  readonly id: string;
  /** Why it is asked; may be empty. */
  readonly why: string;
  readonly test: Test;
  /** What is judged. */
  readonly title: string;
  /** Of its target, as its author has it; empty where there is none. */
  readonly targetTitle: string;
  /** Names of the store that is judged, and of those that it is compared with. */
  readonly stores: readonly string[];
  /** Told, but without a vote. */
  readonly isInformational: boolean;
  readonly verdict: GateVerdict;
  /** What was asked, such as "at most 0.10x". */
  readonly asked: string;
  /** What was found, such as "0.062x (0.058 to 0.067)". */
  readonly found: string;
  /** Where it is not decided: what about the run or its machine is known to have made it so. */
  readonly because: readonly string[];
  /** What it asks for is not in the run: no repetition of that run decides it. */
  readonly isUnmeasured: boolean;
  /** Within its limit, and clearly more than what the limit was made of: no noise, and no pass. */
  readonly isNearLimit: boolean;
  /** It was measured in a single process, which says nothing of the next: with a vote that fails. */
  readonly isSingle: boolean;
  /** The end of a run that was cut short, which fails without being among the targets: it counts as none of them. */
  readonly isUnlisted: boolean;
}

export interface GateResult {
  /** `fail` when a target with a vote fails, else `cannot tell` when one is undecided, or when none has a vote. */
  readonly verdict: GateVerdict;
  readonly targets: readonly JudgedTarget[];
  /** What the machine did meanwhile; null for results that do not say. */
  readonly machine: MachineNote | null;
  /** EXIT.differences on fail, EXIT.cannotTell when it cannot tell and was not asked to pass what noise leaves open, else EXIT.ok. */
  readonly exitCode: ExitCode;
}

export interface GateOptions extends RunOptions {
  /** What an undecided gate does to the exit code; default `fail`. `warn` has to be asked for. */
  readonly onCannotTell?: OnCannotTell;
}

export function gate(results: Results, targets: readonly Target[], options: GateOptions = {}): GateResult {
  const run = runOf(results, options);
  const unlisted = unlistedComplete(results, targets);
  const judged = [...unlisted, ...targets].flatMap((target) => {
    const { id, why, title, tests } = target;
    return tests.map((test, index) => ({
      id: tests.length === 1 ? id : `${id}-${index + 1}`,
      why: why ?? title ?? '',
      targetTitle: title ?? '',
      ...judgedTest(test, run),
      isUnlisted: unlisted.includes(target),
    }));
  });
  const voting = judged.filter(({ isInformational }) => !isInformational);
  const verdict = verdictOf(voting.map((one) => one.verdict));
  // To be asked to pass what noise has left open is not to be asked to pass what was measured.
  const isNoise = !voting.some(({ isNearLimit }) => isNearLimit);
  const exitCode = exitCodeOf(verdict, isNoise ? (options.onCannotTell ?? 'fail') : 'fail');
  return { verdict, targets: judged, machine: machineNote(results), exitCode };
}

/**
 * A run that was cut short misses a target that need not be listed, or is listed without a vote; of a whole one there is nothing
 * to tell.
 */
function unlistedComplete({ isComplete }: Results, targets: readonly Target[]): Target[] {
  const isListed = targets.some(({ tests }) =>
    tests.some(({ quantity, votes }) => quantity === 'complete' && votes !== false),
  );
  if (isComplete || isListed) return [];
  const why = 'What a run did not reach cannot be judged; run it again to its end.';
  return [{ id: 'run-complete', why, tests: [{ quantity: 'complete' }] }];
}

function verdictOf(votes: readonly GateVerdict[]): GateVerdict {
  if (votes.includes('fail')) return 'fail';
  return votes.length === 0 || votes.includes('cannot tell') ? 'cannot tell' : 'pass';
}

function exitCodeOf(verdict: GateVerdict, onCannotTell: OnCannotTell): ExitCode {
  if (verdict === 'fail') return EXIT.differences;
  return verdict === 'cannot tell' && onCannotTell === 'fail' ? EXIT.cannotTell : EXIT.ok;
}

function judgedTest(test: Test, run: Run): Omit<JudgedTarget, 'id' | 'why' | 'targetTitle' | 'isUnlisted'> {
  const outcome = judge(test, run);
  const isInformational = test.votes === false;
  const isUnmeasured =
    outcome.verdict === 'unmeasured' && !outcome.missing.every(({ isOtherWork = false }) => isOtherWork);
  const isSingle = outcome.verdict === 'undecided' && outcome.found.some((found) => found.isSingle);
  const word = isSingle ? 'fail' : GATE_WORDS[outcome.verdict];
  // Without a vote it fails nothing.
  const verdict = (isUnmeasured || isSingle) && isInformational ? 'cannot tell' : word;
  return {
    test,
    title: testTitle(test, run),
    stores: storesOf(test, run),
    isInformational,
    verdict,
    asked: askedText(test, run),
    found: foundText(outcome),
    because: outcome.verdict === 'undecided' ? reasons(outcome) : [],
    isUnmeasured,
    isNearLimit:
      outcome.verdict === 'undecided' && outcome.found.some(({ doubts }) => doubts.includes('near-limit')),
    isSingle,
  };
}

function foundText({ test, verdict, found, missing }: Outcome): string {
  const [worst, ...others] = found;
  const [absent] = missing;
  if (worst === undefined || (verdict === 'unmeasured' && absent !== undefined)) return absent?.found ?? '';
  const where = others.length === 0 ? '' : `, ${worst.at}, the worst of ${others.length + 1}`;
  return `${figureText(test, worst)}${worst.isSingle ? ', from a single trial' : ''}${where}`;
}

function figureText({ quantity }: Test, { text, against, checks = [] }: Finding): string {
  switch (quantity) {
    case 'size ratio':
      return `${text}: ${against}`;
    case 'rate':
    case 'rate ratio':
    case 'latency':
    case 'latency ratio':
      return against === '' ? text : `${text}, ${against}`;
    case 'failed checks':
      return checksText(checks);
    default:
      return text;
  }
}

function checksText(checks: readonly Check[]): string {
  const [failed, open] = (['fail', 'unknown'] as const).map((verdict) =>
    checks.filter((check) => check.verdict === verdict),
  ) as [Check[], Check[]];
  const [first] = failed;
  if (first !== undefined) {
    const more = failed.length > 1 ? ` and ${count(failed.length - 1)} more` : '';
    return `failed: ${first.area} of ${first.subject}: ${first.name}${more}`;
  }
  return open.length > 0
    ? `${count(open.length)} of ${count(checks.length)} could not be made`
    : `${count(checks.length)} checks, none failed`;
}

/** At most so many checks are told with a verdict. */
const REASONS_MAX = 3;

/** The doubts about the measurements, which say why their interval is as wide as it is, and the checks that could not be made. */
const reasons = ({ found }: Outcome): string[] => [
  ...[...new Set(found.filter(({ verdict }) => verdict === 'undecided').flatMap(({ doubts }) => doubts))].map(
    (doubt) => `${DOUBTS[doubt].text}. ${DOUBTS[doubt].advice}`,
  ),
  ...found
    .flatMap(({ checks = [] }) => checks.filter(({ verdict }) => verdict === 'unknown'))
    .slice(0, REASONS_MAX)
    .map(
      ({ area, subject, name, detail }) =>
        `${area} of ${subject}: ${name} could not be made${detail === '' ? '' : `: ${detail}`}`,
    ),
];
