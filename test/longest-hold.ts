// Measures for how long a command line keeps the event loop at most, without a turn in which a signal is heard:
//
//   node --import ./test/longest-hold.ts bin/ait42-migrate.js verify --home DIR
//
// Says so on standard error at the end. No test asserts on it, as it depends on the machine.

import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const startMs = performance.now();
  let lastMs = startMs;
  let longest = { ms: 0, endMs: 0 };
  const look = (): void => {
    const nowMs = performance.now();
    if (nowMs - lastMs > longest.ms) longest = { ms: nowMs - lastMs, endMs: nowMs - startMs };
    lastMs = nowMs;
  };
  setInterval(look, 1).unref();
  process.on('exit', () => {
    look();
    const [ms, endMs, allMs] = [longest.ms, longest.endMs, performance.now() - startMs].map(Math.round);
    process.stderr.write(`longest hold ${ms} ms, which ended at ${endMs} of ${allMs} ms\n`);
  });
}
