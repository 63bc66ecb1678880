// A line of a screen before it is coloured, and the marks in it.

import { columnsOf, fitted } from '../../text/columns.ts';
import { painted, type TerminalStyle } from '../style.ts';
import type { Tone } from '../table.ts';
import type { Mark } from './screen.ts';

/** In parts, each with its own tone. */
export type Line = readonly Part[];

export interface Part {
  readonly text: string;
  readonly tone?: Tone | 'bold' | undefined;
}

export interface Room {
  readonly width: number;
  readonly hasUnicode: boolean;
  /** Rows of a table and facts of a block. */
  readonly rowsMax: number;
  /** Lines of one text. */
  readonly linesMax: number;
  /** Lines under one fact. */
  readonly belowMax: number;
}

/** Symbols, and words where there are none. */
const MARKS: Readonly<Record<Mark, readonly [symbol: string, word: string]>> = {
  good: ['✓', 'ok'],
  bad: ['✗', 'NO'],
  open: ['?', '??'],
  expected: ['!', '!'],
};

const MARK_TONES: Readonly<Record<Mark, Tone>> = {
  good: 'good',
  bad: 'bad',
  open: 'unsure',
  expected: 'unsure',
};

export const markWidth = ({ hasUnicode }: Room): number => (hasUnicode ? 1 : 2);

export function markPart(mark: Mark | undefined, room: Room): Part {
  if (mark === undefined) return { text: ' '.repeat(markWidth(room)) };
  return { text: MARKS[mark][room.hasUnicode ? 0 : 1].padEnd(markWidth(room)), tone: MARK_TONES[mark] };
}

/** Without spaces at its end, and cut where the parts together are too wide. */
export function lineText(line: Line, width: number, style: TerminalStyle): string {
  const parts: Part[] = [];
  let left = width;
  for (const { text, tone } of line) {
    const kept = fitted(text, left);
    left -= columnsOf(kept);
    parts.push({ text: kept, tone });
    if (kept !== text) break;
  }
  const last = parts.findLastIndex(({ text }) => text.trim() !== '');
  return parts
    .slice(0, last + 1)
    .map(({ text, tone }, index) => {
      // What was cut ends in one character, in ASCII too: three would be too wide.
      const spelled = style.hasUnicode ? text : text.replaceAll('…', '~');
      return painted(index === last ? spelled.trimEnd() : spelled, tone, style);
    })
    .join('');
}
