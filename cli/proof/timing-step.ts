// Times every operation on both stores, at the sizes that the design document speaks of.

import { fieldsOf, runBench } from '../../bench/index.ts';
import { sessionSource } from '../../sessions/source.ts';
import type { ProofJob } from './job.ts';
import { STORES_TIMED, TIMING_CUT } from './scale.ts';

export async function timingStep({ seed, scale, record, onProgress, signal }: ProofJob): Promise<void> {
  const source = await sessionSource();
  await runBench(source, {
    fields: await fieldsOf(source.definition, {
      stores: STORES_TIMED,
      profiles: ['small'],
      sizes: scale.sizes,
      trials: scale.trials,
    }),
    ...(scale.timingAimMs === null
      ? { isSmoke: true }
      : { aimMs: scale.timingAimMs, budgetMs: TIMING_CUT * scale.timingAimMs }),
    seed,
    onRow: record,
    onProgress,
    signal,
  });
}
