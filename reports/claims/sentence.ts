// What a run says of a claim, in one plain sentence.

import type { Claim, TestOf } from '../../results/tests.ts';
import type { Estimate } from '../../statistics/interval.ts';
import type { Measurement, QuantileName } from '../../statistics/measurement.ts';
import { askedText, besideAsked, limitsText } from '../judge/asked.ts';
import { limitOf } from '../judge/bound.ts';
import { exactly } from '../judge/finding.ts';
import type { Finding, Outcome, Verdict } from '../judge/outcome.ts';
import type { Run } from '../judge/run.ts';
import { alone } from '../judge/times.ts';
import type { Workload } from '../measurements.ts';
import type { Names } from '../names.ts';
import {
  count,
  digits,
  digitsBeside,
  duration,
  exponent,
  times,
  timesBeside,
  timesWithInterval,
} from '../text/figures.ts';
import { listed } from '../text/listed.ts';
import { titleIn } from '../text/titles.ts';

export interface Told {
  readonly claim: Claim;
  /** Of its tests, in their order. */
  readonly outcomes: readonly Outcome[];
  readonly verdict: Verdict;
  /** What is timed, where it is one workload. */
  readonly timed: Timed | null;
  /** How many times as good as the baseline, and how many times were promised. */
  readonly ratio: Estimate | null;
  readonly ratioAsked: number | null;
}

export interface Timed {
  readonly test: TestOf<'time'>;
  readonly workload: Workload;
}

/** Null where several workloads are timed, or none. */
export function timedBy({ tests: [test] }: Claim, { profile }: Run): Timed | null {
  if (test?.quantity !== 'time') return null;
  const [[operation, ...operations], [records, ...sizes]] = [test.operations, test.records ?? []];
  if (operation === undefined || records === undefined || operations.length + sizes.length > 0) return null;
  return { test, workload: { operation, records, profile: test.profile ?? profile } };
}

export function sentenceOf(told: Told, run: Run): string {
  const [first] = told.outcomes as [Outcome];
  const [worst] = byShare(first);
  if (told.verdict === 'unmeasured' || worst === undefined) return missingText(told.outcomes, run);
  const { test } = first;
  const shown = besideAsked(worst.estimate.value, test);
  const promised = limitsText(test).replace('at least ', '');
  switch (test.quantity) {
    case 'time':
      if (told.timed === null) return foundText(told, worst, run);
      return isAbout(told.claim, run) ? aboutText(told, told.timed, run) : timeText(told, told.timed, run);
    case 'exponent':
      return growthText(test, first, run);
    case 'size':
      return `${sizeText(told, worst, shown, run)}; promised are ${promised}.`;
    case 'import':
      return `An import of ${worst.against}, at which ${count(test.records)} take ${shown}; promised are ${promised.replace('at most ', '')}.`;
    case 'rate':
      return `${capital(worst.at)} on one ${run.names.home} together ${test.does} ${[shown, worst.against].filter((text) => text !== '').join(', ')}; promised are ${promised}.`;
    case 'availability':
      return (
        `${worst.at} were answered, at least ${besideAsked(worst.estimate.low, test)} in the ` +
        `long run; promised are ${promised}. Nothing was made to fail on purpose, and the machine was never down.`
      );
    case 'figure':
      return `Measured are ${shown}; promised are ${promised}.`;
    case 'failed checks':
      return checksText(test, worst);
    default:
      return foundText(told, worst, run);
  }
}

