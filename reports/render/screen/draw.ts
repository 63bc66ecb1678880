// Draws a screen into the columns and lines that a terminal has: at most 40 lines, no line wider than asked for, and the
// same words with and without colour. Text from outside cannot move a cursor, hide or reorder anything.

import { asciiText } from '../../text/ascii.ts';
import { columnsOf, fitted, padded, wrapped } from '../../text/columns.ts';
import { count } from '../../text/figures.ts';
import { oneLine } from '../../text/one-line.ts';
import type { TerminalStyle } from '../style.ts';
import type { Tone } from '../table.ts';
import { tableLines } from './draw-table.ts';
import { type Line, lineText, markPart, markWidth, type Part, type Room } from './line.ts';
import type { Block, Fact, Screen, Way } from './screen.ts';

/** Of a small terminal. */
export const LINES_MAX = 40;
/** Longer lines are hard to read. */
const WIDTH_MAX = 120;
const WIDTH_MIN = 40;

/** Lines end with LF. */
export function drawScreen(screen: Screen, style: TerminalStyle): string {
  const width = Math.max(WIDTH_MIN, Math.min(style.width, WIDTH_MAX));
  const lines = linesThatFit(spelled(screen, style), { width, hasUnicode: style.hasUnicode });
  return lines.map((line) => `${lineText(line, width, style)}\n`).join('');
}

/** Every text of it fit for one line, and in the characters that there are. */
function spelled<T>(value: T, style: TerminalStyle): T {
  if (typeof value === 'string') {
    const line = oneLine(value).trim();
    return (style.hasUnicode ? line : asciiText(line)) as T;
  }
  if (Array.isArray(value)) return value.map((inner) => spelled(inner, style)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spelled(inner, style)])) as T;
}

/** Under a fact, the first of these for which there is room. */
const BELOW_MAX = [12, 8, 6, 4];

/** What shows a fault is worth more than the facts that are as they should be. */
function linesThatFit(screen: Screen, room: Pick<Room, 'width' | 'hasUnicode'>): Line[] {
  const facts = screen.blocks.flatMap(({ facts: own = [] }) => own);
  const faults = facts.filter(({ below = [] }) => below.length > 0).length;
  for (const belowMax of faults === 0 ? [] : BELOW_MAX) {
    const found = withMostRows(screen, { ...room, belowMax }, Math.min(facts.length, faults + FACTS_KEPT));
    if (found !== undefined) return found;
  }
  return (
    withMostRows(screen, { ...room, belowMax: 0 }, 1) ??
    screenLines(screen, { ...room, belowMax: 0, rowsMax: 1, linesMax: 1 }).slice(0, LINES_MAX)
  );
}

/** So many facts without a fault do not give way to what shows one. */
const FACTS_KEPT = 3;

/** The fewest rows are left out that have to be; none of it when it does not fit with `rowsMin` rows. */
function withMostRows(
  screen: Screen,
  room: Omit<Room, 'rowsMax' | 'linesMax'>,
  rowsMin: number,
): Line[] | undefined {
  const longest = Math.max(
    1,
    ...screen.blocks.map(({ facts = [], table }) => Math.max(facts.length, table?.rows.length ?? 0)),
  );
  const withRows = (rowsMax: number): Line[] => screenLines(screen, { ...room, rowsMax, linesMax: 3 });
  const { linesMax = LINES_MAX } = screen;
  let [fits, tooMany] = [0, Math.min(longest, linesMax) + 1];
  while (tooMany - fits > 1) {
    const rowsMax = (fits + tooMany) >>> 1;
    if (withRows(rowsMax).length <= linesMax) fits = rowsMax;
    else tooMany = rowsMax;
  }
  return fits >= rowsMin ? withRows(fits) : undefined;
}

function screenLines({ head, blocks, ways }: Screen, room: Room): Line[] {
  const parts = [
    ...(head.length === 0 ? [] : [textLines(head.join('   '), { room, tone: 'muted' })]),
    ...blocks.map((block) => blockLines(block, room)),
    ...(ways.length === 0 ? [] : [wayLines(ways, room)]),
  ];
  return parts.flatMap((lines, index) => {
    // A block of one line belongs to what follows.
    const isLoose =
      index > 0 && !((parts[index - 1] as Line[]).length === 1 && lines.length === 1 && index > 1);
    return isLoose ? [[], ...lines] : lines;
  });
}

