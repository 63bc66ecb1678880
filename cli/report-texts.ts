// Everything that is made of a result file: the screen, the pages, and the document for programs. Plain data in, plain data
// out.

import { dirname, join } from 'node:path';
import {
  buildReport,
  type ComparedVerdict,
  comparedCases,
  comparedSummary,
  DIFFERENCE,
  differenceWays,
  drawScreen,
  type Format,
  type Report,
  renderFormats,
  renderTerminal,
  repetition,
  runScreen,
  SUMMARY_BYTES_MAX,
  type TerminalStyle,
  type Way,
} from '../reports/index.ts';
import { namesIn } from '../reports/names.ts';
import { readRun } from '../results/read-run.ts';
import { SESSION_WORDS } from '../sessions/words.ts';
import { commandText, toolWords } from './command-text.ts';
import { runAnswer } from './run-answer.ts';
import { shownPath } from './shown-path.ts';
import { workloadPlaces } from './source-places.ts';
import type { ToldCases } from './told-cases.ts';
import { visibleValues } from './visible-text.ts';

export interface ReportJob {
  readonly kind: 'report';
  /** Of a run, or of its shards. */
  readonly resultFiles: readonly string[];
  /** Where the pages go. */
  readonly folder: string;
  readonly formats: readonly Format[];
  readonly style: TerminalStyle;
  /** Every table above the screen. */
  readonly isFull: boolean;
  /** What to do next, behind what holds for every run. */
  readonly ways: readonly Way[];
  /** What the rows do not say, under the verdict. */
  readonly notes: readonly string[];
  /** The module of the definition; undefined: the session stores. */
  readonly config?: string | undefined;
  /** Of the job summary, by others. */
  readonly summaryBytesTaken?: number;
}

export interface ReportTexts {
  readonly screen: string;
  readonly files: readonly { readonly file: string; readonly text: string }[];
  readonly answer: object;
  /** Of base against head; null of other runs. */
  readonly compared: ComparedTexts | null;
}

export interface ComparedTexts {
  readonly verdict: ComparedVerdict;
  /** Null when the job summary has no room for it. */
  readonly summary: string | null;
  readonly told: ToldCases;
}

export function reportTexts(job: ReportJob): ReportTexts {
  const { resultFiles, folder, formats, style, isFull } = job;
  const report = buildReport(readRun(resultFiles, SESSION_WORDS));
  const files = renderFormats(report, formats).map(({ name, text }) => ({ file: join(folder, name), text }));
  const page = files.find(({ file }) => file.endsWith('.html')) ?? files[0];
  const all = commandText(toolWords('report'), {}).concat(
    ` ${commandText(resultFiles.map(shownPath))} --full`,
  );
  const ways: Way[] = [
    ...(page === undefined ? [] : [{ label: 'Report', text: shownPath(page.file) }]),
    { label: 'Again', text: repetition(report).command },
    ...(isFull || report.compared !== null ? [] : [{ label: 'All figures', text: all }]),
    ...job.ways,
    ...(job.ways.some(({ label }) => label === DIFFERENCE)
      ? []
      : differenceWays(report.checks, shownPath(dirname(resultFiles[0] ?? '')))),
  ];
  const tables = isFull ? `${renderTerminal(visibleValues(report), style)}\n` : '';
  return {
    screen: `${tables}${drawScreen(runScreen(report, ways, job.notes), style)}`.trimEnd(),
    files,
    answer: runAnswer(
      report,
      resultFiles,
      files.map(({ file }) => file),
    ),
    compared: comparedTexts(report, job),
  };
}

function comparedTexts(report: Report, { summaryBytesTaken = 0, config }: ReportJob): ComparedTexts | null {
  const { compared, header, summary } = report;
  if (compared === null) return null;
  const [first = ''] = summary;
  const total = first.replace(/\.$/, '');
  return {
    verdict: compared.verdict,
    summary: comparedSummary(report, SUMMARY_BYTES_MAX - summaryBytesTaken),
    told: {
      kind: 'comparisons',
      cases: comparedCases(compared, namesIn(report), workloadPlaces(config)),
      total,
      header,
    },
  };
}
