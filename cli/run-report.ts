// The end of a run: its pages beside its results, one screen for people, a document for programs, and its exit code.

import { writeFileSync } from 'node:fs';
import { EXIT, type ExitCode, StoreError } from '../contract/errors.ts';
import { PAGE_FORMATS } from '../reports/export/format-names.ts';
import { apart } from './apart.ts';
import type { Context } from './context.ts';
import { judgedRun } from './judged-run.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { ReportJob, ReportTexts } from './report-texts.ts';
import type { GateJob } from './report-thread.ts';
import { isVerified } from './verdicts.ts';

/** How the end of a run is told. */
export type Telling = Partial<
  Pick<ReportJob, 'isFull' | 'ways' | 'notes' | 'formats' | 'summaryBytesTaken' | 'config'>
>;

interface Conclusion extends Telling {
  /** The run is judged by them as well. */
  readonly own?: GateJob['own'];
}

/** Prints and writes the report of a run. Throws E_ABORTED for one that was interrupted. */
export async function concludeRun(
  context: Context,
  { folder, recorder }: RecordedRun,
  { own, ...telling }: Conclusion = {},
): Promise<ExitCode> {
  // Work that stops at a signal without an error must not look finished.
  if (context.signal.aborted) throw new StoreError('E_ABORTED', 'The run was interrupted.');
  const isGood = isVerified(recorder.checks);
  const { answer } = await publish(context, [recorder.file], folder, telling);
  if (own === undefined) {
    context.result(answer);
    return isGood ? EXIT.ok : EXIT.differences;
  }
  context.paint('');
  const { isFull = false } = telling;
  const request = { resultFiles: [recorder.file], own, onCannotTell: 'fail', isFull } as const;
  const { answer: gate, exitCode } = await judgedRun(context, request);
  context.result({ ...answer, gate });
  return isGood ? exitCode : EXIT.differences;
}

/** Prints the screen of a run and writes its pages into a folder that exists; answers what else is made of it. E_ABORTED. */
export async function publish(
  context: Context,
  resultFiles: readonly string[],
  folder: string,
  { isFull = false, ways = [], notes = [], formats = PAGE_FORMATS, summaryBytesTaken, config }: Telling = {},
): Promise<Pick<ReportTexts, 'answer' | 'compared'>> {
  const style = context.style();
  const told = { isFull, ways, notes, config, ...(summaryBytesTaken !== undefined && { summaryBytesTaken }) };
  const job: ReportJob = { kind: 'report', resultFiles, folder, formats, style, ...told };
  context.progress.begin('writing the report');
  const { screen, files, answer, compared } = await apart<ReportTexts>(job, context.signal);
  for (const { file, text } of files) writeFileSync(file, text);
  context.paint(screen);
  return { answer, compared };
}
