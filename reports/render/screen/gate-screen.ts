// The last screen of a gate: its verdict, then what was checked in lines and what was measured in a table, the worst
// first, and why. Times of one machine have no vote and are only counted here.

import type { Results } from '../../../results/result-file.ts';
import type { Test } from '../../../results/tests.ts';
import type { GateResult, JudgedTarget } from '../../gate/gate.ts';
import { causesOf, ordered, SINGLE } from '../../gate/summary.ts';
import type { GateVerdict } from '../../gate/words.ts';
import { isMeasured } from '../../judge/asked.ts';
import { type Names, namesIn } from '../../names.ts';
import { partsText } from '../../parts-text.ts';
import { count } from '../../text/figures.ts';
import type { Tone } from '../table.ts';
import { machineNoteBlock } from './machine-block.ts';
import type { Block, Mark, Screen, ScreenColumn, Way } from './screen.ts';

const TITLES: Readonly<Record<GateVerdict, readonly [title: string, tone: Tone]>> = {
  pass: ['PASSED', 'good'],
  fail: ['FAILED', 'bad'],
  'cannot tell': ['CANNOT TELL', 'unsure'],
};

const MARKS: Readonly<Record<GateVerdict, Mark>> = { pass: 'good', fail: 'bad', 'cannot tell': 'open' };

/** `subject`: which run was judged by what. */
export function gateScreen(
  result: GateResult,
  results: Results,
  { subject, ways }: { readonly subject: readonly string[]; readonly ways: readonly Way[] },
): Screen {
  const targets = ordered(result.targets);
  const voting = targets.filter(({ isInformational }) => !isInformational);
  const asked = voting.filter(({ isUnlisted }) => !isUnlisted);
  const of = (verdict: GateVerdict): number => asked.filter((target) => target.verdict === verdict).length;
  const [title, tone] = TITLES[result.verdict];
  const measured = voting.filter(({ test }) => isMeasured(test));
  const { machine } = result;
  const verdict: Block = {
    title,
    tone,
    text:
      (asked.length < voting.length ? 'The run did not come to its end. ' : '') +
      `${count(of('pass'))} of ${count(asked.length)} targets are met, ${count(of('fail'))} missed, ` +
      `${count(of('cannot tell'))} undecided.`,
    foot: [...partsText(results), ...reasonsOf(voting)],
  };
  return {
    head: [...(machine === null ? [] : [machine.brief]), ...subject],
    blocks: [
      verdict,
      ...measuredBlocks(
        measured,
        targets.filter(({ isInformational }) => isInformational),
        namesIn(results),
      ),
      ...checkedBlock(voting.filter(({ test }) => !isMeasured(test))),
      // A check that could not be made is no figure.
      ...(machine === null
        ? []
        : [machineNoteBlock(machine, measured.filter(isOpen).length, machine.trials)]),
    ],
    ways,
  };
}

const isOpen = ({ verdict }: JudgedTarget): boolean => verdict === 'cannot tell';

/** Of one kind; the job summary has the rest. */
const REASONS_MAX = 2;

/** Why the targets that are missed are there, then what kept others from being decided. */
function reasonsOf(voting: readonly JudgedTarget[]): string[] {
  const missed = voting.filter(({ verdict }) => verdict === 'fail');
  const absent = missed.filter(({ isUnmeasured }) => isUnmeasured);
  const single = missed.filter(({ isSingle }) => isSingle);
  const found = missed.filter(({ isUnmeasured, isSingle }) => !isUnmeasured && !isSingle);
  return [
    ...(voting.length === 0 ? ['None of the targets has a vote.'] : []),
    ...(absent.length === 0
      ? []
      : [`${count(absent.length)} missed: this run did not measure what they ask for.`]),
    ...(single.length === 0 ? [] : [`${count(single.length)} missed: ${SINGLE}`]),
    ...found.slice(0, REASONS_MAX).map(({ title, why }) => `${title}: ${why}`),
    ...openReasons(voting.filter(isOpen)),
  ];
}

