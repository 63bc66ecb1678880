// The main module of a worker's process: opens the store, waits for the common start, works, reports, and ends.

import { initialSessionId } from '../sessions/load/initial-sessions.ts';
import { AcknowledgementWriter } from './acknowledgements.ts';
import { closedLoop, openLoop } from './arrival.ts';
import type { LoadJob, LoadMessage, LoadRequest } from './load-job.ts';
import { openSubject } from './open-subject.ts';
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
  } finally {
    process.disconnect();
  }
}

async function work(job: LoadJob): Promise<WorkerReport> {
  const { perSecond } = job;
  const store = await openSubject(job.store, job.home, job.subjectsModule);
  const acknowledgements = new AcknowledgementWriter(job.acknowledgementFile);
  try {
    // The first call of a store prepares what later ones use; it belongs before the start.
    await store.getSession(job.workspacePath, initialSessionId(0));
    await tell({ kind: 'ready' });
    await start.promise;
    return await driveLoad(job, {
      store,
      arrivalFrom: (startNs) => (perSecond === null ? closedLoop : openLoop({ ...job, startNs, perSecond })),
      onAcknowledged: (acknowledgement) => acknowledgements.add(acknowledgement),
    });
  } finally {
    acknowledgements.close();
    await store.close();
  }
}

/** Resolves when the message is on its way, so that the process does not end before. */
const tell = (message: LoadMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error === null ? resolve() : reject(error)));
  });
