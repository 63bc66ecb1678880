// Markdown that shows what it was given: cells and words cannot become markup.

import { oneLine } from './one-line.ts';

/** `rules`: the alignment of each column, as Markdown writes it. */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  rules: readonly string[] = columns.map(() => '---'),
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(markdownText)),
    line(rules),
    ...rows.map((row) => line(row.map(markdownText))),
  ].join('\n');
}

/**
 * One line of text as it is. Backslash before punctuation that Markdown reads, entities for what HTML reads and for what
 * would become a link or call somebody: addresses and names behind an @.
 */
export const markdownText = (text: string): string =>
  oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~#$]/g, String.raw`\$&`)
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//')
    .replaceAll(/\bwww\./gi, (start) => `${start.slice(0, -1)}&#46;`)
    // At its start a text could become a list, a rule or the underline of a heading.
    .replace(/^(\s*\d*)([-+=.)])(?=[-+=\s]|$)/, String.raw`$1\$2`);
