// Times every operation on both stores, at the sizes that the design document speaks of.

import { runBench } from '../../bench/index.ts';
import type { ProofJob } from './job.ts';

const SIZES = [100, 1_000];
const TRIALS = 5;
const BUDGET_MS = 65_000;

export async function timingStep({ seed, record, onProgress, signal }: ProofJob): Promise<void> {
  await runBench({
    stores: ['json', 'sqlite'],
    sizes: SIZES,
    trials: TRIALS,
    budgetMs: BUDGET_MS,
    seed,
    onRow: record,
    onProgress,
    signal,
  });
}
