// Standard output and standard error as the tools use them. A reader that has gone away (`storeproof … | head`) is no
// error: the work goes on, its results are files, and further text is dropped.

import type { ProgressScreen } from './progress-display.ts';
import { visibleStyledText, visibleText } from './visible-text.ts';

export interface Output {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly screen: ProgressScreen;
}

export function processOutput(): Output {
  const complain = quietWriter(process.stderr);
  const print = quietWriter(process.stdout, (error) => {
    if (error.code !== 'EPIPE') complain(`standard output cannot be written: ${error.message}\n`);
  });
  return {
    print: (text) => print(`${visibleStyledText(text)}\n`),
    complain: (text) => complain(`${visibleText(text)}\n`),
    screen: {
      write: complain,
      isTerminal: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
      // A terminal that does not know its size says 0.
      columns: () => process.stderr.columns || 80,
      nowMs: () => performance.now(),
    },
  };
}

function quietWriter(
  stream: NodeJS.WriteStream,
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
