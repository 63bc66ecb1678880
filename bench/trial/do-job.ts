// What a trial's process does, in whatever process it runs: fills a store, shows the reference's work, or times operations.

import { isNotOffered, type WorkloadDefinition } from '../../definition/bench.ts';
import type { Definition } from '../../definition/definition.ts';
import { sourceAt } from '../../definition/source.ts';
import { answerDigest } from './answer-digest.ts';
import { Contestant } from './contestant.ts';
import { ReferenceStage } from './reference-stage.ts';
import { sampleRounds } from './sampler.ts';
import { watchScheduling } from './scheduling.ts';
import { shownRound } from './shown-round.ts';
import type { TrialJob, TrialMessage } from './trial-job.ts';
import { wordsOf } from './words-of.ts';
import { workloadsOf } from './workloads-of.ts';

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

async function doTask(job: TrialJob, tell: Tell): Promise<void> {
  const { definition } = await sourceAt(job.source);
  switch (job.task) {
    case 'fill':
      return fill(definition, job, tell);
    case 'reference':
      return showWork(definition, job, tell);
    case 'measure':
      return measure(definition, job, tell);
  }
}

async function fill(definition: Definition, job: TrialJob, tell: Tell): Promise<void> {
  const contestant = await Contestant.enter(definition, job);
  if (contestant.subject.isPersistent) {
    await contestant.fill();
    // What counts is what a new connection finds.
    await contestant.reopen();
  }
  await isVerified(contestant, job, { when: 'before', tell });
  await contestant.close();
}

async function showWork(definition: Definition, job: TrialJob, tell: Tell): Promise<void> {
  const workloads = await workloadsOf(definition, job.store);
  const stage = await ReferenceStage.enter(definition, job);
  await tell({ kind: 'content', contentDigest: await stage.contentDigest() });
  for (const operation of job.operations) {
    const workload = workloads[operation] as WorkloadDefinition<unknown>;
    const workDigest = await workDigestOf(workload, stage);
    if (workDigest !== null) await tell({ kind: 'work', operation, workDigest });
  }
  await stage.leave();
}

/** Null where there is nothing to be compared with. */
async function workDigestOf(
  workload: WorkloadDefinition<unknown>,
  stage: ReferenceStage,
): Promise<string | null> {
  try {
    stage.requireOffered(workload);
    if ('weigh' in workload) return answerDigest((await workload.weigh(stage)).answer);
    return (await shownRound(await workload.prepare(stage))).workDigest;
  } catch (error) {
    if (isNotOffered(error)) return null;
    throw error;
  }
}

async function measure(definition: Definition, job: TrialJob, tell: Tell): Promise<void> {
  const workloads = await workloadsOf(definition, job.store);
  const contestant = await Contestant.enter(definition, job);
  let isSound = await isVerified(contestant, job, { when: 'before', tell });
  for (const operation of job.operations) {
    if (!isSound) break;
    const workload = workloads[operation] as WorkloadDefinition<unknown>;
    await tell({ operation, ...(await measured(contestant, workload, job)) });
    // Before the store is opened anew: one that keeps nothing would hide there what a write left behind.
    if (workload.group === 'write') isSound = await isVerified(contestant, job, { when: 'after', tell });
  }
  await contestant.close();
}

type OfOperation = Extract<TrialMessage, { readonly operation: string }>;
type Measured = OfOperation extends infer Each
  ? Each extends OfOperation
    ? Omit<Each, 'operation'>
    : never
  : never;

async function measured(
  contestant: Contestant,
  workload: WorkloadDefinition<unknown>,
  job: TrialJob,
): Promise<Measured> {
  try {
    // Neither a cache nor garbage that the operation before left behind is this one's.
    await contestant.reopen();
    globalThis.gc?.();
    contestant.requireOffered(workload);
    if ('weigh' in workload) {
      const { answer, figures } = await workload.weigh(contestant);
      return { kind: 'weighed', workDigest: answerDigest(answer), figures };
    }
    const round = await workload.prepare(contestant);
    const schedulingSoFar = watchScheduling();
    const { deviation, ...sampled } = await sampleRounds(round, job.sampling);
    if (deviation !== null) return { kind: 'refused', detail: deviation };
    const { rate } = workload;
    return {
      kind: 'samples',
      ...sampled,
      scheduling: schedulingSoFar(),
      ...(rate !== undefined && { rate }),
    };
  } catch (error) {
    return { kind: isNotOffered(error) ? 'absent' : 'refused', detail: wordsOf(error) };
  }
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
