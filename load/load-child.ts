// The main module of a worker's process: opens the store, waits for the common start, works, says that it is done, and ends.

import type { LoadDefinition } from '../definition/load.ts';
import { sourceAt } from '../definition/source.ts';
import { clockFrom, waitUntil } from './arrival.ts';
import { entryIdOf } from './entry-ids.ts';
import type { LoadJob, LoadMessage, LoadRequest } from './load-job.ts';
import { loadedOf, loadOf } from './load-of.ts';
import { MemoryInUse } from './memory-in-use.ts';
import { WorkerLog } from './worker-log.ts';
import { driveLoad } from './worker-loop.ts';

const start = Promise.withResolvers<bigint>();

process.on('message', (request: LoadRequest) => {
  if (request.kind === 'start') start.resolve(request.startNs);
  else void tellOutcome(request.job);
});

async function tellOutcome(job: LoadJob): Promise<void> {
  try {
    await work(job);
    await tell({ kind: 'done' });
  } catch (error) {
    await tell({ kind: 'failed', detail: String(error) });
  }
  // What a store left open (a timer, a program) would keep the process for as long as it may.
  process.exit();
}

async function work(job: LoadJob): Promise<void> {
  const { definition } = await sourceAt(job.url);
  const load = await loadOf(definition);
  const subject = loadedOf(definition, job.store, job.programs);
  const store = await subject.open(job.home);
  const log = new WorkerLog(job.logFile);
  const memory = job.memory === null ? null : new MemoryInUse(job.memory.file, job.memory.everyMs);
  try {
    await prepare(load, store, job);
    await tell({ kind: 'ready' });
    const now = clockFrom(await start.promise);
    await driveLoad(job, {
      ...{ store, load, now },
      wait: (dueNs) => waitUntil(dueNs, now),
      log: (call, isHandedOver) => log.add(call, isHandedOver),
      ...(memory !== null && { between: (freeNs) => (memory.look(freeNs) ? now() : freeNs) }),
    });
    await tell({ kind: 'closing' });
  } finally {
    log.close();
    memory?.close();
    await subject.close(store);
  }
}

/** The first call of a store prepares what later ones use; it belongs before the start. */
async function prepare(
  load: LoadDefinition<unknown>,
  store: unknown,
  { folder, worker }: LoadJob,
): Promise<void> {
  const read = Object.values(load.operations).find(({ does }) => does === 'read');
  await read?.call(store, { folder, record: 0, id: entryIdOf(worker, 0) });
}

/** Resolves when the message is on its way, so that the process does not end before. */
const tell = (message: LoadMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error === null ? resolve() : reject(error)));
  });
