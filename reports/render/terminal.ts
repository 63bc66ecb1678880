// A report for a terminal: what was checked, the claims, the load runs, and how to repeat it.
// Colour and characters beyond ASCII only where they are wanted; without them the text says the same.

import { namesIn } from '../names.ts';
import type { Report } from '../report.ts';
import { asciiText } from '../text/ascii.ts';
import { wrapped as byColumns } from '../text/columns.ts';
import { faultLines } from '../text/fault.ts';
import { oneLine } from '../text/one-line.ts';
import { comparedTable } from './compared-table.ts';
import { kneesTable, loadRunsTable, loadTable, slopesTable } from './load-tables.ts';
import { comparedNotes, insteadNotes, steadyText } from './notes.ts';
import { repetition } from './repeat.ts';
import { painted, type TerminalStyle } from './style.ts';
import { type Cell, cellText, type Table, type Tone } from './table.ts';
import { checksTable, claimsTable, doubtsTable } from './tables.ts';
import { shortScalingTable, targetRows } from './timing-tables.ts';

/** Lines end with LF. */
export function renderTerminal(report: Report, style: TerminalStyle): string {
  const { command, note } = repetition(report);
  const sections = [
    report.summary.join('\n'),
    section('Base against head', comparedTable(report), style),
    comparedNotes(report)
      .map((note) => wrapped(note, style.width))
      .join('\n'),
    section('Checked', checksTable(report), style),
    faultsText(report, style),
    section('Promised and measured', promisesTable(report), style),
    insteadText(report, style),
    section('Exponents of growth', shortScalingTable(report), style),
    section(`Several processes on one ${namesIn(report).home}`, loadRunsTable(report), style),
    section('Calls under load', loadTable(report), style),
    steadyText(report),
    section('Growth over the time of the load', slopesTable(report), style),
    section('The highest rate that keeps the promised latency', kneesTable(report), style),
    section('Doubts', doubtsTable(report), style),
    `To repeat:  ${command}\n${note}`,
  ].filter((text) => text !== '');
  const text = `${sections.join('\n\n')}\n`;
  return style.hasUnicode ? text : asciiText(text);
}

/** What was promised, then what the store asks of itself: one table says all that holds and does not. */
function promisesTable(report: Report): Table {
  const claims = claimsTable(report);
  return { ...claims, rows: [...claims.rows, ...targetRows(report)] };
}

const FULL_OPERATIONS_MAX = 12;

/** The table has no room for what shows a fault. */
function faultsText({ checks }: Report, style: TerminalStyle): string {
  const faults = checks
    .filter(({ verdict, detail }) => (verdict === 'fail' || verdict === 'unknown') && detail !== '')
    .map(({ name, detail }) =>
      faultLines(`${name}: ${detail}`, FULL_OPERATIONS_MAX)
        .flatMap((line) => byColumns(line, Math.max(8, style.width - 4)))
        .map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`))
        .join('\n'),
    );
  return faults.length === 0
    ? ''
    : [painted('What was not as it should be', 'bold', style), ...faults].join('\n');
}

/** What holds where promises do not, in lines that fit. */
function insteadText(report: Report, style: TerminalStyle): string {
  const notes = insteadNotes(report).map(({ ids, text }) =>
    wrapped(`${ids.join(', ')}: ${text}`, style.width),
  );
  return notes.length === 0
    ? ''
    : [painted('Where promises on times do not hold', 'bold', style), ...notes].join('\n');
}

function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text).split(' ')) {
    if (line !== '' && line.length + word.length + 3 > width) {
      lines.push(line);
      line = ' ';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].map((one) => `  ${one}`).join('\n');
}

/** In a narrow terminal first the details go, then the columns that can be missed. */
function section(title: string, table: Table, style: TerminalStyle): string {
  if (table.rows.length === 0) return '';
  const choices = [
    drawn(table, cellText, style),
    drawn(table, ({ text }) => text, style),
    drawn(withoutOptional(table), ({ text }) => text, style),
  ];
  const fitting = choices.find((lines) => lines.every((line) => line.length <= style.width));
  const lines = fitting ?? choices.at(-1) ?? [];
  return [painted(title, 'bold', style), ...lines.map((line) => line.text)].join('\n');
}

const withoutOptional = ({ columns, rows }: Table): Table => ({
  columns: columns.filter(({ isOptional }) => isOptional !== true),
  rows: rows.map((row) => row.filter((_, index) => columns[index]?.isOptional !== true)),
});

interface Line {
  readonly text: string;
  /** Without colour. */
  readonly length: number;
}

function drawn({ columns, rows }: Table, textOf: (cell: Cell) => string, style: TerminalStyle): Line[] {
  const texts = rows.map((row) => row.map((cell) => oneLine(textOf(cell))));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...texts.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[], tones: readonly (Tone | undefined)[]): Line => {
    const drawnCells = cells.map((text, index) => {
      const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - text.length));
      const shown = painted(text, tones[index], style);
      return columns[index]?.align === 'right' ? padding + shown : shown + padding;
    });
    const length = 2 * cells.length + widths.slice(0, -1).reduce((sum, width) => sum + width, 0);
    return { text: `  ${drawnCells.join('  ')}`.trimEnd(), length: length + (cells.at(-1)?.length ?? 0) };
  };
  return [
    line(
      columns.map(({ title }) => title),
      columns.map(() => 'muted'),
    ),
    ...texts.map((row, at) =>
      line(
        row,
        row.map((_, index) => rows[at]?.[index]?.tone),
      ),
    ),
  ];
}
