// The main module of a trial's process: takes one job, does it, tells what came of it, and ends.

import { doJob } from './do-job.ts';
import type { TrialJob, TrialMessage } from './trial-job.ts';

process.once('message', (job: TrialJob) => {
  // What a store left open (a timer, a program) would keep the process for as long as it may.
  void doJob(job, tell).then(() => process.exit());
});

/** Resolves when the message is on its way, so that the process does not end before. */
const tell = (message: TrialMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error === null ? resolve() : reject(error)));
  });
