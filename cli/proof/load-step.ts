// Several processes on one workspace at a time, on each store: throughput, latency, and every acknowledged write looked
// for afterwards. The app's own way of writing is expected to lose some.

import { runLoad } from '../../load/index.ts';
import { sessionSource } from '../../sessions/source.ts';
import type { ProofJob } from './job.ts';
import { STORES_UNDER_LOAD } from './scale.ts';

export async function loadStep({ seed, scale, record, onProgress, signal }: ProofJob): Promise<void> {
  const source = await sessionSource();
  for (const store of STORES_UNDER_LOAD) {
    const { load, check } = await runLoad(source, {
      store,
      processes: scale.loadProcesses,
      durationMs: scale.loadDurationMs,
      seed,
      onProgress,
      signal,
    });
    if (load !== null) record(load);
    record(check);
  }
}
