// A run that is judged by targets: its screen, and the verdicts in the job summary of a workflow.

import { appendFileSync, statSync } from 'node:fs';
import { apart } from './apart.ts';
import type { Context } from './context.ts';
import type { MeasuringLonger } from './measuring-longer.ts';
import type { GateJob, GateTexts } from './report-thread.ts';
import { tellCases } from './told-cases.ts';

/** Prints the screen. Throws what the judge throws, and E_ABORTED. */
export async function judgedRun(
  context: Context,
  {
    junit,
    longer,
    ...request
  }: Omit<GateJob, 'kind' | 'summaryBytesTaken' | 'style'> & {
    readonly junit?: string | undefined;
    readonly longer?: MeasuringLonger;
  },
): Promise<GateTexts> {
  const summaryFile = process.env.GITHUB_STEP_SUMMARY ?? '';
  const summaryBytesTaken = sizeOf(summaryFile);
  const job: GateJob = { ...request, kind: 'gate', summaryBytesTaken, style: context.style() };
  context.progress.begin('judging the run');
  let texts = await apart<GateTexts>(job, context.signal);
  const longerFiles: string[] = [];
  while (texts.needed !== null) {
    const file = (await longer?.measure(texts)) ?? null;
    if (file === null) break;
    longerFiles.push(file);
    context.progress.begin('judging the run');
    texts = await apart<GateTexts>({ ...job, longerFiles }, context.signal);
  }
  context.paint(texts.screen);
  if (texts.stale !== undefined)
    context.warn(`The run is stale, and was judged because of --stale-ok: ${texts.stale}.`);
  if (texts.verdict === 'cannot tell' && request.onCannotTell === 'warn') {
    context.note('The gate cannot tell, and lets it pass because of --on-cannot-tell warn.');
  }
  tellCases(context, texts.told, junit);
  if (summaryFile !== '') appendJobSummary(context, summaryFile, texts.summary);
  return texts;
}

/** What other commands of the step have appended counts: beyond its limit GitHub drops all of it. */
function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    // There is none, or writing to it will say why not.
    return 0;
  }
}

/** A summary that cannot be written must not turn the verdict around. `summary` is null when nothing more fits. */
function appendJobSummary(context: Context, file: string, summary: string | null): void {
  if (summary === null) {
    context.note('The job summary is full; the verdict was not appended to it.');
    return;
  }
  try {
    appendFileSync(file, summary);
  } catch (error) {
    context.note(`The job summary was not written: ${(error as Error).message}`);
  }
}
