// Base against head as the job summary of a workflow: the verdict, the table, and how sure it is.

import { comparedTable } from '../render/compared-table.ts';
import { comparedNotes } from '../render/notes.ts';
import { cellText } from '../render/table.ts';
import type { Report } from '../report.ts';
import { count } from '../text/figures.ts';
import { markdownTable, markdownText } from '../text/markdown.ts';
import { comparedTitle } from './words.ts';

/** Ends with a line end. The worst rows are kept where not all fit; null when not even what stands around them does. */
export function comparedSummary(report: Report, bytesMax: number): string | null {
  const { rows } = comparedTable(report);
  const fits = (shown: number): boolean => Buffer.byteLength(summaryOf(report, shown)) <= bytesMax;
  for (let shown = rows.length; ; shown = shown >> 1) {
    if (fits(shown)) return summaryOf(report, shown);
    if (shown === 0) return null;
  }
}

function summaryOf(report: Report, shown: number): string {
  const { columns, rows } = comparedTable(report);
  const hidden = rows.length - shown;
  const table = markdownTable(
    columns.map(({ title }) => title),
    rows.slice(0, shown).map((row) => row.map(cellText)),
    columns.map(({ align }) => (align === 'right' ? '--:' : ':--')),
  );
  const machine =
    report.machine === null
      ? []
      : [`Machine: ${report.machine.isBusy ? 'busy' : 'quiet'}, ${report.machine.sight}.`];
  const parts = [
    `## Base against head: ${report.compared === null ? '' : comparedTitle(report.compared).toLowerCase()}`,
    ...report.summary.map(markdownText),
    ...(shown === 0 ? [] : [table]),
    ...(hidden === 0 ? [] : [`${count(hidden)} more, none of them worse, are in the report of the run.`]),
    ...[...comparedNotes(report), ...machine].map(markdownText),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
