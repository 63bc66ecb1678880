// Markdown that shows what it was given: cells and words cannot become markup.

import { oneLine } from './one-line.ts';

export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(markdownText)),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(row.map(markdownText))),
  ].join('\n');
}

/** One line of text as it is. Backslash before punctuation that Markdown reads, entities for what HTML reads. */
export const markdownText = (text: string): string =>
  oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|~#]/g, String.raw`\$&`);
