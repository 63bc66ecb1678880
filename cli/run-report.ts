// The end of a run: its pages beside its results, the verdicts and claims on the screen, and its exit code.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode, StoreError } from '../contract/errors.ts';
import type { Check } from '../contract/result.ts';
import { readResults } from '../contract/result-file.ts';
import {
  buildReport,
  type Format,
  PAGE_FORMATS,
  renderFormats,
  renderTerminal,
  terminalStyle,
} from '../reports/index.ts';
import type { Context } from './context.ts';
import { type RecordedRun, shownPath } from './recorded-run.ts';
import { closingLine, isVerified, verdictLines } from './verdicts.ts';
import { visibleValues } from './visible-text.ts';

/** Prints and writes the report of a run. Throws E_ABORTED for one that was interrupted. */
export function concludeRun(context: Context, { folder, recorder }: RecordedRun): ExitCode {
  // Work that stops at a signal without an error must not look finished.
  if (context.signal.aborted) throw new StoreError('E_ABORTED', 'The run was interrupted.');
  const isGood = isVerified(recorder.checks);
  const pages = publish(context, recorder.file, folder);
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

/** Prints the report of a result file and writes its files into a folder that exists; answers their paths. */
export function publish(
  context: Context,
  resultFile: string,
  folder: string,
  formats: readonly Format[] = PAGE_FORMATS,
): string[] {
  const report = buildReport(readResults(resultFile));
  const files = renderFormats(report, formats).map(({ name, text }) => ({ file: join(folder, name), text }));
  for (const { file, text } of files) writeFileSync(file, text);
  // The pages list every promise; the screen those that this run says something about.
  const claims = report.claims.filter(({ verdict }) => verdict !== 'not measured');
  const screen = renderTerminal(
    visibleValues({ ...report, claims }),
    terminalStyle(process.env, process.stdout),
  );
  context.print(screen.trimEnd());
  return files.map(({ file }) => file);
}
