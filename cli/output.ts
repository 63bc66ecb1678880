// Standard output and standard error as the tools use them. A reader that has gone away (`storeproof … | head`) is no
// error: the work goes on, its results are files, and further text is dropped.

import type { Writable } from 'node:stream';
import { type TerminalStyle, terminalStyle } from '../reports/render/style.ts';
import type { ProgressScreen } from './progress-display.ts';
import { visibleStyledText, visibleText } from './visible-text.ts';

export interface Output {
  readonly print: (text: string) => void;
  /** As print, for a text with colours of our own. */
  readonly paint: (text: string) => void;
  /** Of a line on standard output; Infinity for what is no terminal. */
  readonly columnsMax: () => number;
  readonly complain: (text: string) => void;
  /** A command to whatever runs the tool, on standard output or beside it: nothing in it is made visible. */
  readonly command: (line: string, isBeside: boolean) => void;
  readonly screen: ProgressScreen;
  /** How text on standard output may look. */
  readonly style: () => TerminalStyle;
}

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Of a terminal that does not know its size, and says 0. */
const COLUMNS = 80;

export const processOutput = (): Output => outputTo(process.stdout, process.stderr);

/** Streams other than those of the process are for a caller that runs a tool within its own. */
export function outputTo(stdout: Stream, stderr: Stream): Output {
  const complain = quietWriter(stderr);
  const print = quietWriter(stdout, (error) => {
    if (error.code !== 'EPIPE') complain(`standard output cannot be written: ${error.message}\n`);
  });
  return {
    print: (text) => print(`${visibleText(text)}\n`),
    paint: (text) => print(`${visibleStyledText(text)}\n`),
    columnsMax: () => (stdout.isTTY === true ? stdout.columns || COLUMNS : Number.POSITIVE_INFINITY),
    complain: (text) => complain(`${visibleText(text)}\n`),
    command: (line, isBeside) => (isBeside ? complain : print)(`${line}\n`),
    style: () => terminalStyle(process.env, stdout),
    screen: {
      write: complain,
      isTerminal: stderr.isTTY === true && process.env.TERM !== 'dumb',
      columns: () => stderr.columns || COLUMNS,
      nowMs: () => performance.now(),
    },
  };
}

function quietWriter(
  stream: Writable,
  onFailure: (error: NodeJS.ErrnoException) => void = () => {},
): (text: string) => void {
  let isGone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!isGone) onFailure(error);
    isGone = true;
  });
  return (text) => {
    if (!isGone) stream.write(text);
  };
}
