// What the checks of a run say, in one sentence and a line for each thing that was to be shown.

import type { Check } from '../../../results/result.ts';
import { isProgram, type Names, namesIn } from '../../names.ts';
import type { Report, Standing } from '../../report.ts';
import { faultLines } from '../../text/fault.ts';
import { count, rate } from '../../text/figures.ts';
import { STANDING_TONES } from '../cells.ts';
import { CHECK_MARKS } from './load-block.ts';
import { partFacts, worstVerdict } from './part-facts.ts';
import { CONFORM_PREFIX, type RunKind } from './run-kind.ts';
import type { Block, Fact } from './screen.ts';

type Words = Readonly<Record<Standing, readonly [title: string, text: string]>>;

const WORDS: Readonly<Record<RunKind, Words>> = {
  verification: {
    verified: [
      'NOTHING FOUND',
      'Nothing was found within the bounds below. It is no proof of what lies beyond them.',
    ],
    failed: ['FOUND', 'Something is wrong; each finding is below, with the command that plays it again.'],
    open: ['UNDECIDED', 'Nothing was found, but not every check came to a verdict.'],
  },
  proof: {
    // What it is that was shown, the definition says.
    verified: ['VERIFIED', ''],
    failed: ['NOT VERIFIED', 'Something was lost or differs. Do not move before it is understood.'],
    open: ['NOT VERIFIED', 'Nothing was found to differ, but not everything could be checked. Run it again.'],
  },
  bench: {
    verified: ['MEASURED', 'Every store did the same work; what was left out is named.'],
    failed: ['NOT COMPARABLE', 'A store did other work than the rest: its times mean nothing.'],
    open: ['NOT COMPLETE', 'Not everything could be timed.'],
  },
  load: {
    verified: ['KEPT', 'Every acknowledged write is there, on every store that promises it.'],
    failed: ['LOST', 'A store that promises to keep writes did not, or a call failed for no good reason.'],
    open: ['UNDECIDED', 'Not everything could be checked. Run it again.'],
  },
  conform: {
    verified: ['CONFORMS', 'The program answers like the model.'],
    failed: ['DIFFERS', 'The program does not answer like the model; each difference is below.'],
    open: ['UNDECIDED', 'Not every operation could be checked.'],
  },
  equivalence: {
    verified: ['EQUAL', 'Both stores and the model gave the same answers.'],
    failed: ['DIFFERENT', 'The stores do not give the same answers; the difference is below.'],
    open: ['UNDECIDED', 'Not everything could be checked.'],
  },
};

export function verdictBlock(report: Report, kind: RunKind): Block {
  const { standing, isComplete, checks } = report;
  const [title, text] = isComplete
    ? wordsOf(report, kind)
    : report.parts === undefined
      ? (['CUT SHORT', 'The run did not come to its end; below is what it reached.'] as const)
      : (['IN PART', 'Not every part of the run is here, or came to its end.'] as const);
  const tone = isComplete ? STANDING_TONES[standing] : 'unsure';
  const hasModel = Object.values(report.header.definition.roles).includes('model');
  const said = text === '' ? shownText(report) : text;
  const told = hasModel ? said : said.replace(' and the model', '');
  return {
    title,
    tone,
    text: told,
    facts:
      kind === 'conform'
        ? conformFacts(checks)
        : kind === 'verification'
          ? partFacts(report)
          : factsOf(report, kind),
  };
}

/** A search that kept no rate lost nothing: a run that lost a write ends it, and has a check of its own. */
function wordsOf({ standing, checks }: Report, kind: RunKind): readonly [title: string, text: string] {
  const isOfKnees = checks.every(
    ({ verdict, counts }) => verdict !== 'fail' || counts.keptPerSecond !== undefined,
  );
  return kind === 'load' && standing === 'failed' && isOfKnees ? NO_RATE : WORDS[kind][standing];
}

const NO_RATE = ['NO RATE', 'At no rate that was tried a store kept the promised latency.'] as const;

/** The sentence of the definition is about its candidate and its baseline: of other stores, and by a content that never changes,
 * it would promise what nobody looked at. */
function shownText(report: Report): string {
  const { candidate, baseline, verified } = namesIn(report);
  const pairs = report.checks.flatMap(({ area, subject }) =>
    area === 'equivalence' && subject.includes(' = ') ? [subject.split(' = ')] : [],
  );
  const isShown =
    pairs.length === 0 || pairs.some((pair) => pair.includes(candidate) && pair.includes(baseline));
  const isContentSeen = sum(report.checks, 'unchangedContents') === 0;
  return isShown && isContentSeen ? verified : WORDS.equivalence.verified[1];
}