/** Each target is counted once, under the cause that it shares with most others, so that the counts add up. */
function openReasons(open: readonly JudgedTarget[]): string[] {
  const counted = new Map<string, number>();
  for (let left = open; left.length > 0; ) {
    const [cause = ACROSS] = [...causesOf(left)]
      .toSorted(([, one], [, other]) => other.length - one.length)
      .map(([text]) => text);
    const kept = left.filter(({ because }) => cause === ACROSS || because.includes(cause));
    counted.set(cause, kept.length);
    left = left.filter((target) => !kept.includes(target));
  }
  const reasons = [...counted].map(([cause, targets]) => `${count(targets)} undecided: ${cause}`);
  if (reasons.length <= REASONS_MAX) return reasons;
  const rest = [...counted.values()].slice(REASONS_MAX - 1).reduce((sum, targets) => sum + targets, 0);
  return [...reasons.slice(0, REASONS_MAX - 1), `${count(rest)} undecided for other reasons: --full`];
}

const ACROSS = 'the 95% interval lies across the limit.';

function checkedBlock(checked: readonly JudgedTarget[]): Block[] {
  if (checked.length === 0) return [];
  const facts = checked.map(({ title, targetTitle, found, verdict }) => ({
    mark: MARKS[verdict],
    name: '',
    text: `${titled(targetTitle, title)}: ${found}`,
  }));
  return [{ title: 'CHECKS', text: '', facts }];
}

/** The words of its author come first. */
const titled = (targetTitle: string, quantity: string): string =>
  targetTitle === '' || targetTitle === quantity ? quantity : `${targetTitle}: ${quantity}`;

/** A table for each pair of stores and number of records, in the order of their worst targets. */
function measuredBlocks(
  measured: readonly JudgedTarget[],
  voteless: readonly JudgedTarget[],
  names: Names,
): Block[] {
  const tables = [...Map.groupBy(measured, (target) => scopeOf(target, names))].map(([scope, own]) => {
    const isAtMost = own.every(({ asked }) => asked.startsWith(AT_MOST));
    return {
      title: 'TARGETS',
      text: scope,
      table: {
        columns: columnsOf(isAtMost ? AT_MOST.trim() : 'asked'),
        rows: own.map(({ test, title, targetTitle, asked, found, verdict }) => ({
          mark: MARKS[verdict],
          cells: [
            titled(targetTitle, quantityOf(test, title, names)),
            isAtMost ? asked.slice(AT_MOST.length) : asked,
            found,
          ],
        })),
        rest: 'more, none worse: --full',
      },
    };
  });
  if (voteless.length === 0) return tables;
  const foot = [votelessText(voteless)];
  const last = tables.pop() ?? { title: 'TARGETS', text: '' };
  return [...tables, { ...last, foot }];
}

const AT_MOST = 'at most ';

const columnsOf = (asked: string): readonly ScreenColumn[] => [
  { title: '', align: 'left' },
  { title: asked, align: 'right' },
  { title: 'found', align: 'left' },
];

/** What is compared, and on how many records. */
function scopeOf({ test, stores }: JudgedTarget, names: Names): string {
  const pair = stores.map((store) => names.title(store)).join(' / ');
  const records = 'records' in test && Array.isArray(test.records) ? test.records : [];
  return records.length === 0 ? pair : `${pair}, ${records.map(count).join(', ')} ${names.many}`;
}

function quantityOf(test: Test, title: string, names: Names): string {
  switch (test.quantity) {
    case 'ratio':
    case 'time':
      return test.operations.map((operation) => names.title(operation)).join(', ');
    case 'size':
    case 'size ratio':
      return 'size on disk';
    default:
      return title;
  }
}

function votelessText(targets: readonly JudgedTarget[]): string {
  const timed = targets.filter(({ isUnmeasured }) => !isUnmeasured);
  const of = (verdict: GateVerdict): string =>
    count(timed.filter((target) => target.verdict === verdict).length);
  const untimed = targets.length - timed.length;
  return (
    `${count(targets.length)} figures have no vote: ${of('pass')} met, ${of('fail')} missed, ` +
    `${of('cannot tell')} undecided${untimed === 0 ? '' : `, ${count(untimed)} not timed`} (--full)`
  );
}
