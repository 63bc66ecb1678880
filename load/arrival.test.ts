import { expect, test } from 'vitest';
import { clockFrom, closedLoop, openLoop, waitUntil } from './arrival.ts';
import { arrivalsOf } from './arrival-choice.ts';

test('in a closed loop a call is due when the one before has ended', () => {
  expect(closedLoop(7, 123)).toBe(123);
});

test('in an open loop calls are due at a constant rate, which the workers share evenly', () => {
  const due = [0, 1].map((worker) => openLoop({ perSecond: 1_000, processes: 2, worker }));
  const times = [0, 1, 2].flatMap((step) => due.map((arrival) => arrival(step, 99)));
  expect(times).toEqual([0, 1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000]);
});

test('a call that a late worker owes is due when it was due', () => {
  const arrival = openLoop({ perSecond: 10, processes: 1, worker: 0 });
  expect(arrival(1, 5_000_000_000)).toBe(100_000_000);
});

test('a wait never ends before its time', async () => {
  const now = clockFrom(process.hrtime.bigint());
  await waitUntil(5_000_000, now);
  expect(now()).toBeGreaterThanOrEqual(5_000_000);
});

test.each([
  ['closed', [null]],
  ['200', [200]],
  ['0.5', [0.5]],
  ['100..800', [100, 200, 400, 800]],
  ['100..500', [100, 200, 400, 500]],
  ['7..7', [7]],
])('the arrival %s is runs at %j calls a second', (text, rates) => {
  expect(arrivalsOf(text)).toEqual(rates);
});

test.each(['', 'open', '0', '-1', '1e3', '100001', '9..8', '1..2..3', '..5', '5..', 'closed..5'])(
  'there is no arrival "%s"',
  (text) => {
    expect(() => arrivalsOf(text)).toThrow(`There is no arrival "${text}"`);
  },
);
