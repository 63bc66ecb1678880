// The end of a run: its pages beside its results, one screen for people, a document for programs, and its exit code.

import { writeFileSync } from 'node:fs';
import { EXIT, type ExitCode, StoreError } from '../contract/errors.ts';
import { PAGE_FORMATS } from '../reports/export/format-names.ts';
import { apart } from './apart.ts';
import type { Context } from './context.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { ReportJob, ReportTexts } from './report-texts.ts';
import { isVerified } from './verdicts.ts';

/** How the end of a run is told. */
export type Telling = Partial<Pick<ReportJob, 'isFull' | 'ways' | 'notes' | 'formats'>>;

/** Prints and writes the report of a run. Throws E_ABORTED for one that was interrupted. */
export async function concludeRun(
  context: Context,
  { folder, recorder }: RecordedRun,
  telling: Telling = {},
): Promise<ExitCode> {
  // Work that stops at a signal without an error must not look finished.
  if (context.signal.aborted) throw new StoreError('E_ABORTED', 'The run was interrupted.');
  const isGood = isVerified(recorder.checks);
  await publish(context, recorder.file, folder, telling);
  return isGood ? EXIT.ok : EXIT.differences;
}

/** Prints the screen of a result file and writes its pages into a folder that exists. E_ABORTED. */
export async function publish(
  context: Context,
  resultFile: string,
  folder: string,
  { isFull = false, ways = [], notes = [], formats = PAGE_FORMATS }: Telling = {},
): Promise<void> {
  const style = context.style();
  const job: ReportJob = { kind: 'report', resultFile, folder, formats, style, isFull, ways, notes };
  context.progress.begin('writing the report');
  const { screen, files, answer } = await apart<ReportTexts>(job, context.signal);
  for (const { file, text } of files) writeFileSync(file, text);
  context.paint(screen);
  context.result(answer);
}
