// Base against head as one table: every benchmark with its effect, worst first, then what was not compared.

import type { ComparedJudgement, Comparison } from '../../results/comparison.ts';
import type { Compared } from '../compared/compared.ts';
import { effectText, processesText, rangeText, scopeText, verdictText } from '../compared/words.ts';
import { namesIn } from '../names.ts';
import type { Report } from '../report.ts';
import { count, duration } from '../text/figures.ts';
import { NONE } from './cells.ts';
import { type Cell, left, optional, right, type Table, type Tone } from './table.ts';

type Verdict = Comparison['verdict'];

const COMPARED_TONES: Readonly<Record<Verdict, Tone>> = {
  failed: 'bad',
  regressed: 'bad',
  'cannot tell': 'unsure',
  'not compared': 'unsure',
  improved: 'good',
  fine: 'muted',
};

export function comparedTable(report: Report): Table {
  const names = namesIn(report);
  const { comparisons, notCompared, itself } = report.compared ?? NOTHING;
  return {
    columns: [
      left('Operation'),
      optional(left('Store and data')),
      right('Median'),
      right('p95'),
      right('Base'),
      right('Head'),
      optional(right('Pairs')),
      left('Verdict'),
    ],
    rows: [
      ...[...comparisons, ...itself].map(({ row, baseNs, headNs, pairs }) => [
        { text: names.title(row.operation), ...(row.kind === ITSELF && { detail: '(head against itself)' }) },
        { text: scopeText(row, names), tone: 'muted' as const },
        effectCell(row.p50),
        effectCell(row.p95),
        pairs === 0 ? NONE : { text: duration(baseNs) },
        pairs === 0 ? NONE : { text: duration(headNs) },
        { text: count(pairs), hover: `${processesText(row.processes.length)}, ${row.manner}` },
        verdictCell(row),
      ]),
      ...notCompared.map((row) => [
        { text: names.title(row.operation) },
        { text: scopeText(row, names), tone: 'muted' as const },
        NONE,
        NONE,
        NONE,
        NONE,
        NONE,
        { ...verdictCell(row), detail: row.detail },
      ]),
    ],
  };
}

const ITSELF: Comparison['kind'] = 'head against itself';
const NOTHING: Pick<Compared, 'comparisons' | 'notCompared' | 'itself'> = {
  comparisons: [],
  notCompared: [],
  itself: [],
};

function effectCell(judged: ComparedJudgement | null): Cell {
  if (judged === null) return NONE;
  const { verdict, floor, smallestEffect } = judged;
  return {
    text: effectText(judged),
    detail: rangeText(judged),
    tone: COMPARED_TONES[verdict],
    hover: `98% interval; up to ${share(floor)} is no difference, ${share(smallestEffect)} would have been found`,
  };
}

const share = (value: number): string => `${Number((100 * value).toPrecision(2))}%`;

const verdictCell = (row: Comparison): Cell => ({
  text: verdictText(row),
  tone: COMPARED_TONES[row.verdict],
  ...(row.detail === '' ? {} : { hover: row.detail }),
});
