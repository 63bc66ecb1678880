// The main module of a trial's process: takes one job, does it, tells what came of it, and ends.

import { StoreError } from '../../contract/errors.ts';
import { offeredBy } from '../../subjects/subject.ts';
import { answerDigest } from '../workloads/answer-digest.ts';
import { type Operation, workloadOf } from '../workloads/registry.ts';
import { NotOffered, type Stage, type Workload } from '../workloads/workload.ts';
import { Contestant } from './contestant.ts';
import { ModelStage } from './model-stage.ts';
import { openerNamed } from './opener.ts';
import { sampleRounds, shownRound } from './sampler.ts';
import { watchScheduling } from './scheduling.ts';
import type { TrialJob, TrialMessage } from './trial-job.ts';
import { workloadFor } from './workload-for.ts';

process.once('message', (job: TrialJob) => {
  doTask(job)
    .then(() => tell({ kind: 'done' }))
    .catch((error: unknown) => tell({ kind: 'failed', detail: wordsOf(error) }))
    .finally(() => process.disconnect());
});

async function doTask(job: TrialJob): Promise<void> {
  switch (job.task) {
    case 'fill':
      return fill(job);
    case 'reference':
      return showWork(job);
    case 'measure':
      return measure(job);
  }
}

async function fill(job: TrialJob): Promise<void> {
  const opener = await openerNamed(job.store, job);
  const contestant = await Contestant.enter(opener, job);
  if (opener.isPersistent) {
    await contestant.fill();
    // What counts is what a new connection finds.
    await contestant.reopen();
  }
  await isVerified(contestant, job, 'before');
  await contestant.close();
}

async function showWork(job: TrialJob): Promise<void> {
  const stage = await ModelStage.enter(job.workspacePath, job.dataset);
  for (const operation of job.operations) {
    await tell({ kind: 'work', operation, workDigest: await workDigestOf(workloadOf(operation), stage) });
  }
}

async function workDigestOf(workload: Workload, stage: Stage): Promise<string> {
  if ('weigh' in workload) return answerDigest((await workload.weigh(stage)).answer);
  return (await shownRound(await workload.prepare(stage))).workDigest;
}

async function measure(job: TrialJob): Promise<void> {
  const contestant = await Contestant.enter(await openerNamed(job.store, job), job);
  let isSound = await isVerified(contestant, job, 'before');
  for (const operation of job.operations) {
    if (!isSound) break;
    await tell(await measuredOperation(contestant, operation, job));
    // Before the store is opened anew: one that keeps nothing would hide there what a write left behind.
    if (workloadOf(operation).group === 'write') isSound = await isVerified(contestant, job, 'after');
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
    const { samplesNs, workDigest, deviation } = await sampleRounds(round, job.sampling);
    return deviation === null
      ? { kind: 'samples', operation, samplesNs, workDigest, scheduling: schedulingSoFar() }
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

async function isVerified(contestant: Contestant, job: TrialJob, when: 'before' | 'after'): Promise<boolean> {
  const contentDigest = await contestant.contentDigest();
  if (contentDigest === job.contentDigest) return true;
  await tell({ kind: 'unverified', when, contentDigest });
  return false;
}

/** Resolves when the message is on its way, so that the process does not end before. */
const tell = (message: TrialMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error === null ? resolve() : reject(error)));
  });

function wordsOf(error: unknown): string {
  if (error instanceof NotOffered) return error.message;
  return error instanceof StoreError ? `${error.code}: ${error.message}` : String(error);
}
