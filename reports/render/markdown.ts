// A report as Markdown, readable as text as well.

import { detailWith } from '../../results/play-again.ts';
import { namesIn } from '../names.ts';
import type { Report } from '../report.ts';
import { markdownTable, markdownText } from '../text/markdown.ts';
import { comparedTable } from './compared-table.ts';
import { kneesTable, loadRunsTable, loadTable, slopesTable } from './load-tables.ts';
import { comparedNotes, ratioText, steadyText, targetsText } from './notes.ts';
import { repetition } from './repeat.ts';
import { cellText, type Table } from './table.ts';
import {
  checksTable,
  claimsTable,
  doubtsTable,
  environmentTable,
  figuresTable,
  plantedTable,
} from './tables.ts';
import {
  comparisonsTable,
  contestantsTable,
  floorsTable,
  partTitle,
  scalingTable,
  targetsTable,
  timingParts,
} from './timing-tables.ts';

/** Ends with one LF. */
export function renderMarkdown(report: Report): string {
  const { command, note } = repetition(report);
  const names = namesIn(report);
  const parts = [
    '# storeproof report',
    report.summary.map(markdownText).join(' '),
    section('Base against head', comparedTable(report)),
    comparedNotes(report).map(markdownText).join('\n\n'),
    section('Promised and measured', claimsTable(report)),
    ...(report.claims.length === 0 ? [] : [ratioNote(report)]),
    sentences(report),
    targets(report),
    section('Checked', checksTable(report)),
    details(report),
    section('Planted and found', plantedTable(report)),
    section(`Growth with the number of ${names.many}`, scalingTable(report)),
    ...timingParts(report).flatMap((part) => [
      section(`Every operation at ${partTitle(part, names)}`, comparisonsTable(part.comparisons, report)),
      section(`All contestants at ${partTitle(part, names)}`, contestantsTable(part, report)),
    ]),
    section('Floors', floorsTable(report)),
    section(`Several processes on one ${names.home}`, loadRunsTable(report)),
    section('Calls under load', loadTable(report)),
    markdownText(steadyText(report)),
    section('Growth over the time of the load', slopesTable(report)),
    section('The highest rate that keeps the promised latency', kneesTable(report)),
    section('Sizes and figures', figuresTable(report)),
    section('Doubts', doubtsTable(report)),
    section('Environment', environmentTable(report)),
    `## Repeat it\n\n${fenced(command)}\n\n${markdownText(note)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const ratioNote = (report: Report): string => markdownText(`${ratioText(namesIn(report))}.`);

function section(title: string, { columns, rows }: Table): string {
  if (rows.length === 0) return '';
  const lines = markdownTable(
    columns.map((column) => column.title),
    rows.map((row) => row.map(cellText)),
    columns.map(({ align }) => (align === 'right' ? '--:' : ':--')),
  );
  return `## ${markdownText(title)}\n\n${lines}`;
}

/** What each verdict on a claim says, where there is one. */
function sentences({ claims }: Report): string {
  const judged = claims.filter(({ verdict }) => verdict !== 'unmeasured');
  return judged
    .map(
      ({ claim, sentence, instead }) =>
        `- **${markdownText(claim.id)}**: ${markdownText(instead === null ? sentence : `${sentence} ${instead}`)}`,
    )
    .join('\n');
}

function targets(report: Report): string {
  const table = section('Targets of the store', targetsTable(report));
  return table === '' ? '' : `${table}\n\n${markdownText(targetsText(report))}`;
}

function details({ checks }: Report): string {
  const told = checks.filter(({ verdict, detail }) => verdict !== 'ok' && detail !== '');
  return told
    .map(
      ({ area, subject, detail, again }) =>
        `- **${markdownText(`${area}, ${subject}`)}**: ${markdownText(detailWith(detail, again))}`,
    )
    .join('\n');
}

/** One line of text in a fence longer than any run of backticks in it. */
function fenced(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}sh\n${text}\n${fence}`;
}
