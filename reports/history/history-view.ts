// A history as a screen and as Markdown: steps of a level first, then every figure with the last run beside those before it.

import type { History } from '../../results/history-file.ts';
import type { Estimate } from '../../statistics/interval.ts';
import type { Block, Mark, Screen, ScreenColumn, ScreenRow, Way } from '../render/screen/screen.ts';
import { count, digits, duration, percent, rate, size } from '../text/figures.ts';
import { markdownTable, markdownText } from '../text/markdown.ts';
import { sparkline } from './sparkline.ts';
import { isBetter, isMoved, type Step, type Trend } from './trend.ts';

/** Said with every view. */
const NO_VERDICT =
  'Runs of different days are no comparison of what changed between them: nothing of this passes or fails. "gate --base" compares a change with its base.';

const BLOCKS = 20;

interface HistoryView {
  readonly history: History;
  readonly trends: readonly Trend[];
}

export function historyScreen(
  { history, trends }: HistoryView,
  {
    head,
    ways,
    hasUnicode,
  }: { readonly head: readonly string[]; readonly ways: readonly Way[]; readonly hasUnicode: boolean },
): Screen {
  const steps = stepsOf(trends);
  const columns = COLUMNS.filter(({ title }) => hasUnicode || title !== COURSE);
  return {
    head: [...head, ...sizeOf(history)],
    blocks: [
      ...(steps.length === 0
        ? []
        : [{ title: 'STEPS', text: '', table: { columns: STEP_COLUMNS, rows: steps.map(stepRow) } }]),
      {
        title: 'LAST RUN',
        text: '',
        table: {
          columns,
          rows: trends.map((trend) => ({
            ...rowOf(trend),
            cells: rowOf(trend).cells.slice(0, columns.length),
          })),
        },
        foot: [NO_VERDICT],
      } satisfies Block,
    ],
    ways,
  };
}

/** Ends with a line end. */
export function historyMarkdown({ history, trends }: HistoryView): string {
  const steps = stepsOf(trends);
  const table = (columns: readonly ScreenColumn[], rows: readonly ScreenRow[]): string =>
    markdownTable(
      ['figure', ...columns.slice(1).map(({ title }) => title)],
      rows.map(({ cells }) => cells),
    );
  return [
    '## Past runs',
    '',
    `${sizeOf(history).join(', ')}. ${markdownText(NO_VERDICT)}`,
    '',
    ...(steps.length === 0 ? [] : ['### Steps', '', table(STEP_COLUMNS, steps.map(stepRow)), '']),
    '### Last run',
    '',
    table(COLUMNS, trends.map(rowOf)),
    '',
  ].join('\n');
}

function sizeOf({ lines, unread }: History): string[] {
  const runs = new Set(lines.map(({ run }) => run)).size;
  const machines = new Set(lines.map(({ machine }) => machine)).size;
  return [
    `${count(runs)} ${runs === 1 ? 'run' : 'runs'}`,
    ...(machines > 1 ? [`${machines} kinds of machine, each figure on that of its last run`] : []),
    ...(unread > 0 ? [`${count(unread)} lines could not be read`] : []),
  ];
}

interface StepOf {
  readonly trend: Trend;
  readonly step: Step;
}

/** The latest first. */
const stepsOf = (trends: readonly Trend[]): StepOf[] =>
  trends
    .flatMap((trend) => trend.steps.map((step) => ({ trend, step })))
    .toSorted((one, other) => other.step.startedAt.localeCompare(one.step.startedAt));

const STEP_COLUMNS: readonly ScreenColumn[] = [
  { title: '', align: 'left' },
  { title: 'change', align: 'right' },
  { title: 'from', align: 'right' },
  { title: 'to', align: 'right' },
  { title: 'since', align: 'left' },
  { title: 'revision', align: 'left', rank: 1 },
  { title: 'with', align: 'left', rank: 2 },
];

const stepRow = ({ trend, step }: StepOf): ScreenRow => ({
  ...markOf(isBetter(step.to / step.from, trend)),
  cells: [
    ...[nameOf(trend), change(step.to / step.from), valueText(step.from, trend), valueText(step.to, trend)],
    ...[step.startedAt.slice(0, 10), step.revision.slice(0, 12), step.versions],
  ],
});

const COURSE = 'course';

const COLUMNS: readonly ScreenColumn[] = [
  { title: '', align: 'left' },
  { title: 'last', align: 'right' },
  { title: 'change', align: 'right' },
  { title: 'interval', align: 'left', rank: 1 },
  { title: 'runs before', align: 'right', rank: 3 },
  { title: COURSE, align: 'left', rank: 2 },
];

function rowOf(trend: Trend): ScreenRow {
  const { ratio, last, values, before } = trend;
  return {
    ...markOf(ratio !== null && isMoved(trend) ? isBetter(ratio.value, trend) : null),
    cells: [
      ...[nameOf(trend), valueText(last.value, trend)],
      ...(ratio === null ? ['', ''] : [change(ratio.value), intervalText(ratio)]),
      ...[count(before), sparkline(values, BLOCKS)],
    ],
  };
}

const markOf = (isGood: boolean | null): { mark?: Mark } =>
  isGood === null ? {} : { mark: isGood ? 'good' : 'bad' };

const nameOf = ({ name, measure, quantile }: Trend): string =>
  listedName(
    name,
    measure === 'latency' || measure === 'file-size' ? '' : measure,
    quantile === 'p50' ? '' : quantile,
  );

const listedName = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** Two runs of few trials can leave anything open. */
const TELLING_FACTOR_MAX = 100;

const intervalText = ({ low, high }: Estimate): string =>
  high > low * TELLING_FACTOR_MAX ? 'anything' : `${change(low)} to ${change(high)}`;

/** "+12%" */
function change(ratio: number): string {
  const text = percent(100 * (ratio - 1), 2);
  return ratio > 1 ? `+${text}` : text;
}

function valueText(value: number, { unit }: Pick<Trend, 'unit'>): string {
  switch (unit) {
    case 'ns':
      return duration(value);
    case 'bytes':
      return size(value);
    case 'ops/s':
      return rate(value);
    case 'percent':
      return percent(value);
    default:
      return `${digits(value)} ${unit}`;
  }
}
