// Whether the two stores are equivalent, on generated sequences: the app's store in both of its modes, and the database
// store on a file. Nothing is timed before this.

import { checkEquivalence, equivalenceCheck } from '../../props/index.ts';
import { subjectNamed } from '../../subjects/index.ts';
import type { ProofJob } from './job.ts';

interface Pair {
  readonly left: string;
  readonly right: string;
  readonly operations: number;
}

/** Twenty thousand on the pair that the claims compare; fewer where only locking and syncing differ. */
const PAIRS: readonly Pair[] = [
  { left: 'json', right: 'sqlite', operations: 20_000 },
  { left: 'json-safe', right: 'sqlite-full', operations: 2_000 },
];

export async function equivalenceStep(job: ProofJob): Promise<void> {
  for (const { left, right, operations } of PAIRS) {
    const verdict = await checkEquivalence({
      left: subjectNamed(left),
      right: subjectNamed(right),
      operations,
      seed: job.seed,
      onProgress: job.onProgress,
      signal: job.signal,
    });
    job.record(equivalenceCheck(verdict));
  }
}
