// The end of a run: its pages beside its results, the verdicts and claims on the screen, and its exit code.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode, StoreError } from '../contract/errors.ts';
import type { Check } from '../contract/result.ts';
import { type Format, PAGE_FORMATS } from '../reports/export/format-names.ts';
import { terminalStyle } from '../reports/render/terminal.ts';
import { apart } from './apart.ts';
import type { Context } from './context.ts';
import { type RecordedRun, shownPath } from './recorded-run.ts';
import type { ReportJob, ReportTexts } from './report-thread.ts';
import { closingLine, isVerified, verdictLines } from './verdicts.ts';
import { visibleValues } from './visible-text.ts';

/** Prints and writes the report of a run. Throws E_ABORTED for one that was interrupted. */
export async function concludeRun(context: Context, { folder, recorder }: RecordedRun): Promise<ExitCode> {
  // Work that stops at a signal without an error must not look finished.
  if (context.signal.aborted) throw new StoreError('E_ABORTED', 'The run was interrupted.');
  const isGood = isVerified(recorder.checks);
  const pages = await publish(context, recorder.file, folder);
  printProblems(context, recorder.checks);
  context.print(closingLine(recorder.checks));
  context.print(`Results  ${shownPath(recorder.file)}`);
  for (const page of pages) context.print(`Report   ${shownPath(page)}`);
  return isGood ? EXIT.ok : EXIT.differences;
}

/** Beyond this many, the report has the rest. */
const PROBLEMS_MAX = 10;

/** What failed, with what shows it, where a user looks last and first. */
function printProblems(context: Context, checks: readonly Check[]): void {
  const problems = checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown');
  for (const problem of problems.slice(0, PROBLEMS_MAX))
    context.print(verdictLines(visibleValues(problem)).join('\n'));
  const rest = problems.length - PROBLEMS_MAX;
  if (rest > 0) context.print(`and ${rest} more, in the report`);
}

/** Prints the report of a result file and writes its files into a folder that exists; answers their paths. E_ABORTED. */
export async function publish(
  context: Context,
  resultFile: string,
  folder: string,
  formats: readonly Format[] = PAGE_FORMATS,
): Promise<string[]> {
  const style = terminalStyle(process.env, process.stdout);
  const job: ReportJob = { kind: 'report', resultFile, formats, style };
  const { screen, files } = await apart<ReportTexts>(job, context.signal);
  const paths = files.map(({ name }) => join(folder, name));
  for (const [index, { text }] of files.entries()) writeFileSync(paths[index] as string, text);
  context.print(screen);
  return paths;
}
