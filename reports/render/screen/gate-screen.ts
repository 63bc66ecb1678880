// The last screen of a gate: its verdict, then what was checked in lines and what was measured in a table, the worst
// first, and why. Times of one machine have no vote and are only counted here.

import type { Results } from '../../../contract/result-file.ts';
import type { GateResult } from '../../gate/gate.ts';
import type { GateVerdict, JudgedTarget } from '../../gate/outcome.ts';
import { causesOf, ordered, titleOf } from '../../gate/summary.ts';
import type { Target } from '../../gate/targets.ts';
import { machineNote } from '../../machine.ts';
import { operationTitle, storeTitle } from '../../operations.ts';
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
  const of = (verdict: GateVerdict): number => voting.filter((target) => target.verdict === verdict).length;
  const [title, tone] = TITLES[result.verdict];
  const machine = machineNote(results);
  const verdict: Block = {
    title,
    tone,
    text:
      `${count(of('pass'))} of ${count(voting.length)} targets are met, ${count(of('fail'))} missed, ` +
      `${count(of('cannot tell'))} undecided.`,
    foot: reasonsOf(voting).slice(0, REASONS_MAX),
  };
  return {
    head: subject,
    blocks: [
      verdict,
      ...measuredBlocks(
        voting.filter(isMeasured),
        targets.filter(({ isInformational }) => isInformational),
      ),
      ...checkedBlock(voting.filter((target) => !isMeasured(target))),
      ...(machine === null ? [] : [machineNoteBlock(machine, of('cannot tell'))]),
    ],
    ways,
  };
}

/** The job summary has the rest. */
const REASONS_MAX = 2;

/** Why the targets that are missed are there, then what kept others from being decided. */
function reasonsOf(voting: readonly JudgedTarget[]): string[] {
  const missed = voting.filter(({ verdict }) => verdict === 'fail');
  const open = voting.filter(({ verdict }) => verdict === 'cannot tell');
  const causes = [...causesOf(open)].map(([cause, titles]) => `${count(titles.length)} undecided: ${cause}`);
  return [
    ...(voting.length === 0 ? ['None of the targets has a vote.'] : []),
    ...missed.map(({ target }) => `${titleOf(target)}: ${target.why}`),
    ...(open.length > 0 && causes.length === 0
      ? ['Undecided: the 95% interval lies across the limit.']
      : causes),
  ];
}

type Measured = JudgedTarget & { readonly target: Target & { readonly kind: 'ratio' | 'size' } };

const isMeasured = (judged: JudgedTarget): judged is Measured =>
  judged.target.kind === 'ratio' || judged.target.kind === 'size';

function checkedBlock(checked: readonly JudgedTarget[]): Block[] {
  if (checked.length === 0) return [];
  const facts = checked.map(({ target, found, verdict }) => ({
    mark: MARKS[verdict],
    name: '',
    text: `${titleOf(target)}: ${found}`,
  }));
  return [{ title: 'CHECKS', text: '', facts }];
}

/** A table for each pair of stores and number of sessions, in the order of their worst targets. */
function measuredBlocks(measured: readonly Measured[], voteless: readonly JudgedTarget[]): Block[] {
  const tables = [...Map.groupBy(measured, ({ target }) => scopeOf(target))].map(([scope, own]) => ({
    title: 'TARGETS',
    text: scope,
    table: {
      columns: COLUMNS,
      rows: own.map(({ target, asked, found, verdict }) => ({
        mark: MARKS[verdict],
        cells: [quantityOf(target), asked.replace(/^at most /, ''), found],
      })),
      rest: 'more, none worse: --full',
    },
  }));
  if (voteless.length === 0) return tables;
  const foot = [votelessText(voteless)];
  const last = tables.pop() ?? { title: 'TARGETS', text: '' };
  return [...tables, { ...last, foot }];
}

const COLUMNS: readonly ScreenColumn[] = [
  { title: '', align: 'left' },
  { title: 'at most', align: 'right' },
  { title: 'found', align: 'left' },
];

/** What is compared. */
const scopeOf = ({ store, baseline, sessions }: Measured['target']): string =>
  `${storeTitle(store)} / ${storeTitle(baseline)}, ${count(sessions)} sessions`;

const quantityOf = (target: Measured['target']): string =>
  target.kind === 'size' ? 'size on disk' : operationTitle(target.operation);

function votelessText(targets: readonly JudgedTarget[]): string {
  const of = (verdict: GateVerdict): string =>
    count(targets.filter((target) => target.verdict === verdict).length);
  return (
    `${count(targets.length)} times of this machine have no vote: ` +
    `${of('pass')} met, ${of('fail')} missed, ${of('cannot tell')} undecided (--full)`
  );
}
