// The main module of the process of a fault: loads the definition, waits until it is time, plays its fault until it is told to end,
// and ends. Without a parent it ends, too: nothing of it is left behind.

import { sourceAt } from '../../definition/source.ts';
import { thrownText } from '../../definition/thrown.ts';
import { loadOf } from '../load-of.ts';
import type { FaultJob, FaultMessage, FaultRequest } from './fault-job.ts';

const begin = Promise.withResolvers<void>();
const end = new AbortController();

process.on('message', (request: FaultRequest) => {
  if (request.kind === 'begin') begin.resolve();
  else if (request.kind === 'end') end.abort();
  else void tellOutcome(request.job);
});
process.on('disconnect', () => end.abort());
end.signal.addEventListener('abort', () => begin.resolve());

async function tellOutcome(job: FaultJob): Promise<void> {
  try {
    await play(job);
    await tell({ kind: 'ended' });
  } catch (error) {
    await tell({ kind: 'failed', detail: thrownText(error) });
  }
  process.exit();
}

async function play({ url, fault, store, home, folder }: FaultJob): Promise<void> {
  const { definition } = await sourceAt(url);
  const { faults = {} } = await loadOf(definition);
  await tell({ kind: 'ready' });
  await begin.promise;
  if (end.signal.aborted) throw new Error('It was over before it could begin.');
  const begun = (): void => void tell({ kind: 'begun', atNs: process.hrtime.bigint() });
  await faults[fault]?.run(store, { home, folder, signal: end.signal, begun });
  if (!end.signal.aborted) throw new Error('It ended by itself, before its time was over.');
}

/** Resolves when the message is on its way, also to nobody. */
const tell = (message: FaultMessage): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
