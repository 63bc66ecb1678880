// A run that is judged by targets: its screen, and the verdicts in the job summary of a workflow.

import { EXIT } from '../contract/errors.ts';
import { apart } from './apart.ts';
import type { Context } from './context.ts';
import { appendJobSummary, summaryBytesTaken } from './job-summary.ts';
import type { MeasuringLonger } from './measuring-longer.ts';
import type { GateJob, GateTexts } from './report-thread.ts';
import { type ToldCases, tellCases } from './told-cases.ts';

type Judging = Omit<GateJob, 'kind' | 'summaryBytesTaken' | 'style'>;

/** Before something long is measured: throws what the judge would throw afterwards, of a stale run above all. */
export async function requireJudgeable(context: Context, request: Judging): Promise<void> {
  const job: GateJob = { ...request, kind: 'gate', summaryBytesTaken: 0, style: context.style() };
  await apart<GateTexts>(job, context.signal);
}

/** Prints the screen. Throws what the judge throws, and E_ABORTED. */
export async function judgedRun(
  context: Context,
  {
    junit,
    longer,
    toldBefore = [],
    ...request
  }: Judging & {
    readonly junit?: string | undefined;
    readonly longer?: MeasuringLonger;
    /** What is in the JUnit file before it. */
    readonly toldBefore?: readonly ToldCases[];
  },
): Promise<GateTexts> {
  const taken = summaryBytesTaken();
  const job: GateJob = { ...request, kind: 'gate', summaryBytesTaken: taken, style: context.style() };
  context.progress.begin('judging the run');
  let texts = await apart<GateTexts>(job, context.signal);
  const longerFiles: string[] = [];
  while (texts.needed.length > 0) {
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
    context.note(
      texts.exitCode === EXIT.ok
        ? 'The gate cannot tell, and lets it pass because of --on-cannot-tell warn.'
        : 'The gate does not pass: --on-cannot-tell warn forgives noise, and a figure near its limit is none.',
    );
  }
  tellCases(context, texts.told, { junit, before: toldBefore });
  appendJobSummary(context, texts.summary);
  return texts;
}
