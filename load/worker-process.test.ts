import { expect, test } from 'vitest';
import type { LoadJob } from './load-job.ts';
import { WorkerProcess } from './worker-process.ts';

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

test('a worker that ended before the start is not waited for', async () => {
  const worker = new WorkerProcess({} as LoadJob, { readyMs: 600_000, endMs: 600_000 });
  worker.kill('aborted');
  await worker.ready;
  expect(await worker.end).toEqual({ death: 'aborted', fault: null, isOverdue: false });
  expect(worker.pid).toBe(null);
  const before = timers();
  worker.start(0n);
  expect(timers()).toBe(before);
});
