// All workers of a load run: started together when every one is ready, watched, and ended.

import { StoreError } from '../contract/errors.ts';
import type { CheckedLoadOptions } from './load-options.ts';
import type { LoadPlace } from './load-place.ts';
import { type WorkerEnd, WorkerProcess } from './worker-process.ts';

/** Many processes that start at once on a busy machine need it. */
const READY_MS_MIN = 60_000;
const PROGRESS_EVERY_MS = 250;

/** Rejects with E_ABORTED when the run is aborted; by then no worker is left. */
export async function runCrew(
  url: string,
  place: LoadPlace,
  options: CheckedLoadOptions,
): Promise<WorkerEnd[]> {
  const { signal } = options;
  requireGoingOn(signal);
  const workers = Array.from({ length: options.processes }, (_, worker) =>
    startWorker(url, place, options, worker),
  );
  const killAll = (): void => {
    for (const worker of workers) worker.kill('aborted');
  };
  signal?.addEventListener('abort', killAll, { once: true });
  let stopTelling = (): void => {};
  try {
    await Promise.all(workers.map(({ ready }) => ready));
    stopTelling = tellProgress(options);
    for (const worker of workers) worker.start();
    return await Promise.all(workers.map(({ end }) => end));
  } finally {
    stopTelling();
    signal?.removeEventListener('abort', killAll);
    requireGoingOn(signal);
  }
}

function startWorker(
  url: string,
  place: LoadPlace,
  options: CheckedLoadOptions,
  worker: number,
): WorkerProcess {
  const { store, programs, seed, readShare, records, durationMs, operationsMax, perSecond } = options;
  const { processes, graceMs } = options;
  const { home, folder } = place;
  const acknowledgementFile = place.acknowledgementFile(worker);
  const plan = { seed, worker, readShare, records, folder, durationMs, operationsMax, perSecond };
  return new WorkerProcess(
    { ...plan, url, store, processes, programs, home, acknowledgementFile },
    { readyMs: Math.max(READY_MS_MIN, graceMs), endMs: durationMs + graceMs },
  );
}

/** Tells the time that has gone; a run that ends by its number of operations tells only when it is over. */
function tellProgress({ store, durationMs, onProgress }: CheckedLoadOptions): () => void {
  const startedMs = performance.now();
  const tell = (done: number): void =>
    onProgress({ stage: `load on ${store}`, done, total: durationMs, unit: 'ms' });
  tell(0);
  const timer = setInterval(
    () => tell(Math.min(durationMs, Math.round(performance.now() - startedMs))),
    PROGRESS_EVERY_MS,
  );
  return () => {
    clearInterval(timer);
    tell(durationMs);
  };
}

function requireGoingOn(signal: AbortSignal | null): void {
  if (signal?.aborted === true) {
    throw new StoreError('E_ABORTED', 'The load run was interrupted; it has no result.');
  }
}
