// The last screen of base against head: the verdict with what it is about, every benchmark with its effect, the worst first and
// improvements beside them, what was not compared, and how sure all that is.

import type { ComparedJudgement } from '../../../results/comparison.ts';
import {
  type Compared,
  type ComparedRow,
  type ComparedVerdict,
  isOpenInP95,
} from '../../compared/compared.ts';
import {
  benchmarkTitle,
  commonScope,
  comparedText,
  comparedTitle,
  effectText,
  nextStep,
  notComparedLines,
  openReasons,
  rangeText,
  sameCommitText,
  sureText,
} from '../../compared/words.ts';
import { type Names, namesIn } from '../../names.ts';
import type { Report } from '../../report.ts';
import { duration } from '../../text/figures.ts';
import type { Tone } from '../table.ts';
import { machineNoteBlock } from './machine-block.ts';
import type { Block, Mark, ScreenRow } from './screen.ts';

/** Beside a diff and a build log nobody wants more of it. */
export const COMPARED_LINES_MAX = 25;

const TONES: Readonly<Record<ComparedVerdict, Tone>> = {
  failed: 'bad',
  regressed: 'bad',
  'not compared': 'unsure',
  'cannot tell': 'unsure',
  fine: 'good',
};

const MARKS: Readonly<Record<string, Mark>> = {
  failed: 'bad',
  regressed: 'bad',
  'cannot tell': 'open',
  improved: 'good',
  fine: 'good',
};

export function comparedBlocks({
  compared,
  machine,
  header,
}: Report & { readonly compared: Compared }): Block[] {
  const names = namesIn({ header });
  const scope = commonScope(compared, names);
  const open = compared.comparisons.filter(({ row }) => row.verdict === 'cannot tell').length;
  const { base = '', head = '' } = compared.comparing ?? header.options;
  const sure = sureText(compared);
  const same = sameCommitText(base, head);
  return [
    {
      title: comparedTitle(compared),
      tone: TONES[compared.verdict],
      text: comparedText(compared, names),
      foot: [
        `base: ${base}   head: ${head}`,
        ...(same === null ? [] : [same]),
        ...openReasons(compared, names).slice(0, compared.verdict === 'regressed' ? 1 : REASONS_MAX),
        ...nextStep(compared, machine?.isBusy === true, header.options.budgetSeconds),
      ],
    },
    ...tableBlock(compared, scope, names),
    ...(sure.length === 0 ? [] : [{ title: 'HOW SURE', text: sure.join(' ') }]),
    ...(machine === null ? [] : [machineNoteBlock(machine, open)]),
  ];
}

const REASONS_MAX = 2;

function tableBlock(compared: Compared, scope: string | null, names: Names): Block[] {
  const { comparisons } = compared;
  const foot = notComparedLines(compared, names, scope).map(({ name, text }) => `${name}: ${text}`);
  if (comparisons.length === 0) return foot.length === 0 ? [] : [{ title: 'LEFT OUT', text: '', foot }];
  return [
    {
      title: 'COMPARED',
      text: scope ?? '',
      table: {
        columns: [
          { title: '', align: 'left' },
          { title: 'median', align: 'right' },
          { title: '', align: 'left', rank: 1 },
          { title: 'p95', align: 'right' },
          { title: '', align: 'left', rank: 2 },
          { title: 'base', align: 'right', rank: 0 },
          { title: 'head', align: 'right', rank: 0 },
        ],
        rows: comparisons.map((one) => rowOf(one, scope, names)),
        rest: 'more, none worse: --full',
      },
      foot,
    },
  ];
}

function rowOf({ row, baseNs, headNs, pairs }: ComparedRow, scope: string | null, names: Names): ScreenRow {
  const { p50, p95, verdict } = row;
  const isPartly = isOpenInP95(row);
  return {
    mark: MARKS[verdict] ?? 'open',
    cells: [
      benchmarkTitle(row, names, scope),
      ...[p50, p95].flatMap((judged) =>
        judged === null
          ? ['–', '']
          : [effectText(judged), `${rangeText(judged)}${isPartly ? openText(judged) : ''}`],
      ),
      ...(pairs === 0 ? ['–', '–'] : [duration(baseNs), duration(headNs)]),
    ],
  };
}

const openText = ({ verdict }: ComparedJudgement): string =>
  verdict === 'cannot tell' ? ' ?' : ` ${verdict}`;
