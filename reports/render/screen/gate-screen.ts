// The last screen of a gate: its verdict, every target with the worst first, and why.

import type { Results } from '../../../contract/result-file.ts';
import type { GateResult } from '../../gate/gate.ts';
import type { GateVerdict, JudgedTarget } from '../../gate/outcome.ts';
import { explanations, ordered, talliesText, titleOf } from '../../gate/summary.ts';
import { machineNote } from '../../machine.ts';
import type { Tone } from '../table.ts';
import { machineNoteBlock } from './machine-block.ts';
import type { Block, Mark, Screen, ScreenRow, Way } from './screen.ts';

const WORDS: Readonly<Record<GateVerdict, readonly [title: string, tone: Tone, text: string]>> = {
  pass: ['PASSED', 'good', 'Every target that has a vote is met.'],
  fail: ['FAILED', 'bad', 'A target is missed: the worst are first.'],
  'cannot tell': ['CANNOT TELL', 'unsure', 'Nothing is missed for sure, and not everything is met for sure.'],
};

const MARKS: Readonly<Record<GateVerdict, Mark>> = { pass: 'good', fail: 'bad', 'cannot tell': 'open' };

/** `subject`: which run was judged by what. */
export function gateScreen(
  result: GateResult,
  results: Results,
  { subject, ways }: { readonly subject: readonly string[]; readonly ways: readonly Way[] },
): Screen {
  const [title, tone, text] = WORDS[result.verdict];
  const targets = ordered(result.targets);
  const machine = machineNote(results);
  const open = targets.filter(
    ({ verdict, isInformational }) => verdict === 'cannot tell' && !isInformational,
  );
  const verdict: Block = {
    title,
    tone,
    text: `${text} ${talliesText(result)}.`,
  };
  const table: Block = {
    title: 'TARGETS',
    text: '',
    table: {
      columns: [
        { title: '', align: 'left' },
        { title: 'asked', align: 'left' },
        { title: 'found', align: 'left' },
      ],
      rows: targets.map(rowOf),
      rest: 'more, none worse: --full',
    },
    foot: explanations(result.verdict, targets).slice(0, EXPLANATIONS_MAX),
  };
  return {
    head: subject,
    blocks: [verdict, table, ...(machine === null ? [] : [machineNoteBlock(machine, open.length)])],
    ways,
  };
}

/** The job summary has the rest. */
const EXPLANATIONS_MAX = 2;

/** What has no vote has its verdict in words. */
const rowOf = ({ target, asked, found, verdict, isInformational }: JudgedTarget): ScreenRow => ({
  ...(!isInformational && { mark: MARKS[verdict] }),
  cells: [titleOf(target), asked, isInformational ? `${found} (${verdict})` : found],
});
