// How text may look where it is going: colours, characters beyond ASCII, and its width.

import type { Tone } from './table.ts';

export interface TerminalStyle {
  readonly hasColour: boolean;
  readonly hasUnicode: boolean;
  /** Characters in a line. */
  readonly width: number;
}

/**
 * NO_COLOR (no-color.org) and FORCE_COLOR win over what the stream is; a dumb terminal and a plain locale get ASCII. A
 * stream that has no width of its own takes COLUMNS.
 */
export function terminalStyle(
  environment: Readonly<Record<string, string | undefined>>,
  stream: { readonly isTTY?: boolean; readonly columns?: number },
): TerminalStyle {
  const { NO_COLOR = '', FORCE_COLOR = '', TERM, COLUMNS = '' } = environment;
  const isNoColor = NO_COLOR !== '' || TERM === 'dumb' || FORCE_COLOR === '0';
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
  return {
    hasColour: !isNoColor && (FORCE_COLOR !== '' || stream.isTTY === true),
    hasUnicode: TERM !== 'dumb' && /utf-?8/i.test(locale),
    width: stream.columns || (/^[1-9]\d{0,3}$/.test(COLUMNS) ? Number(COLUMNS) : WIDTH_OF_LOGS),
  };
}

/** Of what is no terminal. */
const WIDTH_OF_LOGS = 120;

const ESCAPES: Record<Tone | 'bold', string> = {
  good: '32',
  bad: '31',
  unsure: '33',
  muted: '2',
  bold: '1',
};

export const painted = (
  text: string,
  tone: Tone | 'bold' | undefined,
  { hasColour }: Pick<TerminalStyle, 'hasColour'>,
): string =>
  hasColour && tone !== undefined && text.trim() !== '' ? `\x1b[${ESCAPES[tone]}m${text}\x1b[0m` : text;
