// The main module of a trial's process: takes one job, does it, tells what came of it, and ends.

import { StoreError } from '../../contract/errors.ts';
import { MemoryStore } from '../../contract/memory-store.ts';
import type { Subject } from '../../subjects/index.ts';
import { workloadOf } from '../workloads/registry.ts';
import { Contestant } from './contestant.ts';
import { sampleRounds, shownRound } from './sampler.ts';
import type { TrialJob, TrialMessage } from './trial-job.ts';

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
  const subject = await subjectOf(job);
  const contestant = await Contestant.enter(subject, job);
  if (subject.isPersistent) {
    await contestant.fill();
    // What counts is what a new connection finds.
    await contestant.reopen();
  }
  await isVerified(contestant, job, 'before');
  await contestant.close();
}

async function showWork(job: TrialJob): Promise<void> {
  const model = {
    isPersistent: false,
    open: async (_home: string, options = {}) => new MemoryStore(options),
  };
  const contestant = await Contestant.enter(model, job);
  for (const operation of job.operations) {
    const { workDigest } = await shownRound(workloadOf(operation).prepare(contestant));
    await tell({ kind: 'work', operation, workDigest });
  }
}

async function measure(job: TrialJob): Promise<void> {
  const contestant = await Contestant.enter(await subjectOf(job), job);
  let isSound = await isVerified(contestant, job, 'before');
  for (const operation of job.operations) {
    if (!isSound) break;
    await measureOperation(contestant, operation, job);
    // Before the store is opened anew: one that keeps nothing would hide there what a write left behind.
    if (workloadOf(operation).group === 'write') isSound = await isVerified(contestant, job, 'after');
  }
  await contestant.close();
}

async function measureOperation(contestant: Contestant, operation: string, job: TrialJob): Promise<void> {
  // Neither a cache nor garbage that the operation before left behind is this one's.
  await contestant.reopen();
  globalThis.gc?.();
  try {
    const round = workloadOf(operation).prepare(contestant);
    const { samplesNs, workDigest, deviation } = await sampleRounds(round, job.sampling);
    await tell(
      deviation === null
        ? { kind: 'samples', operation, samplesNs, workDigest }
        : { kind: 'refused', operation, detail: deviation },
    );
  } catch (error) {
    await tell({ kind: 'refused', operation, detail: wordsOf(error) });
  }
}

async function isVerified(contestant: Contestant, job: TrialJob, when: 'before' | 'after'): Promise<boolean> {
  const contentDigest = await contestant.contentDigest();
  if (contentDigest === job.contentDigest) return true;
  await tell({ kind: 'unverified', when, contentDigest });
  return false;
}

async function subjectOf(job: TrialJob): Promise<Subject> {
  const subjects = (
    job.subjectsModule === null ? await import('../../subjects/index.ts') : await import(job.subjectsModule)
  ) as { subjectNamed(name: string): Subject };
  return subjects.subjectNamed(job.store);
}

/** Resolves when the message is on its way, so that the process does not end before. */
const tell = (message: TrialMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error === null ? resolve() : reject(error)));
  });

const wordsOf = (error: unknown): string =>
  error instanceof StoreError ? `${error.code}: ${error.message}` : String(error);