/** A line of its own for each group of checks, and one for each check in no group that is not as it should be. */
function factsOf(report: Report, kind: RunKind): Fact[] {
  const { checks } = report;
  const grouped = GROUPS.flatMap(({ name, has, text }) => {
    const own = checks.filter(has);
    return own.length === 0
      ? []
      : [{ mark: CHECK_MARKS[worstVerdict(own)], name, ...withFault(own, text(own, namesIn(report)), kind) }];
  });
  const others = checks
    .filter((check) => !GROUPS.some(({ has }) => has(check)))
    .filter(({ verdict }) => verdict !== 'ok' && verdict !== 'expected-fail');
  return [
    ...grouped,
    ...contentFacts(checks),
    ...scopeFacts(report, kind),
    ...others.map((check) => factOf(check, namesIn(report).title(check.subject))),
  ];
}

/** A content that is always the same is the same of every store, whatever they hold. */
function contentFacts(checks: readonly Check[]): Fact[] {
  const times = sum(checks, 'unchangedContents');
  if (times === 0) return [];
  const text =
    `the same each of the ${count(times)} times it was asked for, whatever was written: ` +
    '`content` may not return what a store holds, and nothing shows that it is kept';
  return [{ mark: 'open', name: 'content', text }];
}

/** Of stores that are alike as far as it was looked: how far that is. */
function scopeFacts({ standing, checks, header }: Report, kind: RunKind): Fact[] {
  const sweeps = sum(
    checks.filter(({ name }) => name === 'random sequences'),
    'sweeps',
  );
  const hasModel = Object.values(header.definition.roles).includes('model');
  if (standing !== 'verified' || sweeps === 0 || hasModel) return [];
  const migrations = kind === 'equivalence' ? '; no migrations' : '';
  const times = `contents ${count(sweeps)} ${sweeps === 1 ? 'time' : 'times'}`;
  return [
    {
      name: 'compared',
      text: `${times}; without a model, which shows what both get wrong alike${migrations}`,
    },
  ];
}

interface Group {
  readonly name: string;
  readonly has: (check: Check) => boolean;
  readonly text: (checks: readonly Check[], names: Names) => string;
}

const GROUPS: readonly Group[] = [
  {
    name: 'same answers',
    has: ({ area, name }) => area === 'equivalence' && !name.startsWith(CONFORM_PREFIX),
    text: answersText,
  },
  {
    name: 'nothing lost',
    has: ({ area }) => area === 'import' || area === 'verify',
    text: (checks, names) => movedText(checks) ?? importText(checks, names),
  },
  {
    name: 'way back',
    has: ({ area }) => area === 'rewrite',
    text: (checks) => movedText(checks) ?? rewriteText(checks),
  },
  {
    name: 'your program',
    has: ({ area, subject }) => area === 'bench' && isProgram(subject),
    text: programText,
  },
  {
    name: 'same work',
    has: ({ area, subject }) => area === 'bench' && !isProgram(subject),
    text: workText,
  },
  { name: 'under load', has: ({ area }) => area === 'load', text: loadText },
];

const sum = (checks: readonly Check[], ...names: readonly string[]): number =>
  checks.reduce((total, { counts }) => names.reduce((own, name) => own + (counts[name] ?? 0), total), 0);

function answersText(checks: readonly Check[]): string {
  const different = checks.filter(({ verdict }) => verdict === 'fail').length;
  const bugs = checks.filter(({ counts }) => counts.planted !== undefined);
  const caught =
    bugs.length === 0
      ? ''
      : `  (${count(sum(bugs, 'caught'))} of ${count(sum(bugs, 'planted'))} planted bugs caught first)`;
  const operations = sum(checks, 'operations');
  const noun = operations === 1 ? 'operation' : 'operations';
  const played = checks.every(({ name }) => name === 'replay') ? `${noun} played again` : `random ${noun}`;
  return `${count(operations)} ${played}, ${count(different)} ${different === 1 ? 'difference' : 'differences'}${caught}`;
}

/** Of migrations of random contents, rather than of the files of somebody. */
function movedText(checks: readonly Check[]): string | null {
  const contents = checks.filter(({ counts }) => counts.histories !== undefined);
  if (contents.length === 0) return null;
  const lost = contents.filter(({ verdict }) => verdict === 'fail').length;
  return `${count(sum(contents, 'histories'))} random contents moved, ${count(lost)} ${lost === 1 ? 'loss' : 'losses'}`;
}

function importText(checks: readonly Check[], names: Names): string {
  const files = checks.filter(({ name }) => name === 'every file accounted for');
  const content = checks.filter(({ counts }) => counts.mismatch !== undefined);
  const records = sum(content, 'records');
  const unequal = sum(content, 'missing', 'mismatch', 'duplicate', 'order');
  const aside = sum(files, 'aside');
  return (
    `${count(Math.max(0, records - unequal))} of ${names.records(records)} equal` +
    (aside === 0 ? '' : `, ${count(aside)} unreadable ${aside === 1 ? 'file' : 'files'} kept aside`)
  );
}

function rewriteText(checks: readonly Check[]): string {
  const [originals, files] = [true, false].map((isArchive) =>
    checks.filter(({ subject }) => (subject === 'archive') === isArchive),
  ) as [Check[], Check[]];
  const parts = [[files, 'files'] as const, [originals, 'originals'] as const].flatMap(([own, what]) =>
    own.length === 0
      ? []
      : [`${count(sum(own, 'identical', 'equal'))} of ${count(sum(own, 'files'))} ${what}`],
  );
  return `${parts.join(', ')}, byte for byte`;
}

