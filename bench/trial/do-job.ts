// What a trial's process does, in whatever process it runs: fills a store, shows the model's work, or times operations.

import { StoreError } from '../../contract/errors.ts';
import { type Operation, workloadOf } from '../../sessions/workloads/registry.ts';
import { offeredBy } from '../../subjects/subject.ts';
import { answerDigest } from '../workloads/answer-digest.ts';
import { NotOffered, type Stage, type Workload } from '../workloads/workload.ts';
import { Contestant } from './contestant.ts';
import { ModelStage } from './model-stage.ts';
import { openerNamed } from './opener.ts';
import { sampleRounds } from './sampler.ts';
import { watchScheduling } from './scheduling.ts';
import { shownRound } from './shown-round.ts';
import type { TrialJob, TrialMessage } from './trial-job.ts';
import { workloadFor } from './workload-for.ts';

/** Resolves when a message is on its way. */
export type Tell = (message: TrialMessage) => Promise<void>;

/** Tells everything that came of it; the last message is `done` or `failed`. */
export async function doJob(job: TrialJob, tell: Tell): Promise<void> {
  try {
    await doTask(job, tell);
  } catch (error) {
    return tell({ kind: 'failed', detail: wordsOf(error) });
  }
  return tell({ kind: 'done' });
}

function doTask(job: TrialJob, tell: Tell): Promise<void> {
  switch (job.task) {
    case 'fill':
      return fill(job, tell);
    case 'reference':
      return showWork(job, tell);
    case 'measure':
      return measure(job, tell);
  }
}

async function fill(job: TrialJob, tell: Tell): Promise<void> {
  const opener = await openerNamed(job.store, job);
  const contestant = await Contestant.enter(opener, job);
  if (opener.isPersistent) {
    await contestant.fill();
    // What counts is what a new connection finds.
    await contestant.reopen();
  }
  await isVerified(contestant, job, { when: 'before', tell });
  await contestant.close();
}

async function showWork(job: TrialJob, tell: Tell): Promise<void> {
  const stage = await ModelStage.enter(job.workspacePath, job.dataset);
  for (const operation of job.operations) {
    await tell({ kind: 'work', operation, workDigest: await workDigestOf(workloadOf(operation), stage) });
  }
}

async function workDigestOf(workload: Workload, stage: Stage): Promise<string> {
  if ('weigh' in workload) return answerDigest((await workload.weigh(stage)).answer);
  return (await shownRound(await workload.prepare(stage))).workDigest;
}

async function measure(job: TrialJob, tell: Tell): Promise<void> {
  const contestant = await Contestant.enter(await openerNamed(job.store, job), job);
  let isSound = await isVerified(contestant, job, { when: 'before', tell });
  for (const operation of job.operations) {
    if (!isSound) break;
    await tell(await measuredOperation(contestant, operation, job));
    // Before the store is opened anew: one that keeps nothing would hide there what a write left behind.
    if (workloadOf(operation).group === 'write')
      isSound = await isVerified(contestant, job, { when: 'after', tell });
  }
  await contestant.close();
}

async function measuredOperation(
  contestant: Contestant,
  operation: Operation,
  job: TrialJob,
): Promise<TrialMessage> {
  try {
    // Neither a cache nor garbage that the operation before left behind is this one's.
    await contestant.reopen();
    globalThis.gc?.();
    const workload = await workloadFor(job.store, operation);
    requireOffered(contestant, workload);
    if ('weigh' in workload) {
      const { answer, figures } = await workload.weigh(contestant);
      return { kind: 'weighed', operation, workDigest: answerDigest(answer), figures };
    }
    const round = await workload.prepare(contestant);
    const schedulingSoFar = watchScheduling();
    const { deviation, ...sampled } = await sampleRounds(round, job.sampling);
    return deviation === null
      ? { kind: 'samples', operation, ...sampled, scheduling: schedulingSoFar() }
      : { kind: 'refused', operation, detail: deviation };
  } catch (error) {
    const kind = error instanceof NotOffered ? 'absent' : 'refused';
    return { kind, operation, detail: wordsOf(error) };
  }
}

function requireOffered({ store }: Stage, { needs }: Workload): void {
  const offered = offeredBy(store);
  const lacking = needs.filter((method) => !offered.has(method));
  if (lacking.length > 0) throw new NotOffered(`it has no ${lacking.join(', ')}`);
}

async function isVerified(
  contestant: Contestant,
  job: TrialJob,
  { when, tell }: { readonly when: 'before' | 'after'; readonly tell: Tell },
): Promise<boolean> {
  const contentDigest = await contestant.contentDigest();
  if (contentDigest === job.contentDigest) return true;
  await tell({ kind: 'unverified', when, contentDigest });
  return false;
}

function wordsOf(error: unknown): string {
  if (error instanceof NotOffered) return error.message;
  return error instanceof StoreError ? `${error.code}: ${error.message}` : String(error);
}