/** Of whatever has no sentence of its own. */
function foundText({ outcomes }: Told, { text, against, at, isSingle }: Finding, run: Run): string {
  const [{ test, found }] = outcomes as [Outcome];
  const parts = [
    ...[text, against, at],
    isSingle ? 'from a single trial' : '',
    found.length > 1 ? `the worst of ${found.length}` : '',
  ];
  return `Found: ${parts.filter((part) => part !== '').join(', ')}; promised: ${askedText(test, run)}.`;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The one furthest on the wrong side of the bound first, whether or not it is decided. */
export const byShare = ({ found }: Outcome): Finding[] =>
  found.toSorted((left, right) => right.share - left.share);

function missingText(outcomes: readonly Outcome[], { names, baseline }: Run): string {
  const { test, missing } =
    outcomes.find((outcome) => outcome.missing.length > 0) ?? (outcomes[0] as Outcome);
  const [{ store, isOtherWork = false, found } = { store: '', found: 'it was not measured' }] = missing;
  switch (test.quantity) {
    case 'time':
    case 'ratio': {
      const what = whatText(test, names);
      if (isOtherWork)
        return `The trials of ${what} did not all do the same work, so their times mean nothing.`;
      const isOther = test.quantity === 'ratio' && store === baseline;
      return `This run did not time ${what} on ${names.phrase(store)}${isOther ? ', so there is nothing to compare with' : ''}.`;
    }
    case 'exponent':
      return (
        `This run did not time all of ${test.operations.map((name) => names.title(name)).join(', ')} on ` +
        `${names.title(store)} from ${count(test.from)} to ${names.records(test.to)}.`
      );
    case 'size':
      return `This run did not weigh a ${names.title(store)} store of ${recordsText(test, names)}.`;
    case 'import':
      return 'This run did not time an import.';
    case 'rate':
      return `No load run of this file had several processes ${test.does} on ${names.title(store)}.`;
    case 'availability':
      return `No load run of this file made calls on ${names.title(store)}.`;
    case 'figure':
      return `This run has no figure "${test.figure}".`;
    case 'failed checks':
      return `This run made no check of ${areasText(test)}.`;
    default:
      return `Not measured: ${found}.`;
  }
}

export const recordsText = (
  { records = [] }: { readonly records?: readonly number[] | undefined },
  names: Names,
): string =>
  records.length === 1
    ? names.records(records[0] as number)
    : `${records.length === 0 ? 'any number of' : records.map(count).join(', ')} ${names.many}`;

/** "find" at 1,000 notes */
const whatText = (test: TestOf<'time' | 'ratio'>, names: Names): string =>
  `"${test.operations.map((operation) => names.title(operation)).join(', ')}" at ${recordsText(test, names)}`;

/** "The table takes 0.3 ms and the file 12 ms, not 50 ms: 40x as fast (38 to 43)". */
function timeText(told: Told, { test, workload }: Timed, run: Run): string {
  const { names } = run;
  const { quantile = 'p50' } = test;
  const store = run.store(test.store);
  const own = alone(test, workload, [store, run]);
  const other = told.ratio === null ? null : alone(test, workload, [run.baseline, run]);
  const isDecided = told.outcomes.every(({ found }) => found.every(({ isSingle }) => !isSingle));
  const parts = told.outcomes.map(
    ({ test: one, verdict }) => `${askedText(one, run)} ${PART_WORDS[verdict]}`,
  );
  const name = quantile === 'p50' ? 'as a median' : `at ${quantile}`;
  const shown = `${capital(names.phrase(store))} ${names.verb(store, 'takes', 'take')} ${besideAsked(own?.[quantile].value ?? 0, test)} ${name}`;
  const ratioText =
    told.ratio === null || told.ratioAsked === null
      ? timesWithInterval(told.ratio ?? exactly(1))
      : timesBeside(told.ratio, told.ratioAsked);
  const compared =
    other === null || told.ratio === null
      ? ''
      : ` and ${baselineText(told, other, quantile, run)}, which makes it ${ratioText} as fast`;
  return `${shown}${compared}: ${isDecided ? parts.join(', ') : 'a single trial cannot show whether that lasts'}.`;
}

const PART_WORDS: Readonly<Record<Verdict, string>> = {
  holds: 'holds',
  fails: 'does not hold',
  undecided: 'is unclear',
  unmeasured: 'was not measured',
};

/** Says so when the baseline is not near the figure that the promise starts from. */
function baselineText(
  { claim: { beforeMs, called } }: Told,
  measured: Measurement,
  quantile: QuantileName,
  { names, baseline }: Run,
): string {
  const isFar = beforeMs !== undefined && !isNearTo(beforeMs, measured.p50.value);
  const correction = isFar ? ` (not ${digits(beforeMs)} ms)` : '';
  return `${called?.baseline ?? names.phrase(baseline)} ${duration(measured[quantile].value)}${correction}`;
}

/** Promises write "about": up to twice as much and down to half of it is what they say. */
const NEAR_FACTOR = 2;

/** Whether a time is near what is said of the baseline. */
export const isNearTo = (beforeMs: number, ns: number): boolean =>
  ns > (beforeMs * 1e6) / NEAR_FACTOR && ns < beforeMs * 1e6 * NEAR_FACTOR;

/** A claim on what the baseline takes: it is what the promises start from. */
export const isAbout = (claim: Claim, run: Run): boolean =>
  claim.beforeMs !== undefined && run.store(timedBy(claim, run)?.test.store) === run.baseline;

function aboutText({ claim: { beforeMs = 0 } }: Told, { test, workload }: Timed, run: Run): string {
  const { names, baseline } = run;
  const ns = run.measurements.of(workload, baseline)?.p50.value ?? 0;
  const share = (beforeMs * 1e6) / Math.max(ns, 1);
  const comparison =
    share > 1
      ? `${names.promiserInShort} says ${times(share)} as much`
      : `${names.promiserInShort} says ${times(share)} of that`;
  return (
    `${capital(names.phrase(baseline))} ${names.verb(baseline, 'takes', 'take')} ${duration(ns)} as a median for ` +
    `${whatText(test, names)}; ${comparison}, ${digits(beforeMs)} ms.`
  );
}

function growthText(test: TestOf<'exponent'>, outcome: Outcome, run: Run): string {
  const { names } = run;
  const [worst] = byShare(outcome) as [Finding];
  const isMax = test.atLeast === undefined;
  const limit = exponent(limitOf(test), Math.max(2, digitsBeside(limitOf(test), [], exponent, 2)));
  const logarithm = exponent(
    Math.log(Math.log(test.to) / Math.log(test.from)) / Math.log(test.to / test.from),
  );
  const meaning = isMax
    ? `up to ${limit} counts as logarithmic, for a logarithm itself has ${logarithm} over this range`
    : `${limit} and more counts as linear`;
  const other = test.over === undefined ? run.candidate : run.store(test.over);
  const others = outcome.found.flatMap(({ figures }) => figures.get(other)?.p50.value ?? []);
  const beside =
    test.over === undefined || others.length === 0
      ? ''
      : `. On ${names.title(other)} the exponents of the same operations are ${exponent(Math.min(...others))} to ${exponent(Math.max(...others))}`;
  return (
    `From ${count(test.from)} to ${names.records(test.to)} the time of "${worst.at}" on ` +
    `${names.title(run.store(test.store))} grows with exponent ${worst.text}, the ` +
    `${isMax ? 'most' : 'least'} of ${count(outcome.found.length)} operations; ${meaning}${beside}.`
  );
}

function sizeText({ claim: { called } }: Told, { figures }: Finding, shown: string, run: Run): string {
  const { names } = run;
  const [own, other] = [run.candidate, run.baseline].map((store) => figures.get(store)?.p50.value);
  const comparison =
    own === undefined || other === undefined
      ? ''
      : `, ${times(own / other)} the size of ${called?.baseline ?? names.phrase(run.baseline)}`;
  return `${called?.candidate ?? capital(names.phrase(run.candidate))} has ${shown}${comparison}`;
}

function checksText(test: TestOf<'failed checks'>, { checks = [] }: Finding): string {
  const failed = checks.filter(({ verdict }) => verdict === 'fail').length;
  if (failed > 0) return `${count(failed)} of ${count(checks.length)} checks of ${areasText(test)} failed.`;
  const isOpen = checks.some(({ verdict }) => verdict === 'unknown');
  return `${count(checks.length)} checks of ${areasText(test)} found no difference${isOpen ? ', but some could not be made' : ''}.`;
}

const AREAS: Readonly<Record<string, string>> = {
  import: 'the import',
  verify: 'its verification',
  rewrite: 'the way back',
};

export const areasText = ({ areas = [] }: TestOf<'failed checks'>): string =>
  areas.length === 0 ? 'any kind' : listed(areas.map((area) => titleIn(AREAS, area) ?? area));