function blockLines(block: Block, room: Room): Line[] {
  const { title, tone, text, facts = [], table, foot = [] } = block;
  const rest = facts.length - room.rowsMax;
  return [
    ...(table === undefined
      ? titleLines(title, { text, tone, room })
      : tableLines({ title, tone, text, table }, room)),
    ...factLines(facts.slice(0, room.rowsMax), room),
    ...(rest > 0 ? [[{ text: `    and ${count(rest)} more`, tone: 'muted' as const }]] : []),
    ...foot.flatMap((line) => textLines(line, { room, indent: 2, tone: 'muted' })),
  ];
}

interface TitleText {
  readonly text: string;
  readonly tone: Tone | undefined;
  readonly room: Room;
}

function titleLines(title: string, { text, tone, room }: TitleText): Line[] {
  const first = ` ${title}`;
  const width = room.width - columnsOf(first) - 3;
  const [line = '', ...rest] = short(wrapped(text, Math.max(8, width)), room.linesMax);
  const indent = ' '.repeat(columnsOf(first) + 3);
  return [
    [{ text: ' ' }, { text: title, tone: tone ?? 'bold' }, { text: `   ${line}` }],
    ...rest.map((more) => [{ text: indent + more }]),
  ];
}

/** Longer names are broken. */
const NAME_SHARE_MAX = 0.45;

function factLines(facts: readonly Fact[], room: Room): Line[] {
  const names = facts.map(({ name }) => name);
  const nameWidth = Math.max(
    0,
    ...names.map((name) => Math.min(columnsOf(name), Math.floor(NAME_SHARE_MAX * room.width))),
  );
  const mark = facts.some((fact) => fact.mark !== undefined) ? markWidth(room) + 1 : 0;
  const indent = 2 + mark + (nameWidth === 0 ? 0 : nameWidth + 2);
  return facts.flatMap((fact, index) => {
    const texts = short(wrapped(fact.text, Math.max(8, room.width - indent)), room.linesMax);
    const nameLines = nameWidth === 0 ? [] : short(wrapped(names[index] ?? '', nameWidth), room.linesMax);
    const lines: Line[] = Array.from({ length: Math.max(texts.length, nameLines.length) }, (_, at) => [
      { text: '  ' },
      ...(mark === 0 ? [] : [markPart(at === 0 ? fact.mark : undefined, room), { text: ' ' }]),
      { text: nameWidth === 0 ? '' : `${padded(fitted(nameLines[at] ?? '', nameWidth), nameWidth)}  ` },
      { text: texts[at] ?? '' },
    ]);
    return [...lines, ...belowLines(fact.below ?? [], room)];
  });
}

function belowLines(below: readonly string[], room: Room): Line[] {
  if (below.length === 0 || room.belowMax === 0) return [];
  const lines = below.flatMap((text) => wrapped(text, Math.max(8, room.width - BELOW_INDENT)));
  return short(lines, room.belowMax).map((text) => [{ text: ' '.repeat(BELOW_INDENT) }, { text }]);
}

const BELOW_INDENT = 6;

/** Several in a line where there is room for them. */
function wayLines(ways: readonly Way[], room: Room): Line[] {
  const labelWidth = Math.max(...ways.map(({ label }) => columnsOf(label)));
  const lines: Part[][] = [];
  let taken = Number.POSITIVE_INFINITY;
  for (const way of ways) {
    const [label, text] = [way.label, way.text];
    const inLine = `      ${label}  ${text}`;
    if (taken + columnsOf(inLine) <= room.width) {
      lines.at(-1)?.push({ text: `      ${label}  `, tone: 'muted' }, { text });
      taken += columnsOf(inLine);
      continue;
    }
    const width = Math.max(8, room.width - labelWidth - 3);
    // A path or a command that is cut is of no use: it goes on in the next line.
    const [first = '', ...rest] = wrapped(text, width);
    lines.push([{ text: ` ${padded(label, labelWidth)}  `, tone: 'muted' }, { text: first }]);
    for (const more of rest.slice(0, room.linesMax))
      lines.push([{ text: `${' '.repeat(labelWidth + 3)}${more}` }]);
    taken = rest.length > 0 ? Number.POSITIVE_INFINITY : labelWidth + 3 + columnsOf(first);
  }
  return lines;
}

interface Text {
  readonly room: Room;
  readonly indent?: number;
  readonly tone?: Tone;
}

const textLines = (text: string, { room, indent = 0, tone }: Text): Line[] =>
  short(wrapped(text, room.width - indent), room.linesMax).map((line) => [
    { text: ' '.repeat(indent) },
    { text: line, tone },
  ]);

const short = (lines: readonly string[], max: number): string[] =>
  lines.length <= max ? [...lines] : [...lines.slice(0, max - 1), `${(lines[max - 1] ?? '').slice(0, -1)}…`];
