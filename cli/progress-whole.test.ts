import { expect, test } from 'vitest';
import { WholeClock } from './progress-whole.ts';

const PLAN = [
  { stage: 'comparing', seconds: 30 },
  { stage: 'comparing', seconds: 10 },
  { stage: 'timing', seconds: 60 },
];
const at = (stage: string, done: number) => ({ stage, done, total: 100, unit: 'things' });

test('the share grows over all stages, and a stage that starts over is the next of its name', () => {
  const clock = new WholeClock(PLAN, 0);
  expect(clock.report(0, at('comparing', 0)).share).toBe(0);
  expect(clock.report(15_000, at('comparing', 50)).share).toBeCloseTo(0.15);
  expect(clock.report(30_000, at('comparing', 100)).share).toBeCloseTo(0.3);
  expect(clock.report(30_000, at('comparing', 0)).share).toBeCloseTo(0.3);
  expect(clock.report(40_000, at('comparing', 100)).share).toBeCloseTo(0.4);
  expect(clock.report(70_000, at('timing', 50)).share).toBeCloseTo(0.7);
});

test('nothing stands at all of it while the run goes on', () => {
  const clock = new WholeClock(PLAN, 0);
  expect(clock.report(100_000, at('timing', 100)).share).toBeLessThan(1);
});

test('the time left is that of the whole, and only falls', () => {
  const clock = new WholeClock(PLAN, 0);
  const left = [
    [0, 'comparing', 0],
    [15_000, 'comparing', 50],
    [36_000, 'comparing', 90],
    [41_000, 'timing', 0],
    [100_000, 'timing', 30],
    [101_000, 'timing', 60],
  ].map(([ms, stage, done]) => clock.report(ms as number, at(stage as string, done as number)).secondsLeft);
  expect(left[0]).toBe(100);
  expect(left[1]).toBeCloseTo(85);
  const told = left.filter((seconds) => seconds !== null);
  expect(told).toEqual(told.toSorted((a, b) => b - a));
});

test('a run that takes far longer than foretold says no time rather than a wrong one', () => {
  const clock = new WholeClock(PLAN, 0);
  clock.report(10_000, at('timing', 90));
  expect(clock.report(300_000, at('timing', 91)).secondsLeft).toBe(null);
});

test('a stage that nobody planned moves nothing', () => {
  const clock = new WholeClock(PLAN, 0);
  clock.report(15_000, at('comparing', 50));
  expect(clock.report(16_000, at('reading a file', 100)).share).toBeCloseTo(0.15);
});
