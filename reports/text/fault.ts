// What a check says of a difference, in lines that people can read: the operations are JSON of any length, and what is
// long is cut in its middle, where it says least.

import { PLAY_AGAIN } from '../../results/play-again.ts';
import { count } from './figures.ts';
import { oneLine } from './one-line.ts';

const LINE_MAX = 140;
/** What differed is said in a sentence, which is wrapped. */
const FIRST_LINE_MAX = 300;
const KEPT = [80, 30] as const;
/** Its beginning has the stores and what they were asked. */
const KEPT_OF_FIRST_LINE = [240, 30] as const;
/** The last operations are nearest to the difference. All stand in the pages. */
const OPERATIONS_MAX = 3;

/**
 * The first line says what differed; under it stand what was expected and got, where it was found, and the operations. The
 * command that plays them again is left out: it is cut nowhere else.
 */
export function faultLines(detail: string, operationsMax = OPERATIONS_MAX): string[] {
  const [first = '', ...rest] = detail.split('\n').filter((line) => !line.startsWith(PLAY_AGAIN));
  const operations = rest.filter((line) => line.startsWith('  '));
  const others = rest.filter((line) => !line.startsWith('  '));
  const isOutcome = (line: string): boolean => /^(?:Expected|Got): /.test(line);
  // In the protocol of a program each is a request and its answer.
  const shown = operations.some((line) => line.startsWith('  → ')) ? 2 * operationsMax : operationsMax;
  const hidden = operations.length - shown;
  return [
    first,
    ...others.filter(isOutcome),
    ...others.filter((line) => !isOutcome(line)),
    ...(hidden > 0 ? [`… ${count(hidden)} more before`] : []),
    ...operations.slice(-shown),
  ].map((line, index) =>
    index === 0
      ? cutInMiddle(oneLine(line).trim(), FIRST_LINE_MAX, KEPT_OF_FIRST_LINE)
      : cutInMiddle(oneLine(line).trim(), LINE_MAX, KEPT),
  );
}

function cutInMiddle(text: string, most: number, kept: readonly [number, number]): string {
  const characters = text.length <= most ? [] : [...text];
  if (characters.length <= most) return text;
  const [first, last] = [characters.slice(0, kept[0]), characters.slice(-kept[1])].map((part) =>
    part.join(''),
  );
  // An answer that was long has been cut already, and says how long it was.
  const isCut = /… \(\d+ characters\)$/.test(text);
  return `${first} … ${last}${isCut ? '' : ` (${count(characters.length)} characters)`}`;
}
