// All workers of a load run: started together when every one is ready, watched, and ended.

import { StoreError } from '../contract/errors.ts';
import type { Beside, Besides } from './beside.ts';
import type { LoadJob } from './load-job.ts';
import type { CheckedLoadOptions } from './load-options.ts';
import type { LoadPlace } from './load-place.ts';
import { type ChosenMix, weightsOf } from './mixes.ts';
import { type WorkerEnd, WorkerProcess } from './worker-process.ts';

/** Many processes that start at once on a busy machine need it. */
const READY_MS_MIN = 60_000;
const PROGRESS_EVERY_MS = 250;
/** Until the last worker has heard of the start. */
const START_IN_NS = 20_000_000n;

export interface CrewPlan {
  /** Of the definition. */
  readonly url: string;
  /** Names of its operations, all of them. */
  readonly operations: readonly string[];
  readonly mix: ChosenMix;
  readonly place: LoadPlace;
  /** What goes on meanwhile. */
  readonly beside: Beside;
}

export interface CrewEnd extends Besides {
  readonly ends: readonly WorkerEnd[];
}

/** Rejects with E_ABORTED when the run is aborted; by then no worker is left. */
export async function runCrew(plan: CrewPlan, options: CheckedLoadOptions): Promise<CrewEnd> {
  const { signal } = options;
  requireGoingOn(signal);
  const workers = plan.mix.groups.map((_, worker) => startWorker(plan, options, worker));
  const killAll = (): void => {
    for (const worker of workers) worker.kill('aborted');
  };
  signal?.addEventListener('abort', killAll, { once: true });
  let stopTelling = (): void => {};
  try {
    await Promise.all(workers.map(({ ready }) => ready));
    stopTelling = tellProgress(options);
    return await worked(workers, plan.beside);
  } finally {
    stopTelling();
    signal?.removeEventListener('abort', killAll);
    requireGoingOn(signal);
  }
}

async function worked(workers: readonly WorkerProcess[], beside: Beside): Promise<CrewEnd> {
  const startNs = process.hrtime.bigint() + START_IN_NS;
  const end = new AbortController();
  for (const worker of workers) worker.start(startNs);
  const ended = Promise.all(workers.map((worker) => worker.end)).finally(() => end.abort());
  const goesOn = beside({
    get pids() {
      return workers.map(({ pid }) => pid);
    },
    startNs,
    kill: (worker, why) => workers[worker]?.strike(why),
    signal: end.signal,
  });
  try {
    const [besides, ends] = await Promise.all([goesOn, ended]);
    return { ends, ...besides };
  } finally {
    // None outlives a run whose faults or samples failed.
    for (const worker of workers) worker.kill('ended, for what goes on beside it failed');
    await ended;
  }
}

function startWorker(
  { url, operations, mix, place }: CrewPlan,
  options: CheckedLoadOptions,
  worker: number,
): WorkerProcess {
  const { durationMs, graceMs, onProgress: _, signal: __, onTransaction: ___, soak, ...plan } = options;
  const job: LoadJob = {
    ...{ ...plan, url, worker, durationMs },
    ...{ weights: weightsOf(mix, operations, worker), hot: mix.hot },
    ...{ home: place.home, folder: place.folder, logFile: place.logFile(worker) },
    memory: soak ? { file: place.memoryFile(worker), everyMs: collectEveryMs(durationMs) } : null,
  };
  return new WorkerProcess(job, { readyMs: Math.max(READY_MS_MIN, graceMs), endMs: durationMs + graceMs });
}

/** A hundred and twenty times, of which each takes a worker some 100 ms of processor time: enough for a slope of the later half. */
const collectEveryMs = (durationMs: number): number => Math.min(60_000, Math.max(5_000, durationMs / 120));

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

export function requireGoingOn(signal: AbortSignal | null): void {
  if (signal?.aborted === true) {
    throw new StoreError('E_ABORTED', 'The load run was interrupted; it has no result.');
  }
}