function workText(checks: readonly Check[]): string {
  const [timed, refused, skipped] = [
    sum(checks, 'timed'),
    sum(checks, 'refused'),
    sum(checks, 'skippedTrials'),
  ];
  const left = skipped === 0 ? '' : `, ${count(skipped)} trials left out for lack of time`;
  if (timed + refused === 0) return `nothing was timed${left}`;
  return refused === 0
    ? `${count(timed)} timings, each with the model’s answers${left}`
    : `${count(refused)} of ${count(refused + timed)} timings gave other answers than the model${left}`;
}

/** Its own line, because a store that got no time has no column either. */
function programText(checks: readonly Check[], names: Names): string {
  const timed = sum(checks, 'timed');
  const name = names.title(checks[0]?.subject ?? '');
  return timed === 0
    ? `${name} was NOT timed`
    : `${name} was timed beside the stores, ${count(timed)} timings, each with the model’s answers`;
}

/** The stores that promise it, and beside them those that do not. */
function loadText(all: readonly Check[], names: Names): string {
  // Those of a search for the highest rate, whose runs lost nothing that was not expected: each would have ended it.
  const [knees, checks] = [true, false].map((isKnee) =>
    all.filter(({ counts }) => (counts.keptPerSecond !== undefined) === isKnee),
  ) as [Check[], Check[]];
  return [...knees.map((check) => kneeText(check, names)), writesText(checks, names)]
    .filter((text) => text !== '')
    .join(', ');
}

const kneeText = ({ subject, verdict, counts }: Check, names: Names): string => {
  const { keptPerSecond = 0, missedPerSecond } = counts;
  const isOpen = verdict === 'unknown';
  const from = isOpen ? 'at least ' : missedPerSecond === undefined ? '' : 'up to ';
  const kept = keptPerSecond > 0 ? `${from}${rate(keptPerSecond)}` : isOpen ? 'unknown' : 'no rate';
  return `${names.phrase(subject)}: ${kept}`;
};

function writesText(checks: readonly Check[], names: Names): string {
  const of = (own: readonly Check[]): string =>
    `${count(sum(own, 'lost'))} of ${count(sum(own, 'acknowledged'))}`;
  const unshared = checks.filter(({ verdict }) => verdict === 'expected-fail');
  const promising = checks.filter(({ verdict }) => verdict !== 'expected-fail');
  const lost = promising.length === 0 ? '' : `${of(promising)} writes lost`;
  // A store has a check for each load that it was put under.
  const today = [...Map.groupBy(unshared, ({ subject }) => subject)].map(
    ([subject, own]) => `${names.phrase(subject)} today: ${of(own)}`,
  );
  if (lost === '') return today.join(', ');
  return today.length === 0 ? lost : `${lost}  (${today.join(', ')})`;
}

/** Ends in what shows the fault. */
function withFault(checks: readonly Check[], text: string, kind: RunKind): Pick<Fact, 'text' | 'below'> {
  const fault =
    checks.find(({ verdict }) => verdict === 'fail') ?? checks.find(({ verdict }) => verdict === 'unknown');
  if (fault === undefined) return { text };
  const { area, verdict, counts, name, detail } = fault;
  // The detail has names of a result file, and the table shows the gaps.
  const isUnreached = area === 'bench' && verdict === 'unknown' && (counts.skippedTrials ?? 0) > 0;
  if (!isUnreached) return faultFact(faultLines(`${text}. ${name}: ${detail}`));
  // The main job has no budget to give.
  const advice = kind === 'bench' ? ': give it more time (--budget)' : '';
  return { text: `${text}. What has no figure was not reached${advice}` };
}

const faultFact = ([text = '', ...below]: readonly string[]): Pick<Fact, 'text' | 'below'> => ({
  text,
  below,
});

const factOf = ({ verdict, name, detail }: Check, subject: string): Fact => ({
  mark: CHECK_MARKS[verdict],
  name: subject,
  ...faultFact(faultLines(detail === '' ? name : `${name}: ${detail}`)),
});

/** The operations that differ first, each with what shows it. */
function conformFacts(checks: readonly Check[]): Fact[] {
  const order: readonly Check['verdict'][] = ['fail', 'unknown', 'expected-fail', 'ok'];
  return checks
    .toSorted((left, right) => order.indexOf(left.verdict) - order.indexOf(right.verdict))
    .map((check) => {
      const calls = Object.values(check.counts)[0];
      const name = check.name.replace(CONFORM_PREFIX, '').replace(/^protocol: /, '');
      const compared =
        calls === undefined ? '' : `${count(calls)} ${calls === 1 ? 'answer' : 'answers'} compared`;
      return {
        mark: CHECK_MARKS[check.verdict],
        name,
        ...(check.verdict === 'ok' || check.detail === ''
          ? { text: compared }
          : faultFact(faultLines(check.detail.replace(/^.* differs from the model: /, '')))),
      };
    });
}
