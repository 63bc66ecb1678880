// Whether the two stores are equivalent, on random sequences: the app's store in both of its modes, and the database
// store in both of its durabilities. Before that the check itself is checked: it must catch planted bugs. Nothing is
// timed before this.

import { subjectOf } from '../../definition/subjects.ts';
import { checkEquivalence, equivalenceCheck } from '../../props/index.ts';
import sessions from '../../sessions/definition.ts';
import { detectionCheck, detectMutants } from '../../sessions/mutants/detection.ts';
import type { ProofJob } from './job.ts';

export async function equivalenceStep(job: ProofJob): Promise<void> {
  const { seed, scale, onProgress, signal } = job;
  if (scale.name === 'full') await checkTheCheck(job);
  for (const { left, right, operations } of [
    { left: 'json', right: 'sqlite', operations: scale.operations },
    { left: 'json-safe', right: 'sqlite-full', operations: scale.operationsOfVariants },
  ]) {
    const pair = { left: subjectOf(sessions, left), right: subjectOf(sessions, right) };
    const options = { ...pair, operations, seed, onProgress, signal };
    job.record(equivalenceCheck(await checkEquivalence(sessions, options)));
  }
}

/** A quick run plays too few operations to catch the rarest of the planted bugs. */
async function checkTheCheck({ seed, scale, record, onProgress, signal }: ProofJob): Promise<void> {
  const operationsMax = scale.operations;
  const table = await detectMutants({ seed, operationsMax, shrinkBounds: NO_SHRINKING, onProgress, signal });
  record(detectionCheck(table));
}

/** Whether a bug is caught is the question here, not how small it can be shown. */
const NO_SHRINKING = { attemptsMax: 0, durationMsMax: 0 };
