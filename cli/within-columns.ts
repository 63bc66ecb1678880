// Lines for people kept within a terminal: broken between words, where the terminal would break within one, with what
// follows under the text of its line. What is no terminal gets whole lines, which other programs can search.

import { columnsOf, wrapped } from '../reports/text/columns.ts';

/** `columns` is Infinity for what is no terminal. */
export const withinColumns = (text: string, columns: number): string =>
  text
    .split('\n')
    .flatMap((line) =>
      line.length * WIDE <= columns || columnsOf(line) <= columns ? line : broken(line, columns),
    )
    .join('\n');

/** No character takes more columns. */
const WIDE = 2;

function broken(line: string, columns: number): string[] {
  // Under the titles of a table.
  if (/^[- ]+$/.test(line)) return [line.slice(0, columns)];
  const label = labelOf(line, columns);
  const indent = columnsOf(label);
  const [first = '', ...rest] = wrapped(line.slice(label.length), columns - indent);
  return [`${label}${first}`, ...rest.map((more) => `${' '.repeat(indent)}${more}`)].map((each) =>
    each.trimEnd(),
  );
}

/** What stands in front of the text: "WARNING  ", "  NOT MET ", or as many spaces. */
function labelOf(line: string, columns: number): string {
  const [label = ''] = /^ *(?:\S+ {2,}|(?:[A-Z]{2,} )+)/.exec(line) ?? [];
  if (label !== '' && columnsOf(label) <= columns / 2) return label;
  const [spaces = ''] = /^ */.exec(line) ?? [];
  return spaces;
}
