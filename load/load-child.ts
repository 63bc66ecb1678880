// The main module of a worker's process: opens the store, waits for the common start, works, reports, and ends.

import { sourceAt } from '../definition/source.ts';
import { subjectOf } from '../definition/subjects.ts';
import { AcknowledgementWriter } from './acknowledgements.ts';
import { closedLoop, openLoop } from './arrival.ts';
import type { LoadJob, LoadMessage, LoadRequest } from './load-job.ts';
import { loadOf } from './load-of.ts';
import { driveLoad, type WorkerReport } from './worker-loop.ts';

const start = Promise.withResolvers<void>();

process.on('message', (request: LoadRequest) => {
  if (request.kind === 'start') start.resolve();
  else void tellOutcome(request.job);
});

async function tellOutcome(job: LoadJob): Promise<void> {
  try {
    await tell({ kind: 'report', report: await work(job) });
  } catch (error) {
    await tell({ kind: 'failed', detail: String(error) });
  }
  // What a store left open (a timer, a program) would keep the process for as long as it may.
  process.exit();
}

async function work(job: LoadJob): Promise<WorkerReport> {
  const { perSecond, folder } = job;
  const { definition } = await sourceAt(job.url);
  const load = await loadOf(definition);
  const subject = subjectOf(definition, job.store, job.programs);
  const store = await subject.open(job.home);
  const acknowledgements = new AcknowledgementWriter(job.acknowledgementFile);
  try {
    // The first call of a store prepares what later ones use; it belongs before the start.
    await load.get(store, { folder, record: 0 });
    await tell({ kind: 'ready' });
    await start.promise;
    return await driveLoad(job, {
      store,
      load,
      arrivalFrom: (startNs) => (perSecond === null ? closedLoop : openLoop({ ...job, startNs, perSecond })),
      onAcknowledged: (acknowledgement) => acknowledgements.add(acknowledgement),
    });
  } finally {
    acknowledgements.close();
    await subject.close(store);
  }
}

/** Resolves when the message is on its way, so that the process does not end before. */
const tell = (message: LoadMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error === null ? resolve() : reject(error)));
  });
