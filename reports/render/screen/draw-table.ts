// The table of a block: its title in the place of the first column's, figures to the right, columns left out and the
// widest cut where the terminal is too narrow.

import { columnsOf, fitted, padded } from '../../text/columns.ts';
import { count } from '../../text/figures.ts';
import type { Tone } from '../table.ts';
import { type Line, markPart, markWidth, type Room } from './line.ts';
import type { Block, ScreenColumn, ScreenTable } from './screen.ts';

const GAP = 2;
/** No column is cut to less. */
const CUT_MIN = 12;
/** A cell is cut beyond this. The last of a row has room for a sentence, such as "2x, get at 100, the worst of 4". */
const CELL_MAX = 40;
const LAST_CELL_MAX = 64;

type TitledTable = Pick<Block, 'title' | 'tone' | 'text'> & { readonly table: ScreenTable };

export function tableLines({ title, tone, text, table }: TitledTable, room: Room): Line[] {
  const rows = table.rows.slice(0, room.rowsMax);
  const rest = table.rows.length - rows.length;
  const hasMarks = rows.some(({ mark }) => mark !== undefined);
  const indent = 2 + (hasMarks ? markWidth(room) + 1 : 0);
  const head = [title, text].filter((part) => part !== '').join('   ');
  const cells = rows.map((row) =>
    row.cells.map((cell, at) => fitted(cell, at === table.columns.length - 1 ? LAST_CELL_MAX : CELL_MAX)),
  );
  const columns = chosenColumns(table.columns, { cells, indent, head, room });
  const isHeadAlone = columns.some(({ isHeadAbove }) => isHeadAbove);
  return [
    ...headOf({ title, text, tone }, { columns, indent, isHeadAlone, room }),
    ...rows.map((row, at) => [
      { text: '  ' },
      ...(hasMarks ? [markPart(row.mark, room), { text: ' ' }] : []),
      { text: lineOf(columns, (index) => cells[at]?.[index] ?? '') },
    ]),
    ...(rest > 0
      ? [
          [
            {
              text: `${' '.repeat(indent)}and ${count(rest)} ${table.rest ?? 'more'}`,
              tone: 'muted' as const,
            },
          ],
        ]
      : []),
  ];
}

interface ShownColumn {
  readonly index: number;
  readonly title: string;
  readonly align: ScreenColumn['align'];
  readonly width: number;
  readonly isHeadAbove: boolean;
}

interface Contents {
  readonly cells: readonly (readonly string[])[];
  readonly indent: number;
  readonly head: string;
  readonly room: Room;
}

/** Without the columns that do not fit, least wanted first. */
function chosenColumns(all: readonly ScreenColumn[], contents: Contents): ShownColumn[] {
  const { indent, room } = contents;
  let shownNow = all.map((column, index) => ({ ...column, index }));
  for (;;) {
    const widths = shownNow.map((column) => widthOf(column, contents));
    const total = indent + widths.reduce((sum, width) => sum + width + GAP, -GAP);
    const over = total - room.width;
    const slack = widths.reduce((sum, width) => sum + Math.max(0, width - CUT_MIN), 0);
    const droppable = shownNow.filter(({ rank }) => rank !== undefined);
    if (over > 0 && droppable.length > 0) {
      const worst = Math.max(...droppable.map(({ rank = 0 }) => rank));
      shownNow = shownNow.toSpliced(
        shownNow.findLastIndex(({ rank }) => rank === worst),
        1,
      );
      continue;
    }
    // The widest gives way first, so that no column is lost to another.
    for (let left = Math.min(over, slack); left > 0; left--) {
      const widest = widths.indexOf(Math.max(...widths));
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
    return fittedTitles(shownNow, widths, contents);
  }
}

const widthOf = ({ title, index }: ScreenColumn & { index: number }, { cells }: Contents): number =>
  Math.max(
    index === 0 ? 0 : columnsOf(fitted(title, CELL_MAX)),
    ...cells.map((row) => columnsOf(row[index] ?? '')),
  );

/** The block's title needs a line of its own where the first column is too narrow for it. */
function fittedTitles(
  columns: readonly (ScreenColumn & { index: number })[],
  widths: readonly number[],
  { head, indent, room }: Contents,
): ShownColumn[] {
  const needed = columnsOf(head) + 1 - indent;
  const total = indent + widths.reduce((sum, width) => sum + width + GAP, -GAP);
  const missing = Math.max(0, needed - (widths[0] ?? 0));
  const isHeadAbove = total + missing > room.width;
  return columns.map(({ title, align, index }, at) => ({
    index,
    title,
    align,
    width: (widths[at] ?? 0) + (at === 0 && !isHeadAbove ? missing : 0),
    isHeadAbove,
  }));
}

interface Placing {
  readonly columns: readonly ShownColumn[];
  readonly indent: number;
  readonly isHeadAlone: boolean;
  readonly room: Room;
}

function headOf(
  { title, text, tone }: { title: string; text: string; tone: Tone | undefined },
  { columns, indent, isHeadAlone, room }: Placing,
): Line[] {
  const spoken = text === '' ? '' : `   ${text}`;
  const named: Line = [{ text: ' ' }, { text: title, tone: tone ?? 'bold' }];
  const titles = lineOf(columns, (index) =>
    index === 0 ? '' : (columns.find((column) => column.index === index)?.title ?? ''),
  );
  const hasTitles = titles.trim() !== '';
  if (isHeadAlone || !hasTitles) {
    const width = room.width - columnsOf(title) - 1;
    return [
      [...named, { text: fitted(spoken, width) }],
      ...(hasTitles ? [[{ text: `${' '.repeat(indent)}${titles}`, tone: 'muted' as const }]] : []),
    ];
  }
  const from = columnsOf(` ${title}${spoken}`) - indent;
  // The first column's part of the titles is blank: the head stands there.
  return [[...named, { text: spoken }, { text: titles.slice(from), tone: 'muted' }]];
}

const lineOf = (columns: readonly ShownColumn[], textOf: (index: number) => string): string =>
  columns
    .map(({ index, align, width }) => padded(fitted(textOf(index), width), width, align))
    .join(' '.repeat(GAP));
