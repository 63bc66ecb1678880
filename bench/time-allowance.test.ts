import { expect, test } from 'vitest';
import { TimeAllowance } from './time-allowance.ts';

test('trials share what is left after the overhead that the earlier ones showed', () => {
  let nowMs = 0;
  const allowance = new TimeAllowance(10_000, () => nowMs);
  // 5,000 ms a trial, of which 1,000 are taken for overhead until a trial has been seen.
  expect(allowance.operationMs(2, 10)).toBe(400);
  expect(allowance.isOver()).toBe(false);
  nowMs = 6_000;
  allowance.learn(6_000, 3_000);
  expect(allowance.operationMs(1, 10)).toBe(200);
});

test('an operation gets a little time even when none is left', () => {
  const allowance = new TimeAllowance(0, () => 0);
  expect(allowance.isOver()).toBe(true);
  expect(allowance.operationMs(3, 10)).toBe(60);
});
