import { expect, test } from 'vitest';
import { closedLoop, openLoop, waitUntil } from './arrival.ts';

test('in a closed loop a call is due when the one before has ended', () => {
  expect(closedLoop(7, 123n)).toBe(123n);
});

test('in an open loop calls are due at a constant rate, which the workers share evenly', () => {
  const due = [0, 1].map((worker) => openLoop({ startNs: 1_000n, perSecond: 1_000, processes: 2, worker }));
  const times = [0, 1, 2].flatMap((step) => due.map((arrival) => arrival(step, 99n)));
  expect(times).toEqual([1_000n, 1_001_000n, 2_001_000n, 3_001_000n, 4_001_000n, 5_001_000n]);
});

test('a call that a late worker owes is due when it was due', () => {
  const arrival = openLoop({ startNs: 0n, perSecond: 10, processes: 1, worker: 0 });
  expect(arrival(1, 5_000_000_000n)).toBe(100_000_000n);
});

test('a wait never ends before its time, and tells how late it is', async () => {
  const dueNs = process.hrtime.bigint() + 5_000_000n;
  expect(await waitUntil(dueNs)).toBeGreaterThanOrEqual(0);
  expect(process.hrtime.bigint() >= dueNs).toBe(true);
});
